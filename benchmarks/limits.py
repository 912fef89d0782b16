"""How fast 5,000 messages that are due leave for 200 groups, at a messenger that refuses whatever is more than it allows.

The sandbox enforces what Telegram is known to: thirty messages in any second over all chats, twenty in any minute and
three in any three seconds in a group. Of a group's twenty, five are kept for answers; 200 groups times fifteen a minute
are more than thirty a second, so that this is the rate that is allowed.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection

from benchmarks.databases import Databases
from benchmarks.processes import Messenger, messenger, process, settings
from benchmarks.tables import table
from bot.clock import Clock
from handlers.reply import Lane, Say, text
from handlers.voicing import voice
from sandbox.limits import PER_SECOND
from storage.engine import open_store
from storage.people import chats_rows
from tests.support.multiplying import unhurried

GROUPS, EACH = 200, 25
DUE = GROUPS * EACH
PATIENCE = 400.0  # seconds until a run is given up


def measure(databases: Databases) -> None:
    rows = []
    for kind, driver in (("SQLite", "ptb"), ("PostgreSQL", "ptb"), ("SQLite", "aiogram")):
        with messenger() as at:
            url = databases.copy(kind)
            _write(url, [at.post("chats", title=f"Nhóm {n}", members=at.people[:1]) for n in range(GROUPS)])
            at.post("limits", on=True)
            with process(["-m", "bot", "run"], {**settings(at, url, driver), "BOT_SEND_LIMITS": "on"}):
                calls = _delivered(at)
        statuses = Counter(call["status"] for call in calls)
        moments = [call["at"] for call in calls if call["status"] == 200]
        rate = (len(moments) - PER_SECOND) / (moments[-1] - moments[0])  # the first second's need no wait
        rows.append(
            (f"{driver}, {kind}", f"{rate:.1f}", f"{100 * rate / PER_SECOND:.1f} %", f"{statuses[429]}")
        )
    head = ("", "messages/s", f"of the {PER_SECOND} allowed", "refused with 429")
    table(f"{DUE:,} messages due in {GROUPS} groups", head, rows)


def _write(url: str, groups: Sequence[Mapping[str, Any]]) -> None:
    now = Clock.machine_now()

    def write(conn: Connection) -> None:
        unhurried(conn)
        for group in groups:
            chats_rows.see(conn, group["id"], kind="supergroup", title=group["title"], now=now)
        says = [
            Say(lines=(text("word.plain", text=f"việc {n}"),), chat=group["id"], lane=Lane.REMINDERS, unasked=True)
            for n in range(EACH)
            for group in groups
        ]  # fmt: skip
        voice(conn, tuple(says), "adtech", now=now, owner=None, lease=None)

    with closing(open_store(url)) as store:
        store.write(write).result()


def _delivered(at: Messenger) -> Sequence[Mapping[str, Any]]:
    """Every call that sends, in its order, once all have got through."""
    deadline = time.monotonic() + PATIENCE
    called = 0
    while called < DUE:
        assert time.monotonic() < deadline, f"{called} of {DUE} messages left"
        time.sleep(0.5)
        called += sum(call["method"] == "sendMessage" for call in at.calls())
    while True:
        time.sleep(1)  # what was refused is sent again
        calls = [call for call in at.journal() if call["method"] == "sendMessage"]
        if sum(call["status"] == 200 for call in calls) >= DUE:
            return calls
        assert time.monotonic() < deadline, "some messages were refused, and have not come again"
