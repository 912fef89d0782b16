"""The knocking: at a fixed pace something is called. What is due, and whether anything is, the rows decide."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


class Knocking:
    """Calls ``knock`` every so many seconds while the block of the event loop it was started in runs.

    A knock that comes late is made all the same, several missed ones as one, and none while the last is still answered.
    """

    def __init__(
        self, knock: Callable[[], Awaitable[None]], *, every: float, machine_now: Callable[[], datetime]
    ) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._knock = knock
        self._every = timedelta(seconds=every)
        self._machine_now = machine_now
        self._watching: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Knock at once, and from then on."""
        job = self._scheduler.add_job(
            self._answered,
            IntervalTrigger(seconds=self._every.total_seconds(), timezone=UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        job.modify(next_run_time=job.next_run_time - self._every)
        self._watch(job)

    def stop(self) -> None:
        """No further knock; one that is being answered is broken off."""
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.shutdown(wait=False)

    async def _answered(self) -> None:
        await self._knock()

    def _watch(self, job: Job) -> None:
        """Where the machine's clock was set back, the scheduler would be silent until it is as late again as before."""
        now = self._machine_now()
        if job.next_run_time > now + 2 * self._every:
            job.modify(next_run_time=now)
        loop = asyncio.get_running_loop()
        self._watching = loop.call_later(self._every.total_seconds(), self._watch, job)
