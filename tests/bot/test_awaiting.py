"""What the store's threads settle is awaited like any future, however many are settled at once."""

import asyncio
from concurrent.futures import Future

from bot.awaiting import settled


class Trouble(Exception):
    pass


async def test_several_settled_at_once_each_get_their_own() -> None:
    good, bad, given_up = Future[int](), Future[int](), Future[int]()
    awaited = [asyncio.ensure_future(settled(one)) for one in (good, bad, given_up)]

    def settle() -> None:
        good.set_result(1)
        bad.set_exception(Trouble("x"))
        given_up.cancel()

    await asyncio.to_thread(settle)

    got = await asyncio.gather(*awaited, return_exceptions=True)
    assert got[0] == 1
    assert isinstance(got[1], Trouble)
    assert isinstance(got[2], asyncio.CancelledError)


async def test_what_was_settled_before_is_there_and_what_comes_later_too() -> None:
    before, later = Future[str](), Future[str]()
    before.set_result("before")
    assert await settled(before) == "before"

    awaited = settled(later)
    await asyncio.to_thread(later.set_result, "later")
    assert await awaited == "later"


async def test_who_no_longer_waits_calls_it_off_while_it_has_not_begun() -> None:
    waiting, begun = Future[int](), Future[int]()
    begun.set_running_or_notify_cancel()
    awaited = [settled(waiting), settled(begun)]

    for one in awaited:
        one.cancel()
    await asyncio.gather(*awaited, return_exceptions=True)

    assert waiting.cancelled()
    assert begun.running()
    await asyncio.to_thread(begun.set_result, 1)  # heard by nobody, and no trouble


def test_a_loop_that_is_closed_is_no_trouble_to_the_thread() -> None:
    late = Future[int]()

    async def wait_a_moment() -> None:
        settled(late)

    asyncio.run(wait_a_moment())
    late.set_result(1)
