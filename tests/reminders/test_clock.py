"""APScheduler knocks: at once, again and again, and never twice at a time."""

import asyncio
from datetime import UTC, datetime, timedelta

from reminders.clock import Knocking

FAST = 0.01
LONGEST = 10.0


async def test_it_knocks_at_once_and_again_until_it_is_stopped() -> None:
    knocks = asyncio.Semaphore(0)

    async def knock() -> None:
        knocks.release()

    knocking = Knocking(knock, every=FAST)
    knocking.start(datetime.now(UTC) - timedelta(hours=1))
    async with asyncio.timeout(LONGEST):
        for _ in range(3):
            await knocks.acquire()
    knocking.stop()
    await asyncio.sleep(0)  # the scheduler lets go in the loop's next round
    heard = knocks._value
    await asyncio.sleep(10 * FAST)  # what must not come can only be waited for
    assert knocks._value <= heard


async def test_a_knock_that_fails_keeps_no_later_one_from_coming() -> None:
    knocks = asyncio.Semaphore(0)

    async def knock() -> None:
        knocks.release()
        raise RuntimeError("a bug")

    knocking = Knocking(knock, every=FAST)
    knocking.start(datetime.now(UTC))
    async with asyncio.timeout(LONGEST):
        for _ in range(3):
            await knocks.acquire()
    knocking.stop()


async def test_while_one_is_answered_none_follows() -> None:
    begun, at_once, go_on = asyncio.Event(), 0, asyncio.Event()
    most = 0

    async def knock() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        begun.set()
        await go_on.wait()
        at_once -= 1

    knocking = Knocking(knock, every=FAST)
    knocking.start(datetime.now(UTC))
    async with asyncio.timeout(LONGEST):
        await begun.wait()
        await asyncio.sleep(10 * FAST)  # nine more would have come
    go_on.set()
    knocking.stop()
    assert most == 1
