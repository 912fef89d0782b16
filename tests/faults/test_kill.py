"""kill -9 under load: what was answered is stored, nothing is applied twice, repeats are no more than the sends in flight."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.delivery.post import IN_FLIGHT
from storage.stores.addresses import read_url, sqlite_file
from tests.support.workshop import ANY_LEASE, Workshop, open_workshop

WAITING = 32  # reports that wait for their answer while the bot is killed
LOAD = 15  # reports a kill at least: 3,000 over 200 kills
HASTY = 0.4  # seconds a bot lives at most that is killed at any moment, its start included
PATIENT = 0.25  # seconds a bot lives on at most that was let finish what lay there when it came


@pytest.mark.parametrize("kills", [50, pytest.param(200, marks=pytest.mark.soak)])
async def test_what_was_answered_survives_every_kill(
    kills: int, database_url: str, tmp_path: Path, shows: Callable[[str], None]
) -> None:
    async with open_workshop(database_url, tmp_path / "log") as workshop:
        await _killed_while_reporting(workshop, kills)
        books = workshop.books()
        assert workshop.server.violations == []
    figures = f"{kills} kills: {books}"
    shows(figures)
    books.balance(repeats_at_most=kills * min(IN_FLIGHT, len(workshop.people)))
    assert len(books.typed) >= LOAD * kills, "that was no load"
    assert "Traceback" not in workshop.log.read_text()
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(read_url(database_url)))) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def _killed_while_reporting(workshop: Workshop, kills: int) -> None:
    """The last bot answers what is left.

    Every other one is let finish what its predecessor had in hand: an update that ends the process three times is put
    aside as poisonous.
    """
    chance = random.Random(11)
    reporting = asyncio.create_task(workshop.keep_reporting(waiting=WAITING))
    try:
        for number in range(kills):
            patient = number % 2 == 1
            async with workshop.bot(after=number * ANY_LEASE) as bot:
                if patient:
                    await workshop.what_lies_here_answered()
                await bot.ends(chance.uniform(0, PATIENT if patient else HASTY))
                await bot.kill()
    finally:
        reporting.cancel()
    async with workshop.bot(after=kills * ANY_LEASE):
        await workshop.all_answered()
