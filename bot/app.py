"""A whole bot from its settings: made, at work while somebody wants it, and taken apart in good order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.auditing import Auditor
from bot.awaiting import settled
from bot.calendars.calendar_keeping import CalendarKeeping
from bot.centres.centre_files import load
from bot.centres.centre_keeping import take_up
from bot.centres.left_keeping import LeftKeeping
from bot.clock import Clock
from bot.drivers import make_driver
from bot.drivers.port import Me
from bot.loading import loading
from bot.process import Process
from bot.receiving.backoff import Backoff
from bot.receiving.connecting import connect
from bot.receiving.raw_api import RawApi
from bot.settings import Settings
from bot.stepping import Stepping
from bot.sweeping import EVERY
from handlers.people.entry_codes import SETUP_CODE, hashed_setup_code, new_setup_code
from orders.centre_file.centre import Centres
from storage import settings_rows
from storage.engine import Store, open_store
from storage.migrate import upgrade
from storage.people import people_rows
from storage.stores.errors import StoreUnavailable

OFFSET = "clock_offset"  # seconds the business clock is ahead of the machine's

log = structlog.get_logger(__name__)


class MakeClock(Protocol):
    def __call__(self, *, offset: Callable[[], timedelta]) -> Clock: ...


@dataclass(kw_only=True, slots=True)
class Offset:
    """How far the business clock is ahead. Kept in the database; only the sandbox ever moves it, and only forwards."""

    value: timedelta

    async def move_to(self, moment: datetime, store: Store) -> None:
        value = max(self.value, moment - Clock.machine_now())
        await settled(store.write(lambda conn: settings_rows.put(conn, OFFSET, value.total_seconds())))
        self.value = value


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A bot at work. ``ended`` is set when it is of no use any more."""

    store: Store
    clock: Clock
    offset: Offset
    me: Me
    http_port: int
    stepping: Stepping
    auditor: Auditor
    ended: asyncio.Event

    async def move_to(self, moment: datetime) -> None:
        """Move the business clock there through everything that falls due on the way; never backwards."""
        await self.stepping.to(moment, lambda at: self.offset.move_to(at, self.store))


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    token: str,
    api_url: str,
    proxy: str = "",
    make_clock: MakeClock = Clock,
    knock_every: float = EVERY,
    centres: Centres | None = None,
) -> AsyncIterator[Running]:
    """A whole bot while the block runs; afterwards all that was in hand is finished, within ten seconds.

    ``knock_every``: seconds between two looks at what is due. ``centres``: as read already; else the settings' file is read.
    """
    centres = centres or load(settings.centre)
    database = settings.database_url.get_secret_value()
    await ready(database)
    async with AsyncExitStack() as stack:
        store = open_store(database)
        stack.push_async_callback(asyncio.to_thread, store.close)
        await settled(store.write(lambda conn: take_up(conn, centres)))
        calendars = CalendarKeeping(centres)
        await settled(store.read(calendars.load))
        offset = Offset(value=timedelta(seconds=await settled(store.read(_kept_offset))))
        clock = make_clock(offset=lambda: offset.value)
        with loading():  # of the messenger library, above all
            driver = make_driver(settings.bot_driver, token, base_url=api_url, proxy=proxy)
        stack.push_async_callback(driver.close)
        me = await connect(driver)
        if not settings.admins:
            await _invite_first_admin(store, centres, _place(settings, me))
        process = Process(
            settings,
            centres=centres,
            upkeep=(calendars.keep_up, LeftKeeping(centres).keep_up),
            store=store,
            clock=clock,
            driver=driver,
            me=me,
            knock_every=knock_every,
        )
        port = process.start(stack, RawApi(token, base_url=api_url, proxy=proxy))
        log.info("at work", bot=f"@{me.username}", http_port=port, driver=driver.name, database=store.dialect)
        yield Running(
            store=store,
            clock=clock,
            offset=offset,
            me=me,
            http_port=port,
            stepping=process.stepping,
            auditor=process.auditor,
            ended=process.ended,
        )
        log.info("stopping")


async def ready(database: str) -> None:
    """Bring the database up to date, however long it takes until it can be reached."""
    backoff = Backoff()
    while True:
        try:
            return await asyncio.to_thread(upgrade, database)
        except StoreUnavailable as away:
            wait = backoff.take()
            log.warning("the database cannot be reached yet", reason=str(away), again_in=round(wait, 1))
            await asyncio.sleep(wait)


def _kept_offset(conn: Connection) -> float:
    return float(settings_rows.get(conn, OFFSET) or 0)


def _place(settings: Settings, me: Me) -> str:
    """Where to write to the bot: behind its link, which leads to Telegram's own servers alone."""
    if settings.sandboxed or not me.username:
        return f"the chat with {me.name}"
    return f"https://t.me/{me.username}"


async def _invite_first_admin(store: Store, centres: Centres, place: str) -> None:
    """While there is no admin each start prints a one-time code: whoever sends it to the bot becomes the first one."""
    code = await settled(store.write(lambda conn: _code_for_first_admin(conn, centres)))
    if code:
        print(f"\n  Nobody runs this bot yet. Open {place} and send:  /start {code}\n", flush=True)  # noqa: T201 - for the person at the terminal, not for a log


def _code_for_first_admin(conn: Connection, centres: Centres) -> str:
    """Only its hash is kept, so a code lost with the screen is replaced at the next start."""
    if any(people_rows.with_role(conn, company, "admin") for company in centres):
        return ""
    code = new_setup_code()
    settings_rows.put(conn, SETUP_CODE, hashed_setup_code(code))
    return code
