"""A bot from its settings: made, run until it is stopped or of no use any more, and taken apart in good order."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.centre_files import CentreFileError, load
from bot.clock import Clock
from bot.drivers import make_driver
from bot.drivers.port import BadToken, Me
from bot.logs import configure
from bot.process import Process
from bot.receiving.backoff import Backoff
from bot.receiving.connecting import connect
from bot.receiving.raw_api import RawApi
from bot.settings import Settings
from handlers.entry_codes import SETUP_CODE, hashed_setup_code, new_setup_code
from orders.centre import Centres
from storage import people_rows, settings_rows
from storage.engine import Store, open_store
from storage.errors import StoreUnavailable
from storage.migrate import DatabaseTooNew, upgrade

OFFSET = "clock_offset"  # seconds the business clock is ahead of the machine's
NO_TELEGRAM = "Telegram refused the bot token. Set BOT_TOKEN to the one @BotFather shows, then start again."

log = structlog.get_logger(__name__)


class MakeClock(Protocol):
    def __call__(self, *, offset: Callable[[], timedelta]) -> Clock: ...


@dataclass(kw_only=True, slots=True)
class Offset:
    """How far the business clock is ahead. Kept in the database; only the sandbox ever moves it, and only forwards."""

    value: timedelta

    async def move_to(self, moment: datetime, store: Store) -> None:
        value = max(self.value, moment - Clock.machine_now())
        await asyncio.wrap_future(
            store.write(lambda conn: settings_rows.put(conn, OFFSET, value.total_seconds()))
        )
        self.value = value


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A bot at work. ``ended`` is set when it is of no use any more."""

    store: Store
    clock: Clock
    offset: Offset
    me: Me
    http_port: int
    ended: asyncio.Event


async def serve(settings: Settings) -> int:
    """Run until a signal, or a failure nobody here can mend. Returns the exit status."""
    configure(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets())
    stopped, at_work = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with asyncio.TaskGroup() as group:
        whole = group.create_task(_whole(settings, stopped, at_work))
        asked = group.create_task(stopped.wait())
        await asyncio.wait([whole, asked], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not at_work.is_set():
            whole.cancel()  # still waiting for Telegram or the database: there is nothing to be finished
    return 0 if whole.cancelled() else whole.result()


async def _whole(settings: Settings, stopped: asyncio.Event, at_work: asyncio.Event) -> int:
    try:
        async with _bot(settings) as bot:
            at_work.set()
            return await _until(bot, stopped)
    except CentreFileError as wrong:
        log.critical("the centre file cannot be used", problems=[str(one) for one in wrong.problems])
    except BadToken:
        log.critical(NO_TELEGRAM)
    except DatabaseTooNew as wrong:
        log.critical("start the newer version again, or restore a backup of this one's", reason=str(wrong))
    except OSError as wrong:
        log.critical("the HTTP port cannot be had; set HTTP_PORT to a free one", reason=str(wrong))
    return 2


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Running]:
    """With a token the bot on Telegram; without one, on a Telegram of its own whose clock may be moved forward."""
    if not settings.sandboxed:
        token, proxy = settings.bot_token.get_secret_value(), settings.bot_proxy.get_secret_value()
        async with running(settings, token=token, api_url=settings.bot_api_url, proxy=proxy) as bot:
            yield bot
        return
    from sandbox.server import TelegramServer  # noqa: PLC0415 - no bot with a token needs it

    server = TelegramServer()
    await server.start()
    try:
        async with running(settings, token=server.token, api_url=server.url) as bot:
            server.clock = bot.clock.now
            server.on_clock(lambda moment: bot.offset.move_to(moment, bot.store))
            log.info("no BOT_TOKEN, so this is the sandbox: a Telegram on this machine", address=server.url)
            yield bot
    finally:
        await server.stop()


async def _until(bot: Running, stopped: asyncio.Event) -> int:
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(one.wait()) for one in (stopped, bot.ended)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
    return 1 if bot.ended.is_set() else 0


@asynccontextmanager
async def running(
    settings: Settings, *, token: str, api_url: str, proxy: str = "", make_clock: MakeClock = Clock
) -> AsyncIterator[Running]:
    """A whole bot while the block runs; afterwards all that was in hand is finished, within ten seconds."""
    centres = load(settings.centre)
    database = settings.database_url.get_secret_value()
    await _ready(database)
    async with AsyncExitStack() as stack:
        store = open_store(database)
        stack.push_async_callback(asyncio.to_thread, store.close)
        offset = Offset(value=timedelta(seconds=await asyncio.wrap_future(store.read(_kept_offset))))
        clock = make_clock(offset=lambda: offset.value)
        driver = make_driver(settings.bot_driver, token, base_url=api_url, proxy=proxy)
        stack.push_async_callback(driver.close)
        me = await connect(driver)
        if not settings.admins:
            await _invite_first_admin(store, centres, me)
        process = Process(settings, centres=centres, store=store, clock=clock, driver=driver, me=me)
        port = process.start(stack, RawApi(token, base_url=api_url, proxy=proxy))
        log.info("at work", bot=f"@{me.username}", http_port=port, driver=driver.name, database=store.dialect)
        yield Running(store=store, clock=clock, offset=offset, me=me, http_port=port, ended=process.ended)
        log.info("stopping")


async def _ready(database: str) -> None:
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


async def _invite_first_admin(store: Store, centres: Centres, me: Me) -> None:
    """While there is no admin each start prints a one-time code: whoever sends it to the bot becomes the first one."""
    code = await asyncio.wrap_future(store.write(lambda conn: _code_for_first_admin(conn, centres)))
    if code:
        place = f"https://t.me/{me.username}" if me.username else f"the chat with {me.name}"
        print(f"\n  Nobody runs this bot yet. Open {place} and send:  /start {code}\n", flush=True)  # noqa: T201 - for the person at the terminal, not for a log


def _code_for_first_admin(conn: Connection, centres: Centres) -> str:
    """Only its hash is kept, so a code lost with the screen is replaced at the next start."""
    if any(people_rows.with_role(conn, company, "admin") for company in centres):
        return ""
    code = new_setup_code()
    settings_rows.put(conn, SETUP_CODE, hashed_setup_code(code))
    return code
