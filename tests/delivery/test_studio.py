"""Pictures come from a process of their own; whatever becomes of it, their words arrive."""

import asyncio
import io
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.delivery.drawing_process import LIMIT, DrawingFailed, DrawingProcess
from handlers.reply import Picture, Say
from tests.support.posting import delivering, words

CHART = {"stages": [[1, 0, 4]], "departments": [[1, 0, 4]]}
CHART_WORDS = {
    "title": ["1 trong 5 đơn trễ"],
    "panels": ["Đơn theo công đoạn", "Trễ theo bộ phận"],
    "stages": ["Gia công"],
    "departments": ["Sản xuất"],
    "legend": ["Trễ", "Im lặng", "Đúng hạn"],
    "foot": ["Adtech"],
}
# A worker of kinds that go wrong, and of one that draws a dot.
TROUBLES = """
import os, time
from reports.drawing_worker import serve
DOT = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")
def wrong(data, words): raise ValueError("no such colour")
def prints(data, words): print("a library says hello"); return DOT
serve({"dot": lambda data, words: DOT, "wrong": wrong, "prints": prints,
       "stuck": lambda data, words: time.sleep(3600), "dies": lambda data, words: os._exit(9)})
"""
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def artist(worker: str = "", **options: float) -> AsyncIterator[DrawingProcess]:
    drawing = (
        DrawingProcess((sys.executable, "-c", worker), **options) if worker else DrawingProcess(**options)
    )
    try:
        yield drawing
    finally:
        await drawing.close()


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and is not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ended(pidfd: int, *, within: float) -> bool:
    return bool(select.select([pidfd], [], [], within)[0])


def picture(kind: str) -> Say:
    return Say(lines=(words("KT-2411 trễ"),), picture=Picture(kind=kind, data={}))


async def test_a_chart_is_drawn_in_another_process_and_not_here():
    async with artist(limit=15) as drawing:
        drawn = await drawing.draw("daily_chart", CHART, CHART_WORDS)
        assert Image.open(io.BytesIO(drawn)).width == 1080
        assert drawing._process is not None
        assert drawing._process.pid != os.getpid()


async def test_the_loop_is_free_while_charts_are_drawn():
    stalls: list[float] = []

    async def watch() -> None:
        while True:
            asked = time.monotonic()
            await asyncio.sleep(0.001)
            stalls.append(time.monotonic() - asked - 0.001)

    async with artist(limit=15) as drawing, asyncio.TaskGroup() as group:
        await drawing.draw("daily_chart", CHART, CHART_WORDS)
        watching = group.create_task(watch())
        for _ in range(3):
            await drawing.draw("daily_chart", CHART, CHART_WORDS)
        watching.cancel()
    assert len(stalls) > 20
    assert sorted(stalls)[len(stalls) * 9 // 10] < 0.02


async def test_a_drawing_that_fails_says_why_and_the_process_draws_on():
    async with artist(TROUBLES) as drawing:
        with pytest.raises(DrawingFailed, match="no such colour"):
            await drawing.draw("wrong", {}, {})
        before = drawing._process
        assert (await drawing.draw("dot", {}, {})).startswith(b"\x89PNG")
        with pytest.raises(DrawingFailed, match="KeyError"):
            await drawing.draw("unheard of", {}, {})
        assert drawing._process is before


async def test_what_a_library_prints_is_not_taken_for_a_picture(capfd: pytest.CaptureFixture[str]):
    async with artist(TROUBLES) as drawing:
        assert (await drawing.draw("prints", {}, {})).startswith(b"\x89PNG")


async def test_a_process_that_dies_at_work_is_replaced():
    async with artist(TROUBLES) as drawing:
        with pytest.raises(asyncio.IncompleteReadError):
            await drawing.draw("dies", {}, {})
        assert (await drawing.draw("dot", {}, {})).startswith(b"\x89PNG")


async def test_a_process_killed_between_two_pictures_is_replaced():
    async with artist(TROUBLES) as drawing:
        await drawing.draw("dot", {}, {})
        process = drawing._process
        assert process is not None
        process.kill()
        await process.wait()
        assert (await drawing.draw("dot", {}, {})).startswith(b"\x89PNG")


async def test_a_process_that_is_stuck_is_killed_and_replaced():
    async with artist(TROUBLES, limit=2.0) as drawing:
        await drawing.draw("dot", {}, {})
        stuck = drawing._process
        assert stuck is not None
        with pytest.raises(TimeoutError):
            await drawing.draw("stuck", {}, {})
        assert not alive(stuck.pid)
        assert (await drawing.draw("dot", {}, {})).startswith(b"\x89PNG")


async def test_given_up_half_way_its_answer_is_not_the_next_ones():
    async with artist(TROUBLES) as drawing:
        await drawing.draw("dot", {}, {})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await drawing.draw("stuck", {}, {})
        assert (await drawing.draw("dot", {}, {})).startswith(b"\x89PNG")


@pytest.mark.parametrize("trouble", ["dies", "stuck", "wrong"])
async def test_the_words_arrive_within_five_seconds_without_the_picture(trouble: str, sqlite_url: str):
    assert LIMIT <= 4  # and a second for the sending, of which a busy machine gets more here
    async with artist(TROUBLES, limit=2.0) as drawing, delivering(sqlite_url, artist=drawing) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai", "design")], "design")
        await drawing.draw("dot", {}, {})
        began = time.monotonic()
        await rig.say(replace(picture(trouble), chat=group.id))
        assert time.monotonic() - began < 5
        [said] = rig.texts(group)
        assert "KT-2411 trễ" in said
        assert said != "KT-2411 trễ"  # and that the picture is missing
        await rig.say(replace(picture("dot"), chat=group.id))
        assert rig.texts(group)[1] == "KT-2411 trễ"


async def test_a_chart_arrives_as_a_photo_with_its_words(sqlite_url: str):
    texts = {name: tuple(map(words, said)) for name, said in CHART_WORDS.items()}
    async with artist(limit=15) as drawing, delivering(sqlite_url, artist=drawing) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai", "design")], "design")
        chart = Picture(kind="daily_chart", data=CHART, texts=texts)
        await rig.say(Say(lines=(words("1 trong 5 đơn trễ"),), picture=chart, chat=group.id))
        [message] = rig.world.from_bot(group)
        assert message.text == "1 trong 5 đơn trễ"
        assert message.media.kind == "photo"


async def test_when_it_stops_nobody_is_left():
    async with artist(TROUBLES) as drawing:
        await drawing.warm()
        process = drawing._process
        assert process is not None
    assert not alive(process.pid)


ORPHANED = """
import asyncio, sys
from bot.delivery.drawing_process import DrawingProcess
async def main():
    drawing = DrawingProcess((sys.executable, "-c", sys.argv[1]), limit=3600)
    await drawing.draw("dot", {}, {})
    print(drawing._process.pid, flush=True)
    await drawing.draw("stuck", {}, {})
asyncio.run(main())
"""


def test_killed_the_bot_takes_it_along_even_in_the_middle_of_a_drawing():
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANED, TROUBLES], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        worker = os.pidfd_open(int(bot.stdout.readline()))
        assert not ended(worker, within=0)
        bot.send_signal(signal.SIGKILL)
    assert ended(worker, within=10)
    os.close(worker)
