"""Who is knocked at, and how often, while the process works."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TypeAlias

from bot.http_port import POLL_FIRST
from bot.loading import loading

Doors: TypeAlias = Sequence[
    tuple[Callable[[], Awaitable[None]], float]
]  # with the seconds between two knocks


async def knock(doors: Doors, *, machine_now: Callable[[], datetime]) -> None:
    """Until cancelled; at the first door at once, at the next when its own span has passed."""
    await asyncio.sleep(POLL_FIRST)
    with loading():
        from reminders.clock import Knocking  # noqa: PLC0415 - the first request for updates needs none of it

    with ExitStack() as stack:
        for number, (door, every) in enumerate(doors):
            await asyncio.sleep(every if number else 0)
            knocking = Knocking(door, every=every, machine_now=machine_now)
            knocking.start()
            stack.callback(knocking.stop)
        await asyncio.Event().wait()
