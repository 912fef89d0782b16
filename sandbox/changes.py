"""Waiting for the world to look as expected, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes everybody who waits, each time something in the world has changed."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        self.count += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def next(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def since(self, count: int, timeout: float) -> None:  # noqa: ASYNC109 - the deadline is part of the question
        """Wait until more has happened than ``count`` says."""
        await self.wait_for(lambda: self.count != count, timeout)

    async def wait_for(self, predicate: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - the deadline is part of the question
        """Return the first truthy answer of ``predicate``, asked again after every change.

        The deadline is machine time: it bounds a test, it is no part of the world.
        """
        async with asyncio.timeout(timeout):
            while not (answer := predicate()):
                await self.next()
            return answer
