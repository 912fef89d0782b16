"""What working time costs: one addition on a company's calendar, beside the addition of plain time."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.databases import Databases
from benchmarks.tables import table
from bot.calendars.holiday_seed import seeded
from bot.centres.centre_files import load
from orders.centre_file.centre import Centre

ADTECH = Path(__file__).parents[1] / "workflows" / "adtech.yaml"
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CALLS, ROUNDS = 20_000, 7
T = TypeVar("T")
U = TypeVar("U")


def measure(_: Databases) -> None:
    centre = load(ADTECH).only.with_days([*seeded("VN", 2026).days, *seeded("VN", 2027).days])
    draw = random.Random(1)
    cases = [
        (YEAR + timedelta(minutes=draw.randrange(525_600)), draw.randrange(1, 4_800)) for _ in range(CALLS)
    ]
    calendar = centre.calendar
    rows = [
        ("working minutes added (1 minute to 10 days)", _cost(cases, calendar.add_working)),
        ("working minutes taken back", _cost(cases, calendar.take_working)),
        ("working days added (1 to 10)", _cost([(at, n % 10 + 1) for at, n in cases], calendar.add_days)),
        (
            "working minutes between two moments",
            _cost([(at, YEAR) for at, _ in cases], calendar.working_minutes_between),
        ),
        ("plain time added: datetime + timedelta", _cost(cases, lambda at, n: at + timedelta(minutes=n))),
    ]
    told = [(name, f"{cost * 1e6:.2f}") for name, cost in rows]
    table(f"Working time, least of {ROUNDS} rounds of {CALLS:,} calls", ("", "µs CPU"), told)
    table(
        "Laid out once", ("", "ms CPU"), [("two years of one calendar", f"{_laying_out(centre) * 1e3:.1f}")]
    )


def _cost(cases: Sequence[tuple[T, U]], call: Callable[[T, U], object]) -> float:
    """CPU seconds of one call."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        for first, second in cases:
            call(first, second)
        rounds.append((time.thread_time() - begun) / len(cases))
    return min(rounds)


def _laying_out(centre: Centre) -> float:
    rounds = []
    for _ in range(ROUNDS):
        fresh = centre.with_days(())
        begun = time.thread_time()
        fresh.calendar.closing(fresh.calendar.day_from(date(2026, 6, 1)))
        fresh.calendar.day_from(date(2027, 6, 1))
        rounds.append(time.thread_time() - begun)
    return min(rounds)
