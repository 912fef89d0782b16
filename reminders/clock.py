"""The knocking: at a fixed pace something is called. What is due, and whether anything is, the rows decide."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


class Knocking:
    """Calls ``knock`` every so many seconds while the block of the event loop it was started in runs.

    A knock that comes late is made all the same, several missed ones as one, and none while the last is still answered.
    """

    def __init__(self, knock: Callable[[], Awaitable[None]], *, every: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._knock = knock
        self._every = every

    def start(self, first: datetime) -> None:
        """``first``: when to knock first; a moment that has passed means at once."""
        self._scheduler.add_job(
            self._answered,
            IntervalTrigger(seconds=self._every, timezone=UTC),
            next_run_time=first,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """No further knock; one that is being answered is broken off."""
        self._scheduler.shutdown(wait=False)

    async def _answered(self) -> None:
        await self._knock()
