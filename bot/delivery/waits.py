"""How long to leave a chat alone after something went wrong on the way to it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.pace import Pace
from bot.delivery.wire import NotYet
from bot.drivers.port import DriverBusy

LONGEST = 60.0  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """``whole_chat``: nothing at all is to go there before the end of it."""

    seconds: float
    whole_chat: bool


class Waits:
    """As long as the messenger says; else twice as long after each failure in a row, for each chat by itself."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._failures: dict[int, int] = {}

    def after(self, chat: int, cause: Exception) -> Wait:
        if isinstance(cause, NotYet):
            return Wait(seconds=cause.seconds, whole_chat=False)
        if isinstance(cause, DriverBusy):
            seconds = cause.retry_after
        else:
            failures = self._failures[chat] = self._failures.get(chat, 0) + 1
            seconds = min(2.0 ** (failures - 1), LONGEST)
        at = self._clock.monotonic()
        self._pace.bar(chat, at + seconds, at, asked=isinstance(cause, DriverBusy))
        return Wait(seconds=seconds, whole_chat=True)

    def over(self, chat: int) -> None:
        """Something got through."""
        self._failures.pop(chat, None)
