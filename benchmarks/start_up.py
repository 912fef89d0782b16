"""From the command to the first request for updates and to the first answer; the memory it takes before and after work."""

import statistics
import time
from collections.abc import Mapping
from typing import Any

from benchmarks.databases import Databases
from benchmarks.processes import Messenger, bot, messenger, resident
from benchmarks.tables import table

STARTS = 3
REPORTS = 100
SETTLING = 5.0  # seconds until all is loaded: the web server and the handlers are after the first request


def measure(databases: Databases) -> None:
    rows = []
    for driver in ("ptb", "aiogram"):
        starts = [_start(databases, driver) for _ in range(STARTS)]
        asked, answered, idle, loaded = (statistics.median(one) for one in zip(*starts, strict=True))
        rows.append((driver, f"{asked:.2f}", f"{answered:.2f}", f"{idle:.0f}", f"{loaded:.0f}"))
    head = ("SQLite", "start s", "first answer s", "MiB idle", f"MiB after {REPORTS} reports")
    table(f"Start-up and resident memory, median of {STARTS}", head, rows)


def _start(databases: Databases, driver: str) -> tuple[float, float, float, float]:
    """Everybody has pressed Start before the bot is there, and waits for its answer."""
    with messenger() as at:
        database = databases.copy("SQLite")
        begun = time.monotonic()
        with bot(at, database, driver) as running:
            calls = _until_answered(at)
            asked = next(call["at"] for call in calls if call["method"] == "getUpdates")
            answered = calls[-1]["at"]
            time.sleep(SETTLING)
            idle = resident(running.pid)
            for number in range(REPORTS):
                at.report(number)
            at.answers(range(REPORTS))
            return asked - begun, answered - begun, idle, resident(running.pid)


def _until_answered(at: Messenger) -> list[Mapping[str, Any]]:
    """Return what it calls, up to the first message it sends."""
    calls: list[Mapping[str, Any]] = []
    while True:
        for call in at.calls():
            calls.append(call)
            if call["method"] == "sendMessage":
                return calls
        time.sleep(0.01)
