"""The messenger cannot be reached for ten minutes while everything queues; then all of it comes, in order, at its limits."""

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.delivery.pace import MINUTE, SECOND, Limits, Pace
from handlers.reply import Lane, Say
from sandbox.model import Chat
from tests.support.messenger import telegram
from tests.support.posting import HeldClock, Rig, process, words

AWAY = 600.0  # seconds
LOOK = 5.0  # seconds between two looks while it is away
STEP = 0.02  # seconds until the next, when it is back and nothing is in hand
LONGEST = 1800.0
TURN = 60.0  # seconds until the chat that has waited longest is tried again
BEARABLE = 1.15  # times as long as the limits alone would take
MEMORY = 20 * 2**20
GROUPS = 4  # each fourth chat is one


class NotedPace(Pace):
    """Notes when each message left, and for which chat."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.noted: list[tuple[float, int]] = []

    def left(self, chat: int, at: float) -> None:
        super().left(chat, at)
        self.noted.append((at, chat))
        HeldClock.on_the_way += 1

    def answered(self, chat: int, left: float, at: float) -> None:
        super().answered(chat, left, at)
        HeldClock.on_the_way -= 1


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
        process(sqlite_url, server, pace=(pace := NotedPace(Limits())), make_clock=HeldClock) as rig,
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
        back, pace.noted = rig.clock.monotonic(), []
        await _drained(rig, messages)
        said = {chat.id: rig.texts(chat) for chat in places}
        buried = await rig.buried()
    said[places[0].id].remove("chào")
    for number, chat in enumerate(places):
        assert said[chat.id] == [f"tin {n}" for n in range(number, messages, chats)]
    took = pace.noted[-1][0] - back
    most = _busiest(SECOND, [at for at, _ in pace.noted])
    in_a_minute = max(
        _busiest(MINUTE, [at for at, to in pace.noted if to == chat.id]) for chat in places if chat.id < 0
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


async def _drained(rig: Rig, messages: int) -> None:
    """Until all are said."""
    before = said = len(rig.server.journal.of("sendMessage"))
    for _ in range(int(LONGEST / STEP)):
        await rig.deliver()
        said = len(rig.server.journal.of("sendMessage")) - before
        if said >= messages:
            return
        rig.skip(STEP)
    pytest.fail(f"{said} of {messages} were said")


def _busiest(seconds: float, moments: Sequence[float]) -> int:
    """The most in any so many seconds; of a limit's window the first moment is out when the next one comes."""
    return max(bisect_left(moments, moment + seconds) - number for number, moment in enumerate(moments))


def _memory() -> int:
    """Bytes of this process, the messenger's side of it included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096
