"""SIGTERM: what is in hand is finished within ten seconds; and no two bots on one SQLite file."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select

from sandbox.server import TelegramServer
from storage.engine import open_store
from storage.tables.post_tables import PENDING, WAITING, inbox, outbox
from tests.support.workshop import ANY_LEASE, CENTRE, LONG, Workshop, open_workshop

PROJECT = Path(__file__).parents[2]
STOPPED_WITHIN = 10.0


async def test_a_stopped_bot_leaves_nothing_in_hand_and_its_successor_repeats_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with open_workshop(database_url, tmp_path / "log") as workshop:
        reporting = asyncio.create_task(workshop.keep_reporting(waiting=24))
        async with workshop.bot() as bot:
            await workshop.server.world.wait_for(lambda: len(workshop.answered()) >= 20, LONG)
            bot.signal(signal.SIGTERM)
            assert await bot.ends(STOPPED_WITHIN) == 0
        reporting.cancel()
        assert _in_hand(database_url) == 0
        async with workshop.bot():
            await workshop.all_answered()
        books = workshop.books()
        books.balance(repeats_at_most=0)
        assert not any("(gửi lại)" in words for said in books.receipts.values() for words in said)


async def test_a_messenger_that_does_not_answer_holds_nobody_back(database_url: str, tmp_path: Path) -> None:
    """What hangs is given up, and comes as a possible repeat after the next start."""
    async with open_workshop(database_url, tmp_path / "log", people=2) as workshop:
        async with workshop.bot() as bot:
            await _idle_enough(workshop)
            workshop.server.faults.plan("hang", method="sendMessage")
            await workshop.report()
            await workshop.server.world.wait_for(lambda: _hangs(workshop.server), LONG)
            bot.signal(signal.SIGTERM)
            assert await bot.ends(STOPPED_WITHIN) == 0
        async with workshop.bot(after=ANY_LEASE):
            await workshop.all_answered()
        [said] = workshop.books().receipts.values()
        assert [words.startswith("(gửi lại)") for words in said] == [True]


async def test_a_second_bot_on_the_same_file_says_that_the_first_is_running(
    sqlite_url: str, tmp_path: Path
) -> None:
    server = TelegramServer()
    await server.start()
    try:
        with _typed(server, sqlite_url, tmp_path) as first:
            await server.world.wait_for(lambda: server.journal.of("getUpdates"), LONG)
            with _typed(server, sqlite_url, tmp_path) as second:
                _, complaint = await asyncio.to_thread(second.communicate, timeout=LONG)
            first.terminate()
            assert await asyncio.to_thread(first.wait, STOPPED_WITHIN) == 0
    finally:
        await server.stop()
    assert second.returncode == 2
    assert (
        complaint.strip()
        == f"The bot is running on this database ({tmp_path}/dieuphoi.db.lock). Stop it first."
    )


@contextmanager
def _typed(server: TelegramServer, database_url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """``dieuphoi run`` as from a terminal."""
    settings = {
        "BOT_TOKEN": server.token, "BOT_API_URL": server.url, "DATABASE_URL": database_url, "CENTRE": str(CENTRE),
        "HTTP_PORT": "0", "BOT_SEND_LIMITS": "off", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=inherited | settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def _in_hand(database_url: str) -> int:
    """Rows that a process had taken and not finished."""

    def leased(conn: Connection) -> int:
        tables = ((inbox, WAITING), (outbox, PENDING))
        counts = [
            select(func.count()).select_from(table).where(condition, table.c.leased_until.is_not(None))
            for table, condition in tables
        ]
        return sum(conn.execute(count).scalar_one() for count in counts)

    store = open_store(database_url)
    try:
        return store.read(leased).result()
    finally:
        store.close()


def _hangs(server: TelegramServer) -> bool:
    return any(call.fault == "hang" for call in server.calls)


async def _idle_enough(workshop: Workshop) -> None:
    """Until the greetings are over."""
    world = workshop.server.world
    for person in workshop.people:
        await world.wait_for(lambda who=person: world.from_bot(who.private), LONG)
