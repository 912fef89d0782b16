"""How long a person waits for the answer while reports come in steadily, each at its own moment."""

import time

from benchmarks.databases import Databases
from benchmarks.processes import Messenger, bot, messenger
from benchmarks.tables import table

RATE = 25  # reports a second …
SECONDS = 16  # … for so long
WARM_UP = 50


def measure(databases: Databases) -> None:
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        with messenger() as at, bot(at, databases.copy(kind), "ptb"):
            delays = _delays(at)
        middle, most = delays[len(delays) // 2], delays[int(len(delays) * 0.99)]
        rows.append((kind, f"{1000 * middle:.0f}", f"{1000 * most:.0f}"))
    table(f"From the report to its answer at {RATE} reports a second", ("", "p50 ms", "p99 ms"), rows)


def _delays(at: Messenger) -> list[float]:
    for number in range(WARM_UP):
        at.report(number)
    at.answers(range(WARM_UP))
    typed: dict[int, float] = {}
    begun = time.monotonic()
    for count in range(RATE * SECONDS):
        time.sleep(max(0, begun + count / RATE - time.monotonic()))
        typed[WARM_UP + count] = at.report(WARM_UP + count)
    answered = at.answers(list(typed))
    return sorted(answered[number] - moment for number, moment in typed.items())
