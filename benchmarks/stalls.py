"""How long the bot's event loop stands still while pictures are drawn and sent: a ticker in the bot's own process."""

import asyncio
import gc
import time
from collections.abc import Sequence

from benchmarks.databases import Databases
from benchmarks.processes import Messenger, messenger, settings
from benchmarks.tables import table
from bot.app import running
from bot.settings import Settings

PICTURES = 20
TICK = 0.001  # seconds
PATIENCE = 120.0  # seconds until it is given up
ASKED = {"QR posters": "/invite sản xuất 5", "charts": "/chart"}


def measure(databases: Databases) -> None:
    rows = [("nothing", *asyncio.run(_stalls(databases, "")))]
    rows += [(name, *asyncio.run(_stalls(databases, words))) for name, words in ASKED.items()]
    head = ("", "sent", "longest stall ms", "p99 ms")
    table(f"The event loop while {PICTURES} pictures go out", head, rows)


async def _stalls(databases: Databases, words: str) -> tuple[str, str, str]:
    with messenger() as at:
        admin = at.people[0]
        given = {**settings(at, databases.copy("SQLite"), "ptb"), "ADMINS": str(admin)}
        read = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})
        async with running(read, token=at.token, api_url=at.url):
            gc.freeze()  # as ``dieuphoi run`` does
            await asyncio.to_thread(_ask, at, words, 1)  # the first one starts what draws
            gaps: list[float] = []
            async with asyncio.TaskGroup() as group:
                asking = group.create_task(asyncio.to_thread(_ask, at, words, PICTURES))
                await _tick(asking, gaps)
            sent = asking.result()
    gaps.sort()
    return f"{sent}", f"{1000 * gaps[-1]:.0f}", f"{1000 * gaps[int(len(gaps) * 0.99)]:.1f}"


async def _tick(until: asyncio.Task[int], gaps: list[float]) -> None:
    last = time.perf_counter()
    while not until.done():
        await asyncio.sleep(TICK)
        now = time.perf_counter()
        gaps.append(now - last - TICK)
        last = now


def _ask(at: Messenger, words: str, times: int) -> int:
    """Return how many pictures came. Without words: as long as the pictures might take."""
    if not words:
        time.sleep(0.2 * times)
        return 0
    for _ in range(times):
        at.post("say", user=at.people[0], chat=at.people[0], text=words)
    return _photos(at, times)


def _photos(at: Messenger, wanted: int) -> int:
    sent, deadline = 0, time.monotonic() + PATIENCE
    while sent < wanted:
        assert time.monotonic() < deadline, f"{sent} of {wanted} pictures came"
        calls: Sequence[object] = [call for call in at.calls() if call["method"] == "sendPhoto"]
        sent += len(calls)
        time.sleep(0.05)
    return sent
