"""From the command to the first request for updates, and the memory the bot takes: before and after some work."""

import statistics
import time

from benchmarks.databases import Databases
from benchmarks.processes import bot, messenger, resident
from benchmarks.tables import table

STARTS = 3
REPORTS = 100


def measure(databases: Databases) -> None:
    rows = []
    for driver in ("ptb", "aiogram"):
        starts = [_start(databases, driver) for _ in range(STARTS)]
        seconds, idle, loaded = (statistics.median(one) for one in zip(*starts, strict=True))
        rows.append((driver, f"{seconds:.2f}", f"{idle:.0f}", f"{loaded:.0f}"))
    head = ("SQLite", "start s", "MiB idle", f"MiB after {REPORTS} reports")
    table(f"Start-up and resident memory, median of {STARTS}", head, rows)


def _start(databases: Databases, driver: str) -> tuple[float, float, float]:
    with messenger() as at:
        database = databases.copy("SQLite")
        begun = time.monotonic()
        with bot(at, database, driver) as running:
            while not (polls := [call for call in at.calls() if call["method"] == "getUpdates"]):
                time.sleep(0.01)
            seconds = polls[0]["at"] - begun
            idle = resident(running.pid)
            for number in range(REPORTS):
                at.report(number)
            at.answers(range(REPORTS))
            return seconds, idle, resident(running.pid)
