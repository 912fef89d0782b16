"""One chat that never answers well among fifty: the others do not wait for it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.delivery.pace import Limits, Pace
from handlers.reply import Say
from tests.support.databases import SqliteDatabases
from tests.support.messenger import telegram
from tests.support.posting import HeldClock, process, words

CHATS = 50
STEP = 0.25  # seconds
LONGEST = 900.0
BEARABLE = 1.1  # times as long as without the dead chat


@pytest.mark.parametrize("messages", [250, pytest.param(1000, marks=pytest.mark.soak)])
async def test_the_other_forty_nine_are_told_as_soon_as_without_it(
    sqlite_databases: SqliteDatabases, tmp_path: Path, messages: int, shows: Callable[[str], None]
) -> None:
    """On a clock of its own, so that it says the same on any machine."""
    alive, beside_a_dead_one = [
        await _p95(sqlite_databases.copy_to(tmp_path / f"{dead}.db"), messages, dead=dead)
        for dead in (False, True)
    ]
    ratio = beside_a_dead_one / alive
    figures = f"p95 {alive:.1f} s, beside a dead one {beside_a_dead_one:.1f} s, ratio {ratio:.2f}"
    shows(f"{messages} messages to {CHATS} chats: {figures}")
    assert alive > 1, "that was no load"
    assert ratio <= BEARABLE


async def _p95(url: str, messages: int, *, dead: bool) -> float:
    """Seconds until a message is said to one of the forty-nine."""
    async with (
        asyncio.timeout(LONGEST),
        telegram() as server,
        process(url, server, pace=Pace(Limits()), make_clock=HeldClock) as rig,
    ):
        people = [await rig.person(f"Thợ {number}") for number in range(CHATS)]
        if dead:
            server.faults.plan("502", times=1_000_000, method="sendMessage", chat=people[0].id)
        await rig.stored(
            *(Say(lines=(words(f"tin {n}"),), chat=people[n % CHATS].id) for n in range(messages))
        )
        wanted = messages - len(range(0, messages, CHATS))
        delays: list[float] = []
        while len(delays) < wanted:
            await rig.deliver()
            said = sum(len(rig.texts(person.private)) for person in people[1:])
            delays += [HeldClock.ahead.total_seconds()] * (said - len(delays))
            rig.skip(STEP)
        return sorted(delays)[int(len(delays) * 0.95)]
