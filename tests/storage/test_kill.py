"""Kill -9 while commands are being written: what was answered is there, and the database is sound."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from storage.engine import open_store
from storage.stores.addresses import read_url

PROJECT = Path(__file__).parents[2]
KILLS = 5
ANSWERS = 40  # read before each kill
SECONDS = 30

# Sixteen commands wait at any time; a number is printed once its future says that it is stored.
WRITER = """
import sys
from concurrent.futures import wait, FIRST_COMPLETED
from sqlalchemy import text
from storage.engine import open_store

url, number = sys.argv[1], int(sys.argv[2])
store = open_store(url)
put = text("INSERT INTO settings (key, value) VALUES (:key, '1')")
waiting = {}
while True:
    while len(waiting) < 16:
        number += 1
        waiting[store.write(lambda conn, n=number: conn.execute(put, {"key": f"{n:09}"}))] = number
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        future.result()
        print(waiting.pop(future), flush=True)
"""


def answered_before_death(url: str, start: int) -> list[int]:
    arguments = [sys.executable, "-c", WRITER, url, str(start)]
    with subprocess.Popen(arguments, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        answers = [child.stdout.readline() for _ in range(ANSWERS)]
        child.kill()
        answers += child.stdout.readlines()
        child.wait(SECONDS)
    return [int(answer) for answer in answers if answer.endswith("\n")]


def stored(conn: Connection) -> set[int]:
    return {int(key) for key in conn.execute(text("SELECT key FROM settings")).scalars()}


def test_what_was_answered_outlives_the_process(database_url: str) -> None:
    answered: set[int] = set()
    for kill in range(KILLS):
        answered.update(answered_before_death(database_url, kill * 1_000_000))
    store = open_store(database_url)
    found = store.read(stored).result(SECONDS)
    store.close()
    assert len(answered) >= KILLS * ANSWERS
    assert answered <= found
    assert len(found - answered) <= KILLS * 16  # in flight at the kill, committed or not
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(str(read_url(database_url).database))) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
