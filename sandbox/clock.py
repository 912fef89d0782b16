"""The time of the sandbox's world: what messages are dated with, and how a test lets days pass."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Hook = Callable[[datetime], Awaitable[object]]
Opening = Callable[[datetime], datetime]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING, EVENING = time(8), time(17)


def machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the sandbox's edge: here its clock is read


class WorldClock:
    """Machine time plus an offset that only grows, or the clock of a bot that lives in the same process.

    ``zone`` is where its people live, ``next_opening`` when they next begin to work after a moment.
    """

    def __init__(self) -> None:
        self.zone = ZONE
        self.next_opening: Opening = lambda after: self.next_at(MORNING, after)
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

    def next_at(self, hour: time, after: datetime) -> datetime:
        """Return when the clocks on the wall next show this hour."""
        local = after.astimezone(self.zone)
        today = datetime.combine(local.date(), hour, self.zone)
        return today if today > local else datetime.combine(local.date() + timedelta(days=1), hour, self.zone)

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
