"""The least that answers reports: a long poll, one INSERT and one sendMessage for each, all one after another.

``python benchmarks/bare_bot.py API_URL TOKEN SQLITE_FILE``. No rights, no workflow, no texts, no outbox, nothing survives
a crash half-way: it is what the bot's own figures are held against.
"""

import sqlite3
import sys
from contextlib import closing
from typing import Any

import httpx


def main(url: str, token: str, file: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as conn, httpx.Client(timeout=60) as client:
        conn.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE heard (said TEXT)")
        offset = 0
        while True:
            for update in _call(client, f"{url}/bot{token}/getUpdates", offset=offset, timeout=4):
                offset = update["update_id"] + 1
                message = update.get("message", {})
                conn.execute("INSERT INTO heard VALUES (?)", (message.get("text"),))
                answer = {"chat_id": message["chat"]["id"], "text": f"OK: {message.get('text')}"}
                _call(client, f"{url}/bot{token}/sendMessage", **answer)


def _call(client: httpx.Client, url: str, **parameters: Any) -> Any:
    return client.post(url, json=parameters).json()["result"]


if __name__ == "__main__":
    main(*sys.argv[1:])
