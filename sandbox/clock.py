"""The time of the sandbox's world: what messages are dated with, and how a test lets days pass."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

Hook = Callable[[datetime], Awaitable[object]]


def machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the sandbox's edge: here its clock is read


class WorldClock:
    """Machine time plus an offset that only grows, or the clock of a bot that lives in the same process."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._source: Callable[[], datetime] | None = None
        self._hooks: list[Hook] = []

    def now(self) -> datetime:
        if self._source is not None:
            return self._source()
        return machine_time() + self._offset

    def follow(self, source: Callable[[], datetime]) -> None:
        """Let another clock say the time; ``advance`` then only calls the hooks, and one of them moves it."""
        self._source = source

    def on_advance(self, hook: Hook) -> None:
        self._hooks.append(hook)

    async def advance(self, to: datetime) -> datetime:
        """Move to a later moment and return it once every hook has finished."""
        now = self.now()
        if to.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        if to < now:
            raise ValueError(f"the clock only goes forwards: it is {now.isoformat()}")
        if self._source is None:
            self._offset += to - now
        for hook in self._hooks:
            await hook(to)
        return self.now()
