"""Telegram's flood control: a message a second in a chat, twenty a minute in a group, thirty a second in all."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

from sandbox.refusal import too_many

BURST, PER_GROUP_MINUTE, PER_SECOND = 3, 20, 30
COUNTED = ("send", "copy", "forward", "edit")
FREE = {"sendChatAction"}


class FloodControl:
    """Counts machine time, whatever the world's clock says. Telegram's own figures are not published."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self._clock = clock
        self._all: deque[float] = deque()
        self._chats: dict[object, deque[float]] = defaultdict(deque)

    def check(self, method: str, chat: object, cost: int) -> None:
        """Count a call, or refuse it with the seconds to wait; a refused call is not counted."""
        if not self.on or method in FREE or not method.startswith(COUNTED):
            return
        now = self._clock()
        recent = self._chats[chat]
        waits = [self._wait(self._all, PER_SECOND, 1, cost, now), self._wait(recent, BURST, BURST, 1, now)]
        if isinstance(chat, int) and chat < 0:
            waits.append(self._wait(recent, PER_GROUP_MINUTE, 60, cost, now))
        if max(waits) > 0:
            raise too_many(max(1, math.ceil(max(waits))))
        self._all.extend([now] * cost)
        recent.extend([now] * cost)
        _forget(self._all, now - 60)
        _forget(recent, now - 60)

    def _wait(self, times: deque[float], most: int, window: float, cost: int, now: float) -> float:
        """Return how long until ``cost`` more fit under ``most`` in any ``window`` seconds."""
        inside = [at for at in times if at > now - window]
        excess = len(inside) + cost - most
        return inside[min(excess, len(inside)) - 1] + window - now if excess > 0 and inside else 0.0


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] < before:
        times.popleft()
