"""The whole bot in this process, between a real database and the sandbox's Telegram, on a clock the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from bot.app import Running, running
from bot.clock import Clock
from bot.settings import Settings
from bot.sweeping import EVERY
from sandbox.server import TelegramServer
from storage.intake.batch_rows import IN_WORK
from storage.tables.batch_tables import batches
from storage.tables.post_tables import PENDING, STALE, WAITING, cards, inbox, outbox

ROOT = Path(__file__).parents[2]
NEVER = timedelta(days=1).total_seconds()
LONGEST = 20.0  # seconds until a test that waits for quiet gives up


@dataclass(frozen=True, kw_only=True)
class StandingClock(Clock):
    """Stands still until the test moves it, so that a transcript reads the same each time."""

    begun: datetime

    def now(self) -> datetime:
        return self.begun + self.offset()


@dataclass
class Hands:
    """Moves a StandingClock."""

    begun: datetime
    gone: timedelta = timedelta()

    def make(self, *, offset: Callable[[], timedelta]) -> Clock:
        del offset  # kept in the database for the sandbox's own clock; the test holds this one's hands
        return StandingClock(offset=lambda: self.gone, begun=self.begun)

    async def move_to(self, moment: datetime) -> None:
        self.gone = max(self.gone, moment - self.begun)

    def pass_(self, **time: float) -> None:
        self.gone += timedelta(**time)

    def now(self) -> datetime:
        return self.begun + self.gone


def settings_for(server: TelegramServer, database_url: str, **more: Any) -> Settings:
    given = {
        "bot_token": server.token,
        "bot_api_url": server.url,
        "database_url": database_url,
        "centre": ROOT / "workflows" / "adtech.yaml",
        "http_port": 0,
        "bot_send_limits": False,
    }
    return Settings(_env_file=None, **(given | more))


@asynccontextmanager
async def whole_bot(
    server: TelegramServer, database_url: str, *, hands: Hands | None = None, **more: Any
) -> AsyncIterator[Running]:
    """With ``hands`` time passes only as the test lets it, and what falls due is looked at only on the way: see step_to."""
    settings = settings_for(server, database_url, **more)
    make_clock, knock_every = (hands.make, NEVER) if hands else (Clock, EVERY)
    async with running(
        settings, token=server.token, api_url=server.url, make_clock=make_clock, knock_every=knock_every
    ) as bot:
        yield bot


async def step_to(bot: Running, hands: Hands, server: TelegramServer, moment: datetime) -> None:
    """Let time pass as it does for people: whatever falls due on the way is done, and said, when it is due."""
    await quiet(bot, server)
    await bot.stepping.to(moment, hands.move_to)
    await quiet(bot, server)


async def quiet(bot: Running, server: TelegramServer) -> None:
    """Wait until nothing waits: no update fetched or unfetched, no letter, no card, no file."""
    async with asyncio.timeout(LONGEST):
        while server.state.updates.pending() or await asyncio.wrap_future(bot.store.read(_in_hand)):  # noqa: ASYNC110 - nothing in the store tells when it is empty
            await asyncio.sleep(0.005)  # a look at three indexes, not a guess how long it takes


def _in_hand(conn: Connection) -> int:
    waiting = [
        select(func.count()).select_from(table).where(condition)
        for table, condition in (
            (inbox, WAITING),
            (outbox, PENDING),
            (cards, STALE),
            (batches, batches.c.state.in_(IN_WORK)),
        )
    ]
    return sum(conn.execute(query).scalar_one() for query in waiting)
