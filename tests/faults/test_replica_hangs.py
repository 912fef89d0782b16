"""A replica that stands still is replaced within fifteen seconds; awake again, it repeats at most what was in flight."""

import asyncio
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.post import IN_FLIGHT
from tests.support.busy_day import BusyDay, busy_day
from tests.support.child_bot import At, ChildBot
from tests.support.receiving import eventually
from tests.support.workshop import LONG, REPEAT

REPLACED_WITHIN = 15.0  # seconds; what is promised
BUSY_MACHINE = 6.0  # seconds on top of it
DUE = timedelta(hours=2)  # from nine in the morning: design has not confirmed
BEFORE = timedelta(seconds=8)  # of business time until then, when the replicas are at work
AT_ANY_MOMENT = None
AMID_ITS_SWEEP = At(words="INSERT INTO reminders", times=2)
AMID_A_DIGEST = At(words="UPDATE digests")
AMID_A_REPORT = At(words="INSERT INTO events", times=9)
AMID_ITS_LEASE = At(words="UPDATE leases", times=4)
WAYS = {
    "amid its sweep": AMID_ITS_SWEEP,
    "at any moment": AT_ANY_MOMENT,
    "amid a digest": AMID_A_DIGEST,
    "amid a report": AMID_A_REPORT,
    "amid its lease": AMID_ITS_LEASE,
}


@pytest.mark.parametrize(
    "way", ["amid its sweep", *(pytest.param(way, marks=pytest.mark.soak) for way in sorted(WAYS) * 4)]
)
async def test_the_other_polls_sweeps_and_delivers_and_the_one_that_wakes_repeats_only_what_was_in_flight(
    way: str,
    postgresql_url: str,
    now: datetime,
    tmp_path: Path,
    shows: Callable[[str], None],
) -> None:
    async with busy_day(postgresql_url, now, tmp_path / "log") as day:
        day.set_clock(now + DUE - BEFORE)
        reporting = asyncio.create_task(day.keep_reporting(waiting=3))
        async with day.bot(stands_at=WAYS[way]) as first:
            await eventually(lambda: len(day.answered()) > 3 or first.stands(), 2 * LONG)
            async with day.bot():
                await _stands_still(day, first, by_itself=WAYS[way] is not AT_ANY_MOMENT)
                stood = time.monotonic()
                reporting.cancel()
                await day.report()
                await day.wait(lambda: len(day.answered()) == len(day.typed), 2 * LONG)
                await day.wait(lambda: _reminded(day), 2 * LONG)
                took_over = time.monotonic() - stood
                first.signal(signal.SIGCONT)
                await asyncio.sleep(2)  # what it must not do can only be waited for
                await day.report()
                await day.over(now + DUE)
        books, reminded = day.books(), day.reminded(now + DUE)
    figures = f"stopped {way}: replaced within {took_over:.1f} s; {books}; {reminded}"
    shows(figures)
    assert not [*books.lost, *books.applied_twice, *books.unanswered, *books.buried], str(books)
    assert books.repeats <= IN_FLIGHT
    assert not [said for said in books.receipts.values() if len(_plain(said)) > 1], (
        "said twice without a mark"
    )
    reminded.balance(repeats_at_most=IN_FLIGHT)
    assert took_over < REPLACED_WITHIN + BUSY_MACHINE


async def _stands_still(day: BusyDay, bot: ChildBot, *, by_itself: bool) -> None:
    if by_itself:
        with suppress(TimeoutError):  # the other may have come there first
            await eventually(bot.stands, LONG / 2)
            return
    else:
        await asyncio.sleep(random.uniform(0, BEFORE.total_seconds()))
    bot.signal(signal.SIGSTOP)


def _reminded(day: BusyDay) -> bool:
    """Whether design has been asked to confirm."""
    plain, marked = day.bells()
    chat = day.home.places["design"].id
    return bool(plain[chat] + marked[chat])


def _plain(said: Sequence[str]) -> list[str]:
    return [text for text in said if not text.startswith(REPEAT)]
