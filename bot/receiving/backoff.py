"""How long to wait before trying again: longer each time, never in step with others."""

import random


class Backoff:
    """Doubles from ``first`` to ``longest`` seconds; each wait is cut by chance to between half and all of it."""

    def __init__(self, *, first: float = 0.5, longest: float = 30.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def take(self) -> float:
        wait = self._next
        self._next = min(self._next * 2, self._longest)
        return wait * random.uniform(0.5, 1)  # noqa: S311 - no secret hangs on it

    def reset(self) -> None:
        self._next = self._first
