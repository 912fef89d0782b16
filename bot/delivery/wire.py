"""One message to the messenger: in its turn, only while it is ours to send, made lighter where it is refused."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

import structlog

from bot.delivery.ground import Ground
from bot.delivery.pace import Pace
from bot.delivery.repairs import repaired
from bot.delivery.troubles import Troubles
from bot.drivers.port import DriverError, Outgoing, Refused, Stale, TopicGone
from handlers.reply import Lane

MaySend: TypeAlias = Callable[[], Awaitable[bool]]

ASKED_BEFORE = 0.05  # seconds
SHORT_WAIT = 3.0  # seconds a message keeps its place in hand for; for longer it goes back where it came from

log = structlog.get_logger(__name__)


class NotYet(Exception):
    """The chat's limits leave no room for some time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no room for {seconds:.0f} s")
        self.seconds = seconds


class Overtaken(Exception):
    """The lease ran out while the process stood still: somebody else sends it now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """On whose behalf a message leaves. ``may_send`` is asked right before it does."""

    company: str
    lane: Lane
    may_send: MaySend


class Wire:
    def __init__(self, ground: Ground, *, pace: Pace, troubles: Troubles) -> None:
        self._driver = ground.driver
        self._clock = ground.clock
        self._pace = pace
        self._troubles = troubles
        self._frills = True

    async def send(self, message: Outgoing, errand: Errand) -> int:
        """Return the new message's id, 0 for one that only its reader can see or that was deleted at once."""
        wanted = message = self._dressed(message)
        while True:
            try:
                async with self._turn(message.chat, errand):
                    sent = await self._driver.send(message)
            except (TopicGone, Stale, Refused) as error:
                if isinstance(error, Stale) and error.said:
                    log.warning("message.deleted_at_once", chat=message.chat)
                    return 0
                message = await self._lighter(message, error, errand)
            else:
                self._learn(wanted, message)
                return sent.message

    async def edit(
        self, message_id: int, message: Outgoing, errand: Errand, *, caption: bool = False, anew: bool = True
    ) -> int:
        """Replace a message, or send it ``anew`` where the old one is gone; return the id it stands under."""
        wanted = message = self._dressed(message)
        while True:
            try:
                async with self._turn(message.chat, errand):
                    await self._driver.edit(message_id, message, caption=caption)
            except Stale as error:
                return message_id if error.unchanged or not anew else await self.send(message, errand)
            except (TopicGone, Refused) as error:
                message = await self._lighter(message, error, errand)
            else:
                self._learn(wanted, message)
                return message_id

    async def copy(
        self, *, chat: int, thread: int | None, from_chat: int, message: int, silent: bool, errand: Errand
    ) -> int:
        async with self._turn(chat, errand):
            copied = await self._driver.copy(
                chat=chat, thread=thread, from_chat=from_chat, message=message, silent=silent
            )
        return copied.message

    async def pin(self, chat: int, message: int) -> None:
        """A group that does not let the bot pin has its message all the same."""
        try:
            await self._driver.pin(chat, message)
        except DriverError as error:
            log.info("message.not_pinned", chat=chat, reason=str(error))

    async def _lighter(self, message: Outgoing, error: DriverError, errand: Errand) -> Outgoing:
        """What may be taken in its stead; raises ``error`` when nothing is left to leave out."""
        lighter = repaired(message, error)
        if lighter is None:
            raise error
        log.warning("message.repaired", chat=message.chat, reason=str(error))
        if isinstance(error, TopicGone):
            await self._troubles.topic_gone(errand.company, message.chat, message.thread)
        return lighter

    def _dressed(self, message: Outgoing) -> Outgoing:
        return message if self._frills else replace(message, frills=False)

    def _learn(self, wanted: Outgoing, taken: Outgoing) -> None:
        """A message taken only without its frills shows that this server does not know them."""
        if wanted.frills and taken == replace(wanted, frills=False):
            self._frills = False

    @asynccontextmanager
    async def _turn(self, chat: int, errand: Errand) -> AsyncIterator[None]:
        """The call that is made within it leaves when the chat's limits have room, unless that is long."""
        left = await self._left(chat, errand)
        try:
            yield
        finally:
            self._pace.answered(chat, left, self._clock.monotonic())

    async def _left(self, chat: int, errand: Errand) -> float:
        """``may_send`` may have to ask the database: so it is asked shortly before the turn, and once more when it comes.

        Others may take the room meanwhile, so it is looked at again.
        """
        await self._room(chat, errand.lane, before=ASKED_BEFORE)
        while True:
            if not await errand.may_send():
                raise Overtaken
            await self._room(chat, errand.lane)
            if not await errand.may_send():
                raise Overtaken
            at = self._clock.monotonic()
            if self._pace.opens(chat, errand.lane, at) <= at:
                self._pace.left(chat, at)
                return at

    async def _room(self, chat: int, lane: Lane, *, before: float = 0.0) -> None:
        while (wait := self._pace.opens(chat, lane, at := self._clock.monotonic()) - before - at) > 0:
            if wait > SHORT_WAIT:
                raise NotYet(wait)
            await self._clock.sleep(wait)
