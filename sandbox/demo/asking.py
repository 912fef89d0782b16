"""Waiting for what the bot says to somebody; a company whose bot does not answer as it should has gone wrong."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.model import Chat, Message
from sandbox.people import Person
from sandbox.world import World

PATIENCE = 15.0  # seconds of the machine
MOMENTS = 2.0


class WentWrong(Exception):
    """The bot refused, or said nothing. The text says which step, and what was said instead."""


class Ear:
    """What one person hears in one chat from the moment it is made."""

    def __init__(self, world: World, person: Person, chat: Chat) -> None:
        self._world = world
        self._person = person
        self._chat = chat
        self._since = world.state.counters["order"]

    async def answer(self, mark: str, *, to: Message | None = None) -> Message:
        """The bot's answer that bears this mark: to this message, or to this person alone.

        What it tells this person aside, in a group, without the mark is a refusal: there is nothing to wait for.
        """

        def refused(one: Message) -> bool:
            return one.receiver is self._person and mark not in one.text

        found = await self._first(
            lambda: (one for one in self._answers(to) if mark in one.text or refused(one)), mark
        )
        if mark not in found.text:
            raise WentWrong(f"{self._person.name} was told: {found.text}")
        return found

    async def posted(self, mark: str) -> Message:
        """What the bot says to all next that bears this mark, an answer or not."""
        return await self._first(
            lambda: (one for one in self._said() if one.receiver is None and mark in one.text), mark
        )

    async def anything(self) -> Message:
        """Whatever the bot says next."""
        return await self._first(self._said, "anything")

    async def _first(self, heard: Callable[[], Iterator[Message]], wanted: str) -> Message:
        try:
            found = await self._world.wait_for(lambda: next(heard(), None), PATIENCE)
        except TimeoutError:
            said = [one.text for one in self._said()]
            raise WentWrong(f"{self._person.name} waited for {wanted!r}; the bot said {said}") from None
        assert found is not None
        return found

    def _said(self) -> Iterator[Message]:
        shown = self._world.from_bot(self._chat, to=self._person)
        return (one for one in shown if one.order >= self._since)

    def _answers(self, to: Message | None) -> Iterator[Message]:
        """What answers ``to``. Nothing in public can: an answer to a message for one person alone just stands there."""
        aside = to is not None and to.ephemeral_id is not None
        for one in self._said():
            replied = to is not None and one.reply_to is to
            if replied or aside or self._chat.private or one.receiver is self._person:
                yield one


async def has_button(
    world: World, person: Person, chat: Chat, label: str, *, about: str, choice: str = ""
) -> bool:
    """Whether there is a message about this with such a button, or comes within moments."""
    try:
        await world.wait_for(lambda: _shown(world, person, chat, label, about=about, choice=choice), MOMENTS)
    except TimeoutError:
        return False
    return True


async def button(
    world: World, person: Person, chat: Chat, label: str, *, about: str, choice: str = ""
) -> tuple[Message, str]:
    """Find the newest message about this with such a button, once it is there. Gives the message and the button's data."""
    try:
        found = await world.wait_for(
            lambda: _shown(world, person, chat, label, about=about, choice=choice), PATIENCE
        )
    except TimeoutError:
        raise WentWrong(f"{person.name} sees no button {label!r} {choice} about {about!r}") from None
    assert found is not None
    return found


def _shown(
    world: World, person: Person, chat: Chat, label: str, *, about: str, choice: str
) -> tuple[Message, str] | None:
    for message in reversed(world.from_bot(chat, to=person)):
        for one in (key for row in message.inline or () for key in row if about in message.text):
            if _fits(one, label, choice):
                return message, one["callback_data"]
    return None


def _fits(key: dict[str, Any], label: str, choice: str) -> bool:
    data = key.get("callback_data", "")
    return label in key["text"] and bool(data) and (not choice or choice in data.split(":"))
