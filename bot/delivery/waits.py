"""How long to leave a chat alone after something went wrong on the way to it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.pace import Pace
from bot.delivery.wire import NotYet
from bot.drivers.port import BadToken, DriverBusy, Transient

LONGEST = 60.0  # seconds
OUTAGE = 3  # chats that fail with nothing getting through anywhere: it is not one letter's fault


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """``whole_chat``: nothing at all is to go there before the end of it. ``counts``: the message may be at fault."""

    seconds: float
    whole_chat: bool
    counts: bool = False


class Waits:
    """As long as the messenger says; else twice as long after each failure in a row, for each chat by itself."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._failures: dict[int, int] = {}
        self._silent: set[int] = set()  # chats turned away since anything got through

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
        return Wait(seconds=seconds, whole_chat=True, counts=self._at_fault(chat, cause))

    def over(self, chat: int) -> None:
        """Something got through."""
        self._failures.pop(chat, None)
        self._silent.clear()

    def _at_fault(self, chat: int, cause: Exception) -> bool:
        """Whether the message itself may be what the messenger fails on, since others get through."""
        if not turned_away(cause):
            return False
        self._silent.add(chat)
        return len(self._silent) < OUTAGE


def turned_away(cause: Exception) -> bool:
    """Whether the messenger answered, and with a failure: a 5xx, or a 404 for what it does not know."""
    return isinstance(cause, BadToken) or (isinstance(cause, Transient) and cause.answered)
