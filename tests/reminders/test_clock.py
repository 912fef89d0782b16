"""APScheduler knocks: at once, again and again, never twice at a time, and neither fewer nor more than it should."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import pytest

from reminders.clock import Knocking

FAST = 0.01
LONGEST = 10.0
A_SECOND_AND_MORE = 1.2  # APScheduler drops by default what is later than one


@dataclass
class Door:
    """Counts who knocks."""

    heard: list[float] = field(default_factory=list)
    knocked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def knock(self) -> None:
        self.heard.append(time.monotonic())
        self.knocked.release()

    async def hears(self, times: int) -> None:
        async with asyncio.timeout(LONGEST):
            for _ in range(times):
                await self.knocked.acquire()


class MachineClock(datetime):
    """What the library takes for the machine's clock; it can be set."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> type[MachineClock]:
    MachineClock.ahead = timedelta(0)
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", MachineClock)
    return MachineClock


@asynccontextmanager
async def knocking_at(door: Door, *, every: float) -> AsyncIterator[None]:
    knocking = Knocking(door.knock, every=every, machine_now=lambda: MachineClock.now(UTC))
    knocking.start()
    try:
        yield
    finally:
        knocking.stop()
        await asyncio.sleep(0)  # the scheduler lets go in the loop's next round


async def test_it_knocks_at_once_and_again_until_it_is_stopped() -> None:
    door = Door()
    async with knocking_at(door, every=FAST):
        await door.hears(3)
    heard = len(door.heard)
    await asyncio.sleep(10 * FAST)  # what must not come can only be waited for
    assert len(door.heard) <= heard


async def test_a_knock_that_fails_keeps_no_later_one_from_coming() -> None:
    class Broken(Door):
        async def knock(self) -> None:
            await super().knock()
            raise RuntimeError("a bug")

    door = Broken()
    async with knocking_at(door, every=FAST):
        await door.hears(3)


async def test_while_one_is_answered_none_follows() -> None:
    begun, at_once, go_on = asyncio.Event(), 0, asyncio.Event()
    most = 0

    class Slow(Door):
        async def knock(self) -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            begun.set()
            await go_on.wait()
            at_once -= 1

    async with knocking_at(Slow(), every=FAST):
        async with asyncio.timeout(LONGEST):
            await begun.wait()
            await asyncio.sleep(10 * FAST)  # nine more would have come
        go_on.set()
    assert most == 1


@pytest.mark.parametrize(("every", "missed"), [(0.1, 10), (60.0, 0)], ids=["many missed", "one late"])
async def test_what_came_while_the_loop_was_blocked_is_made_up_for_by_one_knock(
    every: float, missed: int
) -> None:
    door = Door()
    async with knocking_at(door, every=every):
        if missed:
            await door.hears(1)
        time.sleep(A_SECOND_AND_MORE)  # noqa: ASYNC251 - the loop is blocked, that is the fault
        free = time.monotonic()
        await door.hears(1)
        await asyncio.sleep(FAST)
    at_once = [at for at in door.heard if free <= at < free + min(every, 1.0) / 2]
    assert len(at_once) == 1


@pytest.mark.parametrize("hours", [-7, -1, 1])
async def test_it_knocks_on_though_the_machines_clock_is_set(hours: int, machine: type[MachineClock]) -> None:
    """An office machine that keeps local time starts seven hours ahead, until the network tells it better."""
    door = Door()
    async with knocking_at(door, every=0.05):
        await door.hears(2)
        machine.ahead = timedelta(hours=hours)
        set_at = time.monotonic()
        await door.hears(6)
    waits = [later - earlier for earlier, later in zip(door.heard, door.heard[1:], strict=False)]
    assert max(waits) < 1.0
    assert time.monotonic() - set_at > 4 * 0.05, "it made up for an hour of knocks one by one"
