"""A messenger that refuses, breaks off, hangs and moves chats: nothing is left unsaid, and no "retry after" is broken."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from handlers.reply import Say
from sandbox.journal import Call
from storage.post import outbox_lists
from tests.support.messenger import telegram
from tests.support.posting import MovedClock, Rig, process, words

CHATS = 15
SHARE = 0.2  # of the messages run into a fault
RETRY_AFTER = 7  # seconds
FAULTS = {"429": 6, "500": 6, "502": 6, "drop_before": 6, "drop_after": 6, "hang": 1}  # kind -> how often
UNCLEAR = {"drop_before", "drop_after", "hang"}  # nobody can know whether it was said
UNKNOWN_GROUP = -1009999999999
SELDOM = 8  # seconds between two messages to one chat
ROUNDS = 5000
LONGEST = 900.0  # seconds
REPEAT = "(gửi lại)"


@pytest.mark.parametrize("messages", [150, pytest.param(1000, marks=pytest.mark.soak)])
async def test_everything_is_said_in_order_whatever_the_messenger_does(
    database_url: str, messages: int, shows: Callable[[str], None]
) -> None:
    """Lesson 12: a flood limit delays messages and loses none; ``retry_after`` is obeyed."""
    async with asyncio.timeout(LONGEST), telegram() as server, process(database_url, server) as rig:
        people = [await rig.person(f"Thợ {number}") for number in range(CHATS - 3)]
        blocked = await rig.person("Người chặn", started=False)
        old = await rig.group("Xưởng", people[:2], kind="group")
        chats = [*(person.id for person in people), old.id, blocked.id, UNKNOWN_GROUP]
        says = [Say(lines=(words(f"tin {n}"),), chat=chats[n % CHATS]) for n in range(messages)]
        calls, faults = await _deliver_through_faults(rig, says, chats, moving=old)
        said = {person.id: rig.texts(person.private) for person in people}
        said[old.id] = rig.texts(old) + rig.texts(old.migrated_to)
        buried = len(await rig.read(outbox_lists.failed, messages))
    copies = sum(len(texts) for texts in said.values()) - _reachable(messages)
    figures = f"{messages} messages, {sum(faults.values())} faults {dict(faults)}: {copies} copies, {buried} put aside"
    shows(figures)
    for chat, texts in said.items():
        _said_once_or_marked(texts, [f"tin {n}" for n in range(messages) if chats[n % CHATS] == chat])
    assert sum(faults.values()) > 0.8 * SHARE * messages, "those were hardly any faults"
    assert copies <= sum(faults[kind] for kind in UNCLEAR)
    assert buried == messages - _reachable(messages)
    _waited_as_told(calls)


async def _deliver_through_faults(
    rig: Rig, says: Sequence[Say], chats: Sequence[int], *, moving: object
) -> tuple[list[tuple[float, Call]], Counter[str]]:
    """A message to each chat now and then, until nothing waits; every call with its moment on the moved clock.

    They come seldom enough for a chat to make few calls a second: only the first of them may meet a fault.
    """
    chance = random.Random(7)
    faults: Counter[str] = Counter()
    calls: list[tuple[float, Call]] = []
    journal = rig.server.journal.calls
    left = list(says)
    for second in range(ROUNDS):
        if second % SELDOM == 0:
            await rig.stored(*left[:CHATS])
            del left[:CHATS]
        if not left and not await rig.waiting():
            return calls, faults
        if second == 3:
            rig.world.groups.upgrade(moving)
        rig.server.faults.clear()  # a chat that waits must not meet with certainty what was meant for one call in five
        for chat in chats:
            if chance.random() < SHARE:
                [kind] = chance.choices(list(FAULTS), list(FAULTS.values()))
                seconds = RETRY_AFTER if kind == "429" else None
                rig.server.faults.plan(kind, method="sendMessage", chat=chat, seconds=seconds)
        begun = len(journal)
        await rig.deliver()
        calls += [(call.at + MovedClock.ahead.total_seconds(), call) for call in journal[begun:]]
        faults.update(call.fault for call in journal[begun:] if call.fault)
        rig.skip(1)
    raise AssertionError(f"{await rig.waiting()} letters wait for ever")


def _reachable(messages: int) -> int:
    return sum(n % CHATS < CHATS - 2 for n in range(messages))


def _said_once_or_marked(texts: Sequence[str], wanted: Sequence[str]) -> None:
    """In order, and whatever came twice says so the second time."""
    plain = [text.removeprefix(REPEAT).strip() for text in texts]
    assert list(dict.fromkeys(plain)) == list(wanted)
    again = [text for place, text in enumerate(texts) if plain[place] in plain[:place]]
    assert all(text.startswith(REPEAT) for text in again)


def _waited_as_told(calls: Sequence[tuple[float, Call]]) -> None:
    told: dict[object, float] = {}
    for moment, call in calls:
        chat = call.params.get("chat_id")
        assert moment >= told.get(chat, 0.0), f"{chat} was to be left alone until {told[chat]}"
        if call.status == 429:
            told[chat] = moment + RETRY_AFTER
    assert told
