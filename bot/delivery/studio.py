"""Pictures drawn when they are about to be sent, beside the event loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

import structlog

from bot.drivers.port import File
from handlers.reply import Picture

Words = Mapping[str, Sequence[str]]
Draw = Callable[
    [Mapping[str, Any], Words], bytes
]  # a Picture's figures and its texts as they are read -> a PNG

PATIENCE = 20.0  # seconds

log = structlog.get_logger(__name__)


class Studio:
    """``draws``: one function for each kind of Picture. A process pool's functions must stand at the top of a module."""

    def __init__(self, draws: Mapping[str, Draw], executor: Executor | None = None) -> None:
        self._draws = draws
        self._executor = executor

    async def picture(self, picture: Picture, words: Words) -> File | None:
        """Draw it; None when that fails or takes too long, so that its words go out without it."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE):
                content = await loop.run_in_executor(
                    self._executor, self._draws[picture.kind], dict(picture.data), dict(words)
                )
        except Exception:  # whatever a drawing stumbles over, its text must still be sent
            log.exception("picture.failed", kind=picture.kind)
            return None
        return File(name=f"{picture.kind}.png", content=content, kind="photo")
