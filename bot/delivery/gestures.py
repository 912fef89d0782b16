"""Answers to taps and reactions: sent once, right after the commit, and never stored."""

from collections.abc import Awaitable

import structlog

from bot.delivery.audience import reader_in, reader_of
from bot.delivery.ground import Ground
from bot.drivers.port import DriverError, Outgoing
from bot.i18n.render import Reader
from bot.tasks import BackgroundTasks
from handlers.incoming import Chat, Incoming
from handlers.reply import Say, Text
from storage.stores.errors import StoreUnavailable

log = structlog.get_logger(__name__)


class Gestures:
    """Nobody waits for these, and one that fails is only logged: what matters is said in a letter."""

    def __init__(self, ground: Ground, tasks: BackgroundTasks) -> None:
        self._ground = ground
        self._tasks = tasks

    def answer_tap(
        self, query: str, toast: Text | None = None, *, user: int, company: str = "", alert: bool = False
    ) -> None:
        """Let the pressed button rest; every tap wants this, with words or without."""
        self._start(self._answer(query, toast, user, company, alert=alert), "answer a tap")

    def tell(self, incoming: Incoming, line: Text) -> None:
        """Answer without storing anything, for when nothing can be stored."""
        if incoming.tap is not None and incoming.sender is not None:
            self.answer_tap(incoming.tap.query, line, user=incoming.sender.id, alert=True)
        else:
            self._start(self._say(incoming.chat, line), "tell")

    def react(self, chat: int, message: int, emoji: str) -> None:
        self._start(self._ground.driver.react(chat, message, emoji), "react")

    async def _answer(self, query: str, toast: Text | None, user: int, company: str, *, alert: bool) -> None:
        said = "" if toast is None else await self._words(toast, user, company)
        await self._ground.driver.answer_tap(query, said, alert=alert)

    async def _say(self, chat: Chat, line: Text) -> None:
        laid = self._ground.renderer.say(Say(lines=(line,)), await self._reader(chat.id))
        await self._ground.driver.send(Outgoing(chat=chat.id, thread=chat.thread, html=laid.parts[0]))

    async def _words(self, toast: Text, user: int, company: str) -> str:
        return self._ground.renderer.toast(toast, await self._reader(user, company))

    async def _reader(self, chat: int, company: str = "") -> Reader:
        """Where the store cannot be asked either: as the company reads."""
        now, centres = self._ground.clock.now(), self._ground.centres
        try:
            return await self._ground.read(lambda conn: reader_of(conn, chat, company, centres, now))
        except StoreUnavailable:
            return reader_in(company, centres, now)

    def _start(self, gesture: Awaitable[None], name: str) -> None:
        self._tasks.start(_unheeded(gesture, name), name=name)


async def _unheeded(gesture: Awaitable[None], name: str) -> None:
    try:
        await gesture
    except (DriverError, StoreUnavailable) as error:
        log.info("gesture.failed", gesture=name, reason=str(error))
