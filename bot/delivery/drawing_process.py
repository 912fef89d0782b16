"""A process that draws, so that no answer waits for a picture and the drawing library's memory is its own."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path

import structlog

import reports
from bot.delivery.studio import Data, Words

WORKER = (sys.executable, "-m", "reports.drawings")
LIMIT = 4.0  # seconds for one picture; then its words go without it
LOADING = 10.0  # seconds until a new process has loaded its library: on a busy machine that takes a while
_ROOT = Path(reports.__file__).parents[1]
_HEADER = 5  # bytes before each answer, see reports.drawing_worker

log = structlog.get_logger(__name__)


class DrawingFailed(Exception):
    """The drawing itself raised; the message is its traceback."""


class DrawingProcess:
    """One process, one picture after the other. Killed or stuck, it is replaced, and the new one loads meanwhile."""

    def __init__(self, worker: Sequence[str] = WORKER, *, limit: float = LIMIT) -> None:
        self._worker = worker
        self._limit = limit
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._loaded = False

    async def warm(self) -> None:
        """Start before it is needed: it loads its library by itself."""
        async with self._turn:
            await self._running()

    async def draw(self, kind: str, data: Data, words: Words) -> bytes:
        asked = json.dumps({"kind": kind, "data": data, "words": words}).encode() + b"\n"
        async with self._turn:
            try:
                async with asyncio.timeout(LOADING):
                    process = await self._ready()
                async with asyncio.timeout(self._limit):
                    drawn, content = await _ask(process, asked)
            except asyncio.CancelledError:
                await self.close()
                raise
            except Exception:
                await self.close()  # what it may yet answer is no answer to the next
                await self._running()
                raise
        if not drawn:
            raise DrawingFailed(content.decode())
        return content

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        if process.returncode is None:
            process.kill()
        await process.communicate()

    async def _ready(self) -> Process:
        process = await self._running()
        if not self._loaded:
            await _answer(process)
            self._loaded = True
        return process

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is not None:
            log.warning("drawing.ended", status=self._process.returncode)
            await self.close()
        if self._process is None:
            self._loaded = False
            # Its own session: an interrupt at the terminal is for us, and it ends with us.
            self._process = await asyncio.create_subprocess_exec(
                *self._worker, stdin=PIPE, stdout=PIPE, cwd=_ROOT, start_new_session=True
            )
        return self._process


async def _ask(process: Process, asked: bytes) -> tuple[bool, bytes]:
    assert process.stdin is not None
    process.stdin.write(asked)
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> tuple[bool, bytes]:
    assert process.stdout is not None
    header = await process.stdout.readexactly(_HEADER)
    return bool(header[0]), await process.stdout.readexactly(int.from_bytes(header[1:], "big"))
