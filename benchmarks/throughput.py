"""Reports that move no ball, answered as fast as they can be: the whole bot beside bare bots that store nothing.

All are typed before the bot comes, so that only its own pace counts; the first ones warm it up.
"""

import statistics
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from benchmarks.databases import Databases
from benchmarks.processes import Messenger, bare_bot, bot, messenger
from benchmarks.tables import table

REPORTS = 500
WARM_UP = 100
ROUNDS = 3

Start = Callable[[Messenger], AbstractContextManager[Any]]


def measure(databases: Databases) -> None:
    contestants: dict[str, Start] = {
        "bare python-telegram-bot": partial(bare_bot, library="ptb"),
        "bare aiogram": partial(bare_bot, library="aiogram"),
    }
    for kind in ("SQLite", "PostgreSQL"):
        for driver in ("ptb", "aiogram"):
            contestants[f"{driver}, {kind}"] = partial(_ours, databases, kind, driver)
    rounds = [{name: _answered_a_second(start) for name, start in contestants.items()} for _ in range(ROUNDS)]
    rows = [
        (
            name,
            f"{statistics.median(one[name] for one in rounds):.0f}",
            *(_ratio(rounds, name, bare) for bare in ("bare python-telegram-bot", "bare aiogram")),
        )
        for name in contestants
    ]
    head = ("", "answered/s", "to bare ptb", "to bare aiogram")
    table(f"{REPORTS} reports that move no ball, median of {ROUNDS} rounds", head, rows)


def _ours(databases: Databases, kind: str, driver: str, at: Messenger) -> AbstractContextManager[Any]:
    return bot(at, databases.copy(kind), driver)


def _answered_a_second(start: Start) -> float:
    with messenger() as at:
        for number in range(REPORTS):
            at.report(number)
        with start(at):
            moments = sorted(at.answers(range(REPORTS)).values())
    return (REPORTS - WARM_UP) / (moments[-1] - moments[WARM_UP - 1])


def _ratio(rounds: Sequence[dict[str, float]], name: str, bare: str) -> str:
    """Taken within each round, as the machine is not the same from one to the next."""
    return f"{statistics.median(one[name] / one[bare] for one in rounds):.2f}"
