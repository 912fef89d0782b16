"""kill -9 at random points of a busy day: no reminder is lost, and none comes twice but for what was in flight."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.post import IN_FLIGHT
from tests.support.busy_day import SILENT, BusyDay, busy_day
from tests.support.child_bot import At
from tests.support.workshop import ANY_LEASE

DAY = timedelta(hours=7, minutes=40)  # from nine in the morning
SPACED = timedelta(minutes=6)  # longer than news are kept back to go together
WAITING = 6  # reports that wait for their answer while the bot is killed
HASTY = 1.0  # seconds a bot lives at most that was let finish what lay there when it came
SEEN = 4.0  # seconds within which a bot is to come to the statement it dies at
# Words of SQL -> before which of its statements with them, at the latest, a bot dies.
STATEMENTS = {
    "INSERT INTO": 40,
    "UPDATE": 40,
    "INSERT INTO reminders": 3,
    "INSERT INTO digest_lines": 2,
    "UPDATE digests": 1,
}


@pytest.mark.parametrize("kills", [6, pytest.param(50, marks=pytest.mark.soak)])
async def test_no_reminder_is_lost_and_none_comes_twice_but_for_what_was_in_flight(
    kills: int,
    database_url: str,
    now: datetime,
    tmp_path: Path,
    shows: Callable[[str], None],
) -> None:
    """Reports, sweeps, reminders and live cards are under way; every other bot dies in the middle of a transaction."""
    async with busy_day(database_url, now, tmp_path / "log") as day:
        reporting = asyncio.create_task(day.keep_reporting(waiting=WAITING))
        try:
            amid = await _killed_all_day(day, now, kills)
        finally:
            reporting.cancel()
        for last in (1, 2):
            evening, ahead = now + DAY + last * SPACED, (kills + last) * ANY_LEASE
            day.set_clock(evening, ahead=ahead)
            async with day.bot(ahead=ahead):
                await day.over(evening)
        books, reminded = day.books(), day.reminded(evening)
        assert day.home.server.violations == []
    figures = f"{kills} kills, {amid} of them in a transaction: {books}; {reminded}"
    shows(figures)
    books.balance(repeats_at_most=kills * IN_FLIGHT)
    reminded.balance(repeats_at_most=kills * IN_FLIGHT)
    assert reminded.things >= 2 * SILENT, "that was no busy day"
    assert "Traceback" not in day.log.read_text()


async def _killed_all_day(day: BusyDay, morning: datetime, kills: int) -> int:
    """How many died at a statement.

    The others are let finish what their predecessors had in hand: an update that ends the process three times is put
    aside as poisonous.
    """
    chance = random.Random(5)
    amid = 0
    for number in range(kills):
        ahead = number * ANY_LEASE
        day.set_clock(morning + DAY * number / kills, ahead=ahead)
        await day.open_order(number)
        words = chance.choice(list(STATEMENTS))
        dies_at = At(words=words, times=chance.randint(1, STATEMENTS[words]))
        hasty = number % 2 == 0
        async with day.bot(ahead=ahead, dies_at=dies_at if hasty else None) as bot:
            if hasty:
                died = await bot.ends(SEEN) is not None
                amid += died
            else:
                here = set(day.typed)
                await day.wait(lambda here=here: day.answered().keys() >= here)
                died = await bot.ends(chance.uniform(0, HASTY)) is not None
            if not died:
                await bot.kill()
    return amid
