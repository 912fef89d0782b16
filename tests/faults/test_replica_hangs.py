"""A replica that stands still is replaced within fifteen seconds, six more on a busy machine; awake again, it repeats at most what was in flight."""

import asyncio
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
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
LONG_SLEEP = 60.0  # seconds
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
        stands_at = WAYS[way] and replace(WAYS[way], once=tmp_path / "stands")
        async with day.bot(stands_at=stands_at) as first:
            await eventually(lambda: len(day.answered()) > 3 or first.stands(), 2 * LONG)
            async with day.bot(stands_at=stands_at) as second:
                hung = await _stands_still(first, second, by_itself=stands_at is not AT_ANY_MOMENT)
                stood = time.monotonic()
                reporting.cancel()
                await day.report()
                await day.wait(lambda: len(day.answered()) == len(day.typed), 2 * LONG)
                await day.wait(lambda: _reminded(day), 2 * LONG)
                took_over = time.monotonic() - stood
                if stands_at is AT_ANY_MOMENT:
                    await asyncio.sleep(LONG_SLEEP - took_over)
                hung.signal(signal.SIGCONT)
                await asyncio.sleep(2)  # what it must not do can only be waited for
                await day.report()
                await day.over(now + DUE)
                assert [await one.ends(0) for one in (first, second)] == [None, None]
                who = "who polls and delivers" if hung is first else "the other"
        books, reminded = day.books(), day.reminded(now + DUE)
    figures = f"{who} stopped {way}: replaced within {took_over:.1f} s; {books}; {reminded}"
    shows(figures)
    assert not [*books.lost, *books.applied_twice, *books.unanswered, *books.buried], str(books)
    assert books.repeats <= IN_FLIGHT
    assert not [said for said in books.receipts.values() if len(_plain(said)) > 1], (
        "said twice without a mark"
    )
    reminded.balance(repeats_at_most=IN_FLIGHT)
    assert took_over < REPLACED_WITHIN + BUSY_MACHINE
    assert "Traceback" not in (tmp_path / "log").read_text()


async def _stands_still(first: ChildBot, second: ChildBot, *, by_itself: bool) -> ChildBot:
    """The one that does: of two that come to the same statement whichever comes first."""
    if not by_itself:
        await asyncio.sleep(random.uniform(0, BEFORE.total_seconds()))
        first.signal(signal.SIGSTOP)
    found: Sequence[ChildBot] = await eventually(
        lambda: [one for one in (first, second) if one.stands()], 2 * LONG
    )
    return found[0]


def _reminded(day: BusyDay) -> bool:
    """Whether design has been asked to confirm."""
    plain, marked = day.bells()
    chat = day.home.places["design"].id
    return bool(plain[chat] + marked[chat])


def _plain(said: Sequence[str]) -> list[str]:
    return [text for text in said if not text.startswith(REPEAT)]
