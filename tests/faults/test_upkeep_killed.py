"""kill -9 in the middle of pruning and of migrating: the next start finishes it, and nothing else is gone."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, select

from bot.clock import Clock
from storage.engine import open_store
from storage.migrate import upgrade
from storage.tables.post_tables import UPDATE_DONE, inbox
from tests.support.databases import PostgresDatabases
from tests.support.receiving import eventually
from tests.support.workshop import ANY_LEASE, LONG, open_workshop

OLD_UPDATES = 20_000
DIED = 9


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.soak)])
async def test_a_bot_killed_while_it_forgets_old_updates_goes_on_forgetting(
    database_url: str, tmp_path: Path, times: int
) -> None:
    async with open_workshop(database_url, tmp_path / "log", people=1) as workshop:
        for number in range(times):
            with _left(database_url) as left:
                _age(database_url)
                async with workshop.bot(after=2 * number * ANY_LEASE) as bot:
                    await asyncio.to_thread(_some_are_gone, left)
                    await bot.kill()
                assert left.count() > 0, "it had finished before it was killed"
                async with workshop.bot(after=(2 * number + 1) * ANY_LEASE):
                    await eventually(lambda left=left: not left.count(), LONG)
                    await workshop.report()
                    await workshop.idle()
        workshop.books().balance(repeats_at_most=0)


@pytest.mark.parametrize(
    "share", [0.3, 0.9, *(pytest.param(n / 10, marks=pytest.mark.soak) for n in range(10))]
)
async def test_a_migration_killed_half_way_is_done_by_the_next_start(
    database: str, share: float, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with _empty(database, request, tmp_path) as counted:
        statements = _statements_of(counted)
    with _empty(database, request, tmp_path) as url:
        dying = get_context("forkserver").Process(
            target=_upgrade_until, args=(url, int(statements * share) + 1)
        )
        dying.start()
        await asyncio.to_thread(dying.join, LONG)
        assert dying.exitcode == DIED
        upgrade(url)
        assert _tables(url) == _tables(request.getfixturevalue(f"{database}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def _empty(database: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A database without a table."""
    if database == "sqlite":
        path = folder / "empty.db"
        yield f"sqlite:///{path}"
        path.unlink()
        return
    databases: PostgresDatabases = request.getfixturevalue("postgresql_databases")
    name = databases._create("template0")
    yield f"{databases._base}/{name}"
    databases._drop(name)


def _statements_of(url: str) -> int:
    made = []

    def count(*_: object) -> None:
        made.append(1)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        upgrade(url)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(made)


def _upgrade_until(url: str, statement: int) -> None:
    left = [statement]

    def die(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os._exit(DIED)

    event.listen(Engine, "before_cursor_execute", die)
    upgrade(url)


def _tables(url: str) -> dict[str, list[str]]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        seen = inspect(engine)
        return {
            name: sorted(column["name"] for column in seen.get_columns(name))
            for name in seen.get_table_names()
        }
    finally:
        engine.dispose()


class _Left:
    """How many old updates are still there."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url)

    def count(self) -> int:
        return self.store.read(_old).result()


@contextmanager
def _left(url: str) -> Iterator[_Left]:
    left = _Left(url)
    try:
        yield left
    finally:
        left.store.close()


def _some_are_gone(left: _Left) -> None:
    while left.count() == OLD_UPDATES:
        pass


def _age(url: str) -> None:
    ended = Clock.machine_now() - timedelta(days=30)
    rows = [
        {
            "bot": 1, "update_id": -number, "chat_key": "old", "raw": {}, "state": "done", "arrived_at": ended,
            "ended_at": ended, "attempts": 1, "reason": "",
        }
        for number in range(1, OLD_UPDATES + 1)
    ]  # fmt: skip
    store = open_store(url)
    try:
        store.write(lambda conn: conn.execute(insert(inbox), rows)).result()
    finally:
        store.close()


def _old(conn: Connection) -> int:
    return conn.execute(
        select(func.count()).select_from(inbox).where(UPDATE_DONE, inbox.c.chat_key == "old")
    ).scalar_one()
