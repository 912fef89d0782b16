"""PostgreSQL is killed under load, or throws everybody out: nothing is lost, and the same process goes on by itself."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import psycopg
import pytest

from bot.delivery.post import IN_FLIGHT
from storage.migrate import upgrade
from tests.support.busy_day import BusyDay, busy_day
from tests.support.postgres_server import PostgresMissing, PostgresServer
from tests.support.workshop import LONG

DUE = timedelta(hours=2)  # from nine in the morning: design has not confirmed
BACK_WITHIN = 10.0  # seconds; what is promised
BUSY_MACHINE = 5.0  # seconds on top of it
WAITING = 8  # reports that wait for their answer when it happens


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """One of its own, that is killed; what it has committed is on the disk."""
    try:
        own = PostgresServer(fsync=True)
    except PostgresMissing as missing:
        pytest.skip(str(missing))
    try:
        own.start()
        yield own
    finally:
        own.close()


@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.soak)])
async def test_nothing_is_lost_and_the_same_process_goes_on_within_ten_seconds(
    server: PostgresServer,
    times: int,
    now: datetime,
    tmp_path: Path,
    shows: Callable[[str], None],
) -> None:
    """The server is killed each other time; in between every connection to it is ended."""
    upgrade(server.url())
    back: list[float] = []
    async with busy_day(server.url(), now, tmp_path / "log") as day:
        day.set_clock(now + DUE - timedelta(seconds=5))
        reporting = asyncio.create_task(day.keep_reporting(waiting=WAITING))
        async with day.bot() as bot:
            await day.wait(lambda: len(day.answered()) > WAITING)
            for number in range(times):
                await asyncio.sleep(random.uniform(0, 1))  # at any moment of what the load makes it do
                await _away(server, killed=number % 2 == 0)
                back.append(await _answered_again(day))
            reporting.cancel()
            await day.over(now + DUE)
            assert await bot.ends(0) is None
        books, reminded = day.books(), day.reminded(now + DUE)
    figures = (
        f"{times} times away: back within {max(back):.1f} s, median {median(back):.1f} s; {books}; {reminded}"
    )
    shows(figures)
    books.balance(repeats_at_most=times * IN_FLIGHT)
    reminded.balance(repeats_at_most=times * IN_FLIGHT)
    assert reminded.things > 0
    assert max(back) < BACK_WITHIN + BUSY_MACHINE


async def _away(server: PostgresServer, *, killed: bool) -> None:
    if killed:
        server.stop(immediate=True)
        await asyncio.sleep(random.uniform(0, 3))  # so long nobody can reach it
        server.start()
        return
    async with await psycopg.AsyncConnection.connect(server.url(), autocommit=True) as admin:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


async def _answered_again(day: BusyDay) -> float:
    """Seconds until a report that is typed now has its answer."""
    typed = time.monotonic()
    number = await day.report()
    await day.wait(lambda: number in day.answered(), LONG)
    return time.monotonic() - typed
