"""What several ask for in the same moment."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.delivery.together import Together


class Runs:
    """Each run waits until it is let through; one with "poison" in it fails, and alone what is slow waits once more."""

    def __init__(self, slow: str = "") -> None:
        self.seen: list[Sequence[str]] = []
        self.gate = asyncio.Event()
        self.over = asyncio.Event()
        self._slow = slow

    async def __call__(self, wishes: Sequence[str]) -> int:
        self.seen.append(wishes)
        number = len(self.seen)
        await self.gate.wait()
        if list(wishes) == [self._slow]:
            await self.over.wait()
        if "poison" in wishes:
            raise ValueError("poison")
        return number


async def begun(together: Together[str, int], *wishes: str) -> list[asyncio.Task[int]]:
    """One after another, each as far as it gets."""
    tasks = []
    for wish in wishes:
        tasks.append(asyncio.create_task(together.ask(wish)))
        await asyncio.sleep(0)
    return tasks


async def test_whoever_asks_during_a_run_is_served_by_the_next_and_all_of_them_by_one():
    runs = Runs()
    together: Together[str, int] = Together(runs)
    tasks = await begun(together, "one", "two", "three")
    assert runs.seen == [["one"]]
    runs.gate.set()
    assert await asyncio.gather(*tasks) == [1, 2, 2]
    assert runs.seen == [["one"], ["two", "three"]]
    assert await together.ask("four") == 3


async def test_nobody_fails_for_another():
    runs = Runs()
    together: Together[str, int] = Together(runs)
    tasks = await begun(together, "one", "two", "poison", "three")
    runs.gate.set()
    one, two, poison, three = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(poison, ValueError)
    assert all(isinstance(served, int) for served in (one, two, three))
    assert await together.ask("later") == len(runs.seen)


async def test_who_failed_with_others_is_tried_alone_while_they_go_on():
    runs = Runs(slow="poison")
    together: Together[str, int] = Together(runs)
    tasks = await begun(together, "one", "poison", "two", "three")
    runs.gate.set()
    assert await asyncio.gather(*tasks[:1], *tasks[2:]) == [1, 4, 4]
    assert runs.seen == [["one"], ["poison", "two", "three"], ["poison"], ["two", "three"]]
    runs.over.set()
    with pytest.raises(ValueError, match="poison"):
        await tasks[1]


async def test_who_no_longer_waits_is_left_out_and_holds_nobody_up():
    runs = Runs()
    together: Together[str, int] = Together(runs)
    first, gone, last = await begun(together, "one", "two", "three")
    first.cancel()
    gone.cancel()
    runs.gate.set()
    assert await last == 2
    assert runs.seen == [["one"], ["three"]]
