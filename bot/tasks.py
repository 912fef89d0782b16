"""The one place that starts background tasks: kept, reported when they fail, ended together."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine

import structlog

log = structlog.get_logger(__name__)


class BackgroundTasks:
    """Keep every task until it ends, as the event loop itself would let it be collected half-way.

    A failure is logged once with an id to ask for. A task is critical when the process is of no use without
    it: its end, unless by cancellation, is handed to ``on_critical_end``, which decides what becomes of the process.
    """

    def __init__(self, *, on_critical_end: Callable[[str], None]) -> None:
        self._on_critical_end = on_critical_end
        self._running: set[asyncio.Task[None]] = set()
        self._closing = False

    def start(self, work: Coroutine[object, object, None], *, name: str, critical: bool = False) -> None:
        """Run ``work`` beside everything else; once closing has begun it is not started at all."""
        if self._closing:
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        if critical:
            task.add_done_callback(self._critical_ended)

    async def close(self) -> None:
        """Cancel what still runs and wait for it to end."""
        self._closing = True
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            log.error("task.failed", task=task.get_name(), id=secrets.token_hex(4), exc_info=failure)

    def _critical_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not self._closing:
            self._on_critical_end(task.get_name())
