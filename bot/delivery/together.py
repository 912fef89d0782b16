"""What several ask for in the same moment, done in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")


class Together(Generic[Wish, Outcome]):
    """One run at a time: whoever asks during it is served by the next, so that each run began after it was asked for.

    Where a run for several fails, each is run alone: nobody fails for another.
    """

    def __init__(self, run: Callable[[Sequence[Wish]], Awaitable[Outcome]]) -> None:
        self._run = run
        self._turn = asyncio.Lock()
        self._waiting: dict[asyncio.Future[Outcome], Wish] = {}

    async def ask(self, wish: Wish) -> Outcome:
        mine: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[mine] = wish
        try:
            async with self._turn:
                return mine.result() if mine.done() else await self._serve(mine)
        finally:
            self._waiting.pop(mine, None)

    async def _serve(self, mine: asyncio.Future[Outcome]) -> Outcome:
        together = dict(self._waiting)
        try:
            outcome = await self._run(list(together.values()))
        except Exception:
            if len(together) == 1:
                raise
            return await self._run([together[mine]])
        for one in together:
            one.set_result(outcome)
            self._waiting.pop(one, None)
        return outcome
