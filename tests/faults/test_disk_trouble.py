"""SQLite cannot be written: the disk is full, somebody holds the lock, the file is read-only. Nothing is lost, and people are told."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.engine import Store
from storage.stores.addresses import read_url, sqlite_file
from storage.stores.sqlite_engine import driver_connection
from tests.support.busy_day import BusyDay, busy_day
from tests.support.child_bot import ChildBot
from tests.support.company import Company
from tests.support.moved_in import moved_in
from tests.support.running import quiet
from tests.support.workshop import LONG

DUE = timedelta(hours=2)  # from nine in the morning: design has not confirmed
NOT_SAVED = "Chưa lưu được"
NO_ROOM = 4096  # bytes: no file may grow behind them


@asynccontextmanager
async def disk_full(day: BusyDay, bot: ChildBot) -> AsyncIterator[None]:
    soft, hard = resource.prlimit(bot.number, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.number, resource.RLIMIT_FSIZE, (NO_ROOM, hard))
    yield
    resource.prlimit(bot.number, resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def locked(day: BusyDay, bot: ChildBot) -> AsyncIterator[None]:
    file = sqlite_file(read_url(day.home.database_url))
    with closing(sqlite3.connect(file, isolation_level=None, timeout=LONG)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")


@asynccontextmanager
async def read_only(store: Store) -> AsyncIterator[None]:
    """Every connection, for as long as it lasts."""

    def keep_out(connection: sqlite3.Connection, _record: object = None) -> None:
        connection.execute("PRAGMA query_only=ON")

    engine = store._engine
    event.listen(engine, "connect", keep_out)
    await asyncio.wrap_future(store.write(lambda conn: keep_out(driver_connection(conn))))
    yield
    event.remove(engine, "connect", keep_out)
    await asyncio.wrap_future(store.write(lambda conn: conn.exec_driver_sql("PRAGMA query_only=OFF")))


TROUBLES: dict[str, Callable[[BusyDay, ChildBot], AbstractAsyncContextManager[None]]] = {
    "the disk is full": disk_full,
    "somebody holds the lock": locked,
}


@pytest.mark.parametrize(
    ("trouble", "times"),
    [("the disk is full", 1), *(pytest.param(one, 5, marks=pytest.mark.soak) for one in TROUBLES)],
)
async def test_people_are_told_and_when_it_can_be_written_all_is_done_by_itself(
    trouble: str, times: int, sqlite_url: str, now: datetime, tmp_path: Path
) -> None:
    """A report is typed and a reminder falls due meanwhile; where a lock passes within ten seconds nobody is troubled."""
    async with busy_day(sqlite_url, now, tmp_path / "log") as day:
        day.set_clock(now + DUE - timedelta(seconds=3))
        async with day.bot() as bot:
            await day.report()
            await _all_answered(day)
            for number in range(1, times + 1):
                async with TROUBLES[trouble](day, bot):
                    await day.report()
                    await day.wait(lambda number=number: len(_told(day)) >= number, LONG)
                    assert len(day.answered()) < len(day.typed)
                await _all_answered(day)
            await day.over(now + DUE)
            assert await bot.ends(0) is None
        told, books, reminded = _told(day), day.books(), day.reminded(now + DUE)
    assert len(told) == times
    books.balance(repeats_at_most=0)
    reminded.balance(repeats_at_most=0)
    assert reminded.things > 0


@pytest.mark.parametrize("seconds", [1, pytest.param(5, marks=pytest.mark.soak)])
async def test_a_lock_that_passes_is_waited_for_and_nobody_hears_of_it(
    seconds: int, sqlite_url: str, now: datetime, tmp_path: Path
) -> None:
    async with busy_day(sqlite_url, now, tmp_path / "log") as day:
        day.set_clock(now + DUE - timedelta(seconds=2))
        async with day.bot() as bot:
            await day.report()
            await _all_answered(day)
            async with locked(day, bot):
                await day.report()
                await asyncio.sleep(seconds)
                assert len(day.answered()) < len(day.typed)
            await _all_answered(day)
            await day.over(now + DUE)
        books, reminded = day.books(), day.reminded(now + DUE)
        assert not _told(day)
    books.balance(repeats_at_most=0)
    reminded.balance(repeats_at_most=0)


async def test_while_the_file_is_read_only_people_are_told_and_the_next_sweep_makes_up_for_it(
    sqlite_url: str, now: datetime
) -> None:
    def offered(company: Company) -> None:
        company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
        company.says("Lan", "/update KT-2411 nhận đơn xong")

    async with moved_in(sqlite_url, now, story=offered) as home, home.bot() as bot:
        tu, world = home.person("Tú"), home.server.world
        sweeper = bot.stepping._sweeper
        async with read_only(bot.store):
            home.hands.pass_(hours=2)
            await sweeper.knock()
            assert "readonly" in sweeper._health._trouble
            await tu.say(home.places["Tú"], "/my")
            await world.wait_for(lambda: world.from_bot(home.places["Tú"]), LONG)
            assert home.last("Tú").text.startswith(f"⚠️ {NOT_SAVED}")
        await world.wait_for(lambda: len(world.from_bot(home.places["Tú"])) == 2, LONG)
        assert NOT_SAVED not in home.last("Tú").text
        home.news()
        await sweeper.knock()
        await quiet(bot, home.server)
        assert [who for _, who, text in home.news() if "KT-2411" in text] == ["design"]
        assert not sweeper._health._trouble


async def _all_answered(day: BusyDay) -> None:
    await day.wait(lambda: len(day.answered()) == len(day.typed), 2 * LONG)


def _told(day: BusyDay) -> list[str]:
    """To whom it was said that nothing is saved."""
    return [
        name
        for name, chat in day.home.places.items()
        for one in day.home.server.world.from_bot(chat)
        if NOT_SAVED in one.text
    ]
