"""The bot in a process of its own that can be killed: forked from a parent that has loaded everything."""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event

from bot.clock import Clock

PRELOADED = ["bot.app", "bot.drivers.ptb_driver", "sandbox.server", "telegram.ext", "psycopg", "pytest"]
PR_SET_PDEATHSIG = 1
DYING = 20.0  # seconds


@dataclass(frozen=True, kw_only=True)
class LaterClock(Clock):
    """The machine's clock, ahead: a test need not wait until the leases of a dead process have run out."""

    ahead: timedelta

    def machine_now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, kw_only=True)
class At:
    """The ``times``-th statement that has these words of SQL, before it is carried out.

    ``once``: a file that is not there yet; of all processes with the same one only the first to come there meets its fate.
    """

    words: str
    times: int = 1
    once: Path | None = None


class ChildBot:
    """``settings`` as Settings takes them; what it logs is added to ``log``. Left alive, it is killed at the block's end.

    ``dies_at``: there the process is no more. ``stands_at``: there it stands still, in the middle of a transaction.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        log: Path,
        *,
        ahead: timedelta = timedelta(),
        dies_at: At | None = None,
        stands_at: At | None = None,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._process: ForkServerProcess = context.Process(
            target=_live,
            args=(dict(settings), log, ahead, {signal.SIGKILL: dies_at, signal.SIGSTOP: stands_at}),
            daemon=True,
        )
        self._process.start()

    async def ends(self, within: float) -> int | None:
        """Wait for its end; None when it has not come in time."""
        await asyncio.to_thread(self._process.join, within)
        return self._process.exitcode

    @property
    def number(self) -> int:
        """Of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def stands(self) -> bool:
        """Whether it has been stopped, by itself or by others."""
        state = Path(f"/proc/{self.number}/stat").read_text().rpartition(")")[2].split()[0]
        return state in "Tt"

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert await self.ends(DYING) == -signal.SIGKILL

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.number, number)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._process.kill()
        await self.ends(DYING)


def _live(
    settings: dict[str, Any], log: Path, ahead: timedelta, fates: Mapping[signal.Signals, At | None]
) -> None:
    ctypes.CDLL(None).prctl(
        PR_SET_PDEATHSIG, signal.SIGKILL
    )  # it must not outlive a test run that was killed
    for fate, at in fates.items():
        if at is not None:
            _meet(fate, at)
    with log.open("a") as sys.stderr:
        asyncio.run(_work(settings, ahead))


def _meet(fate: signal.Signals, at: At) -> None:
    left = at.times

    def look(statement: str) -> None:
        nonlocal left
        if at.words not in statement:
            return
        left -= 1
        if left == 0 and (at.once is None or _is_first(at.once)):
            os.kill(os.getpid(), fate)

    def look_at_all_of(connection: object, _record: object) -> None:
        """SQLite itself tells: not all it is asked goes through SQLAlchemy."""
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(look)

    def look_before(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        look(statement)

    event.listen(Engine, "connect", look_at_all_of)
    event.listen(Engine, "before_cursor_execute", look_before)


def _is_first(file: Path) -> bool:
    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


async def _work(given: dict[str, Any], ahead: timedelta) -> None:
    from bot.app import running
    from bot.logs import configure
    from bot.settings import Settings

    settings = Settings(_env_file=None, **given)
    configure(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets())
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    token = settings.bot_token.get_secret_value()
    make_clock = partial(LaterClock, ahead=ahead)
    async with running(settings, token=token, api_url=settings.bot_api_url, make_clock=make_clock):
        await stopped.wait()
