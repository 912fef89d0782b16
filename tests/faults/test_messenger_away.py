"""The messenger cannot be reached for ten minutes while everything queues; then all of it comes, in order, at its limits."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.delivery.pace import Limits, Pace
from handlers.reply import Say
from tests.support.messenger import telegram
from tests.support.posting import HeldClock, Rig, process, words

AWAY = 600.0  # seconds
LOOK, STEP = 5.0, 0.25  # seconds between two looks while it is away, and when it is back
LONGEST = 1800.0
TURN = 60.0  # seconds until the chat that has waited longest is tried again
BEARABLE = 1.15  # times as long as the limits alone would take
MEMORY = 20 * 2**20


@pytest.mark.parametrize(
    ("messages", "chats"), [(300, 20), pytest.param(10_000, 200, marks=pytest.mark.soak)]
)
async def test_what_has_queued_up_is_said_in_order_and_as_fast_as_the_limits_allow(
    messages: int, chats: int, sqlite_url: str, shows: Callable[[str], None]
) -> None:
    """Lesson 12: one queue, paced; nothing is lost. On a clock of its own, so that it says the same on any machine."""
    async with (
        asyncio.timeout(LONGEST),
        telegram() as server,
        process(sqlite_url, server, pace=Pace(Limits()), make_clock=HeldClock) as rig,
    ):
        people = [await rig.person(f"Thợ {number}") for number in range(chats)]
        await rig.say(Say(lines=(words("chào"),), chat=people[0].id))
        await server.stop()
        await rig.stored(
            *(Say(lines=(words(f"tin {n}"),), chat=people[n % chats].id) for n in range(messages))
        )
        memory = _memory()
        for _ in range(int(AWAY / LOOK)):
            await rig.deliver()
            rig.skip(LOOK)
        grown = _memory() - memory
        await server.start()
        per_step = await _drained(rig, messages)
        said = {person.id: rig.texts(person.private) for person in people}
        buried = await rig.buried()
    said[people[0].id].remove("chào")
    for number, person in enumerate(people):
        assert said[person.id] == [f"tin {n}" for n in range(number, messages, chats)]
    most, took = _busiest_second(per_step), len(per_step) * STEP
    at_best = messages / min(Limits().overall_a_second, chats)
    figures = (
        f"{messages} messages to {chats} chats: said {took:.0f} s after it was back (the limits alone: "
        f"{at_best:.0f} s), {most} in the busiest second, memory +{grown / 2**20:.0f} MB"
    )
    shows(figures)
    assert buried == []
    assert most <= Limits().overall_a_second
    assert took <= at_best * BEARABLE + TURN
    assert grown < MEMORY


async def _drained(rig: Rig, messages: int) -> Sequence[int]:
    """How many messages were said in each step of the clock, from the messenger's coming back to the last."""
    per_step: list[int] = []
    calls = rig.server.journal.of
    before = len(calls("sendMessage"))
    said = 0
    while said < messages:
        await rig.deliver()
        now = len(calls("sendMessage")) - before
        per_step.append(now - said)
        said = now
        rig.skip(STEP)
        assert len(per_step) * STEP < LONGEST, f"{said} of {messages} were said"
    return per_step


def _busiest_second(per_step: Sequence[int]) -> int:
    steps = int(1 / STEP)
    return max(sum(per_step[at : at + steps]) for at in range(len(per_step)))


def _memory() -> int:
    """Bytes of this process, the messenger's side of it included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096
