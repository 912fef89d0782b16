"""Moving the business clock forward through everything that falls due on the way, as if the time had passed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.awaiting import settled
from bot.clock import Clock
from bot.sweeping import Sweeper
from orders.centre_file.centre import Centres
from storage.chasing import checks_due
from storage.engine import Store
from storage.post import held_letters, stillness

T = TypeVar("T")

PATIENCE = 30.0  # seconds for what a step leads to to be said; a messenger that is away does not stop time
LOOK_EVERY = 0.003  # seconds


class Stepping:
    """``next_moment``: when, after a moment, anything besides the orders' own clocks falls due."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        centres: Centres,
        sweeper: Sweeper,
        next_moment: Callable[[datetime], datetime | None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._centres = centres
        self._sweeper = sweeper
        self._next_moment = next_moment
        self._one_at_a_time = asyncio.Lock()

    async def to(self, moment: datetime, move: Callable[[datetime], Awaitable[None]]) -> None:
        """``move`` sets the clock. Each due time is arrived at in turn, and all it leads to is said before the next."""
        async with self._one_at_a_time:
            if moment <= self._clock.now():
                return
            await self.settle()
            arrived: datetime | None = None
            while (due := await self.next_due()) is not None and due < moment and due != arrived:
                await move(due)
                await self.settle()
                arrived = due
            await move(moment)
            await self.settle()

    async def settle(self) -> None:
        """Until nothing is due and nothing waits to be said: what is said begins waits of its own."""
        while True:
            await self._sweeper.sweep()
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._still()
            due = await self._read(lambda conn: checks_due.earliest(conn, self._centres.keys()))
            if due is None or due > self._clock.now():
                return

    async def _still(self) -> None:
        while await self._read(lambda conn: stillness.busy(conn, self._clock.machine_now())):  # noqa: ASYNC110 - nothing in the store tells when it is empty
            await asyncio.sleep(LOOK_EVERY)

    async def next_due(self) -> datetime | None:
        """When anything falls due next, of the orders or besides."""
        due = await self._read(lambda conn: checks_due.earliest(conn, self._centres.keys()))
        coming = (due, await self._read(held_letters.earliest), self._next_moment(self._clock.now()))
        return min((one for one in coming if one is not None), default=None)

    async def _read(self, query: Callable[[Connection], T]) -> T:
        return await settled(self._store.read(query))
