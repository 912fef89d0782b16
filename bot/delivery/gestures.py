"""Answers to taps and reactions: sent once, right after the commit, and never stored."""

from collections.abc import Awaitable

import structlog

from bot.delivery.audience import reader_of
from bot.delivery.ground import Ground
from bot.drivers.port import DriverError
from bot.tasks import BackgroundTasks
from handlers.reply import Text
from storage.errors import StoreUnavailable

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

    def react(self, chat: int, message: int, emoji: str) -> None:
        self._start(self._ground.driver.react(chat, message, emoji), "react")

    async def _answer(self, query: str, toast: Text | None, user: int, company: str, *, alert: bool) -> None:
        said = "" if toast is None else await self._words(toast, user, company)
        await self._ground.driver.answer_tap(query, said, alert=alert)

    async def _words(self, toast: Text, user: int, company: str) -> str:
        now, centres = self._ground.clock.now(), self._ground.centres
        reader = await self._ground.read(lambda conn: reader_of(conn, user, company, centres, now))
        return self._ground.renderer.toast(toast, reader)

    def _start(self, gesture: Awaitable[None], name: str) -> None:
        self._tasks.start(_unheeded(gesture, name), name=name)


async def _unheeded(gesture: Awaitable[None], name: str) -> None:
    try:
        await gesture
    except (DriverError, StoreUnavailable) as error:
        log.info("gesture.failed", gesture=name, reason=str(error))
