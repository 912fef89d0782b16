"""What several ask for in the same moment, done in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")


class Together(Generic[Wish, Outcome]):
    """One run at a time: whoever asks during it is served by the next, so that each run began after it was asked for.

    Where a run for several fails, whoever led it is served alone and the others go on without: nobody fails, or
    waits, for another.
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
                if mine.done() or await self._served(dict(self._waiting)):
                    return mine.result()
        finally:
            self._waiting.pop(mine, None)
        return await self._run([wish])

    async def _served(self, together: Mapping[asyncio.Future[Outcome], Wish]) -> bool:
        """False if it failed for several: it may have been for any one of them."""
        try:
            outcome = await self._run(list(together.values()))
        except Exception:
            if len(together) > 1:
                return False
            raise
        for one in together:
            one.set_result(outcome)
            self._waiting.pop(one, None)
        return True
