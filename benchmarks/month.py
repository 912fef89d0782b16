"""A simulated month of a company: 1,000 orders, twelve departments, sixty people who answer, are late, forget, get stuck.

How many messages the groups and the people get unasked, held against the rules: a rule that is broken ends it red. The
people are drawn from a seed (``python -m benchmarks.run month 7``); the messages are the product's own.
"""

import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date

from benchmarks.databases import Databases
from benchmarks.tables import table
from storage.migrate import upgrade
from tests.support.month import Month
from tests.support.month_figures import Figures
from tests.support.month_lived import lived

ORDERS, LAST_DAY = 1_000, date(2026, 11, 30)
SEED = 1
ONE_IN = 5  # things told for each message, at least


def measure(databases: Databases) -> None:
    seed = next((int(one) for one in sys.argv[1:] if one.isdecimal()), SEED)
    url = databases.fresh("SQLite")
    upgrade(url)
    begun, cpu = time.perf_counter(), time.process_time()
    month, found = asyncio.run(lived(url, orders=ORDERS, until=LAST_DAY, seed=seed))
    took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    _told(month, found)
    print(f"seed {seed}; {took:.0f} s, CPU {cpu:.0f} s")
    if broken := broken_rules(found):
        sys.exit("\n".join(broken))


def broken_rules(found: Figures) -> list[str]:
    """What is not as it is promised; empty where all is well."""
    budget = found.centre.defaults.unasked_per_day
    days = found.by_group_and_day()
    unaccounted, night = found.unaccounted(), found.at_night()
    rules = [
        (
            days[-1] <= budget,
            f"on {_beyond(found)} days a group got up to {days[-1]} messages, {budget} are allowed",
        ),
        (not night, f"{len(night)} messages outside working hours: {night[:3]}"),
        (not found.unheard, f"{len(found.unheard)} things nobody heard of lately: {found.unheard[:3]}"),
        (not unaccounted, f"{len(unaccounted)} reminders no rule accounts for: {unaccounted[:3]}"),
        (
            len(found.messages) * ONE_IN < found.owed,
            f"{len(found.messages)} messages for {found.owed} things that fell due",
        ),
    ]
    return [told for kept, told in rules if not kept]


def _told(month: Month, found: Figures) -> None:
    kinds = found.kinds()
    rows = [("all kinds", f"{len(found.messages):,}", *_spread(found.by_group_and_day()))]
    rows += [
        (kind, f"{number:,}", *_spread(found.by_group_and_day(kind))) for kind, number in kinds.most_common()
    ]
    rows.append(
        ("to people in private", f"{sum(found.by_person_and_day()):,}", *_spread(found.by_person_and_day()))
    )
    head = ("unasked", "messages", "median", "p95", "max")
    table("A month: messages a group (or person) and day on which there was any", head, rows)
    opened, ended = (
        len({code for code, _ in month.jobs.jobs}),
        sum(one.over for one in month.jobs.jobs.values()),
    )
    figures = [
        ("orders, stages begun, stages done", f"{opened:,}, {len(month.jobs.jobs):,}, {ended:,}"),
        ("what people said to the bot; answers they got", f"{month.jobs.said:,}; {found.answers:,}"),
        ("things that fell due (owed by a moment)", f"{found.owed:,}"),
        ("things told (reminders, news), each its own message otherwise", f"{found.told:,}"),
        ("unasked messages", f"{len(found.messages):,}"),
        ("messages for each thing due, for each thing told", _shares(found)),
        ("days of a group beyond its budget", _beyond(found)),
        (
            "outside working hours: ringing or reminding; in silence",
            f"{len(found.at_night())}; {_listed(found.silent_at_night())}",
        ),
        ("reminders by rung", _listed(found.escalations())),
        ("things missing for days of which nobody heard lately", str(len(found.unheard))),
        ("reminders no rule accounts for", str(len(found.unaccounted()))),
    ]
    table("Held against the rules", ("", ""), figures)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {n:,}" for what, n in counted.most_common())


def _beyond(found: Figures) -> str:
    days, budget = found.by_group_and_day(), found.centre.defaults.unasked_per_day
    return f"{sum(one > budget for one in days)} of {len(days)}"


def _shares(found: Figures) -> str:
    return f"{len(found.messages) / found.owed:.2f}, {len(found.messages) / found.told:.2f}"


def _spread(days: Sequence[int]) -> tuple[str, str, str]:
    if not days:
        return ("–", "–", "–")
    return f"{statistics.median(days):.0f}", str(days[int(len(days) * 0.95)]), str(days[-1])
