"""The messenger cannot be reached for ten minutes while everything queues; then all of it comes, in order, at its limits."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.delivery.pace import MINUTE, SECOND, Limits, Pace
from handlers.reply import Lane, Say
from sandbox.model import Chat
from tests.support.messenger import telegram
from tests.support.posting import HeldClock, Rig, process, words

AWAY = 600.0  # seconds
LOOK, STEP = 5.0, 0.25  # seconds between two looks while it is away, and when it is back
LONGEST = 1800.0
TURN = 60.0  # seconds until the chat that has waited longest is tried again
BEARABLE = 1.15  # times as long as the limits alone would take
MEMORY = 20 * 2**20
GROUPS = 4  # each fourth chat is one


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
        places = await _people_and_groups(rig, chats)
        await rig.say(Say(lines=(words("chào"),), chat=places[0].id))
        await server.stop()
        await rig.stored(
            *(
                Say(lines=(words(f"tin {n}"),), chat=places[n % chats].id, lane=Lane.REMINDERS)
                for n in range(messages)
            )
        )
        memory = _memory()
        for _ in range(int(AWAY / LOOK)):
            await rig.deliver()
            rig.skip(LOOK)
        grown = _memory() - memory
        await server.start()
        steps = await _drained(rig, messages)
        said = {chat.id: rig.texts(chat) for chat in places}
        buried = await rig.buried()
    said[places[0].id].remove("chào")
    for number, chat in enumerate(places):
        assert said[chat.id] == [f"tin {n}" for n in range(number, messages, chats)]
    took = len(steps) * STEP
    most = _busiest(SECOND, [len(there) for there in steps])
    in_a_minute = max(
        _busiest(MINUTE, [there.count(chat.id) for there in steps]) for chat in places if chat.id < 0
    )
    at_best = messages / min(Limits().overall_a_second, chats)
    figures = (
        f"{messages} messages to {chats} chats: said {took:.0f} s after it was back (the limits alone: "
        f"{at_best:.0f} s), {most} in the busiest second, {in_a_minute} in a group's busiest minute, memory +{grown / 2**20:.0f} MB"
    )
    shows(figures)
    assert buried == []
    assert in_a_minute <= Limits().group_a_minute
    assert most <= Limits().overall_a_second
    assert took <= at_best * BEARABLE + TURN
    assert grown < MEMORY


async def _people_and_groups(rig: Rig, chats: int) -> Sequence[Chat]:
    people = [await rig.person(f"Thợ {number}") for number in range(chats)]
    return [
        await rig.group(f"Tổ {number}", [one]) if number % GROUPS == 0 else one.private
        for number, one in enumerate(people)
    ]


async def _drained(rig: Rig, messages: int) -> Sequence[Sequence[int]]:
    """To which chats messages went in each step of the clock, from the messenger's coming back to the last."""
    steps: list[Sequence[int]] = []
    before = said = len(rig.server.journal.of("sendMessage"))
    while said < before + messages:
        await rig.deliver()
        calls = rig.server.journal.of("sendMessage")
        steps.append([call.params["chat_id"] for call in calls[said:]])
        said = len(calls)
        rig.skip(STEP)
        assert len(steps) * STEP < LONGEST, f"{said - before} of {messages} were said"
    return steps


def _busiest(seconds: float, per_step: Sequence[int]) -> int:
    """The most in any so many seconds."""
    width = int(seconds / STEP)
    return max(sum(per_step[at : at + width]) for at in range(len(per_step)))


def _memory() -> int:
    """Bytes of this process, the messenger's side of it included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096
