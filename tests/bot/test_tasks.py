import asyncio
import contextlib
import gc
from collections.abc import Callable, Coroutine

import pytest
from structlog.testing import capture_logs

from bot.tasks import BackgroundTasks


class Ends:
    """Collects the names of critical tasks that ended, and lets a test wait for the first."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.first = asyncio.Event()

    def __call__(self, name: str) -> None:
        self.names.append(name)
        self.first.set()


async def fail() -> None:
    raise RuntimeError("broken")


async def test_a_task_that_nobody_else_holds_runs_to_its_end():
    tasks, go, done = BackgroundTasks(on_critical_end=Ends()), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go.wait()
        done.set()

    tasks.start(work(), name="work")
    await asyncio.sleep(0)
    gc.collect()
    go.set()
    await asyncio.wait_for(done.wait(), 5)


async def test_a_failure_is_logged_once_with_an_id_and_harms_nothing_else():
    ends = Ends()
    tasks, other = BackgroundTasks(on_critical_end=ends), asyncio.Event()

    async def wait_for_failure() -> None:
        await asyncio.sleep(0)
        other.set()

    with capture_logs() as logged:
        tasks.start(fail(), name="drawing")
        tasks.start(wait_for_failure(), name="other")
        await asyncio.wait_for(other.wait(), 5)
        await asyncio.sleep(0)
    [line] = logged
    assert (line["event"], line["task"], str(line["exc_info"])) == ("task.failed", "drawing", "broken")
    assert line["id"]
    assert ends.names == []


async def end() -> None:
    pass


@pytest.mark.parametrize("work", [fail, end])
async def test_the_end_of_a_critical_task_is_told_whether_it_failed_or_just_ended(
    work: Callable[[], Coroutine],
):
    ends = Ends()
    tasks = BackgroundTasks(on_critical_end=ends)
    with capture_logs():
        tasks.start(work(), name="receiving", critical=True)
        await asyncio.wait_for(ends.first.wait(), 5)
    assert ends.names == ["receiving"]


async def test_closing_cancels_what_runs_waits_for_it_and_tells_nobody():
    ends, ended = Ends(), []
    tasks = BackgroundTasks(on_critical_end=ends)

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("tidied")

    tasks.start(work(), name="receiving", critical=True)
    await asyncio.sleep(0)
    await tasks.close()
    assert (ended, ends.names) == (["tidied"], [])


async def test_a_critical_task_that_ends_by_itself_while_closing_is_no_news():
    ends = Ends()
    tasks = BackgroundTasks(on_critical_end=ends)

    async def work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    tasks.start(work(), name="receiving", critical=True)
    await asyncio.sleep(0)
    await tasks.close()
    assert ends.names == []


async def test_nothing_starts_once_closing_has_begun():
    tasks, ran = BackgroundTasks(on_critical_end=Ends()), []

    async def work() -> None:
        ran.append(1)

    await tasks.close()
    tasks.start(work(), name="late")
    await asyncio.sleep(0)
    assert ran == []
