"""The only place that builds things: one process that receives, works, delivers, and stops in good order."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.centre_files import CentreFileError, load
from bot.clock import Clock
from bot.delivery.cards import Cards
from bot.delivery.gestures import Gestures
from bot.delivery.letters import Letters
from bot.delivery.notices import tell_admins
from bot.delivery.office import LEASE, Office
from bot.delivery.pace import Limits, Pace
from bot.delivery.post import Post
from bot.delivery.send import Sender
from bot.delivery.studio import Studio
from bot.delivery.troubles import Troubles
from bot.delivery.waits import Waits
from bot.delivery.wire import Wire
from bot.drivers import make_driver
from bot.drivers.port import BadToken, Driver, DriverError, Me, Menu
from bot.i18n.catalogue import Catalogues
from bot.i18n.render import Reader, Renderer
from bot.i18n.wording import Setting
from bot.logs import configure
from bot.receiving.connecting import connect
from bot.receiving.health import Health
from bot.receiving.intake import Intake
from bot.receiving.poller import Poller
from bot.receiving.polling_lease import PollingLease
from bot.receiving.raw_api import RawApi
from bot.receiving.telling import Telling
from bot.receiving.webhook import Webhook
from bot.receiving.work import Script, Worker
from bot.settings import Settings
from bot.tasks import BackgroundTasks
from bot.web import Check, make_web, serving
from handlers.cards import lay
from handlers.context import BotIdentity
from handlers.dispatch import Handled, Surroundings, apologise, handle
from handlers.door import new_setup_code
from handlers.incoming import Incoming
from handlers.menus import menus
from handlers.reply import Text
from orders.centre import Centres
from reports import qr_poster
from storage import settings_rows
from storage.engine import Store, open_store
from storage.migrate import upgrade

OFFSET = "clock_offset"  # seconds the business clock is ahead of the machine's
PATIENCE = 4.0  # seconds for the updates, then again for the messages in hand, when the process stops
ILL_AFTER = 60.0  # seconds without a success before a part counts as ill
DRAWS = {"qr_poster": qr_poster.picture}
NO_TELEGRAM = "Telegram refused the bot token. Set BOT_TOKEN to the one @BotFather shows, then start again."

log = structlog.get_logger(__name__)


class MakeClock(Protocol):
    def __call__(self, *, offset: Callable[[], timedelta]) -> Clock: ...


@dataclass(kw_only=True)
class Running:
    """A bot at work. ``ended`` is set when the process is of no use any more."""

    store: Store
    clock: Clock
    me: Me
    http_port: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)


async def serve(settings: Settings) -> int:
    """Run until a signal or a failure nobody can mend. Returns the exit status."""
    configure(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets())
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        async with AsyncExitStack() as stack:
            token, url = await _telegram(settings, stack)
            async with running(settings, token=token, api_url=url) as bot:
                return await _until_stopped(bot, stopped)
    except CentreFileError as wrong:
        log.critical("the centre file cannot be used", problems=[str(one) for one in wrong.problems])
    except BadToken:
        log.critical(NO_TELEGRAM)
    return 2


async def _until_stopped(bot: Running, stopped: asyncio.Event) -> int:
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(one.wait()) for one in (stopped, bot.ended)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
    return 1 if bot.ended.is_set() else 0


async def _telegram(settings: Settings, stack: AsyncExitStack) -> tuple[str, str]:
    """The token and the address to use: Telegram's, or those of a server on this machine."""
    if not settings.sandboxed:
        return settings.bot_token.get_secret_value(), settings.bot_api_url
    from sandbox.server import TelegramServer  # noqa: PLC0415 - no real bot needs it

    server = TelegramServer()
    await server.start()
    stack.push_async_callback(server.stop)
    log.info("no BOT_TOKEN: this is the sandbox, a Telegram of its own", address=server.url)
    return server.token, server.url


@asynccontextmanager
async def running(
    settings: Settings, *, token: str, api_url: str, make_clock: MakeClock = Clock
) -> AsyncIterator[Running]:
    """A whole bot while the block runs; afterwards all that was in hand is finished, within ten seconds."""
    centres = load(settings.centre)
    database = settings.database_url.get_secret_value()
    await asyncio.to_thread(upgrade, database)
    async with AsyncExitStack() as stack:
        store = open_store(database)
        stack.push_async_callback(asyncio.to_thread, store.close)
        offset = timedelta(seconds=await asyncio.wrap_future(store.read(_offset)))
        clock = make_clock(offset=lambda: offset)
        driver = make_driver(
            settings.bot_driver, token, base_url=api_url, proxy=settings.bot_proxy.get_secret_value()
        )
        stack.push_async_callback(driver.close)
        me = await connect(driver)
        await _first_start(store, settings, me)
        process = _Process(settings, centres=centres, store=store, clock=clock, driver=driver, me=me)
        bot = await process.start(stack, token=token, api_url=api_url)
        log.info("at work", bot=f"@{me.username}", http=bot.http_port, driver=driver.name, database=store.dialect)
        yield bot
        log.info("stopping")


class _Process:
    """The parts of one process and how they are joined."""

    def __init__(
        self, settings: Settings, *, centres: Centres, store: Store, clock: Clock, driver: Driver, me: Me
    ) -> None:
        self._settings = settings
        self._centres = centres
        self._store = store
        self._clock = clock
        self._driver = driver
        self._me = me
        self._owner = secrets.token_hex(4)
        self._ended = asyncio.Event()
        self._tasks = BackgroundTasks(on_critical_end=self._on_critical_end)
        self._renderer = Renderer(Catalogues.load())
        self._telling = Telling(store, self._tell_admins, monotonic=clock.monotonic)
        self._gestures = Gestures(
            store=store,
            driver=driver,
            renderer=self._renderer,
            centres=centres,
            clock=clock,
            tasks=self._tasks,
        )
        self._post = self._make_post()
        self._around = Surroundings(
            centres=centres,
            bot=BotIdentity(id=me.id, username=me.username),
            owner=self._owner,
            lease=LEASE,
            admins=frozenset(settings.admins),
        )

    async def start(self, stack: AsyncExitStack, *, token: str, api_url: str) -> Running:
        """Start every part; the stack stops them in the opposite order: first nothing new, then what is in hand."""
        working = self._health("working")
        worker = self._make_worker(working)
        api = RawApi(token, base_url=api_url, proxy=self._settings.bot_proxy.get_secret_value())
        intake = Intake(
            self._store,
            bot=self._me.id,
            machine_now=self._clock.machine_now,
            wake=worker.wake,
            telling=self._telling,
        )
        receiving = self._health("receiving")
        source = self._make_source(api, intake, receiving)

        stack.push_async_callback(self._tasks.close)
        self._tasks.start(self._post.run(), name="post", critical=True)
        stack.push_async_callback(self._post.stop, PATIENCE)
        self._tasks.start(worker.run(), name="worker", critical=True)
        stack.push_async_callback(worker.close, within=PATIENCE)
        web = make_web(
            alive=[_check(working)],
            ready=[_check(receiving)],
            webhook=source if isinstance(source, Webhook) else None,
        )
        port = await stack.enter_async_context(
            serving(web, host=self._settings.http_host, port=self._settings.http_port)
        )
        receiver = asyncio.Event()
        self._tasks.start(self._receive(source, receiver), name="receiver", critical=True)
        stack.push_async_callback(self._stop_receiving, source, receiver)
        self._tasks.start(self._show_menus(), name="menus")
        return Running(
            store=self._store, clock=self._clock, me=self._me, http_port=port, ended=self._ended
        )

    async def _receive(self, source: Poller | Webhook, stopping: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(source.run())
            stop = group.create_task(stopping.wait())
            await asyncio.wait([receiving, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in (receiving, stop):
                task.cancel()
        if stopping.is_set():
            await asyncio.Event().wait()  # until the tasks are closed: its end is no failure then

    async def _stop_receiving(self, source: Poller | Webhook, stopping: asyncio.Event) -> None:
        stopping.set()
        if isinstance(source, Poller):
            await source.close()

    def _make_source(self, api: RawApi, intake: Intake, health: Health) -> Poller | Webhook:
        if self._settings.bot_updates == "webhook":
            return Webhook(
                api=api,
                intake=intake,
                health=health,
                public_url=self._settings.bot_webhook_url,
                secret=self._settings.webhook_secret.get_secret_value(),
            )
        lease = None
        if self._store.dialect != "sqlite":
            lease = PollingLease(self._store, owner=self._owner, machine_now=self._clock.machine_now)
        return Poller(api=api, intake=intake, telling=self._telling, health=health, lease=lease)

    def _make_worker(self, health: Health) -> Worker[Handled]:
        script = Script(
            read=self._driver.read,
            handle=self._handle,
            apologise=partial(apologise, around=self._around, machine_now=self._clock.machine_now),
            tell_admins=self._tell_admins,
            after=self._after,
        )
        return Worker(
            store=self._store,
            script=script,
            tasks=self._tasks,
            health=health,
            owner=self._owner,
            machine_now=self._clock.machine_now,
            offset=self._clock.offset,
        )

    def _make_post(self) -> Post:
        pace = Pace(Limits() if self._settings.bot_send_limits else None)
        troubles = Troubles(self._store, self._clock)
        wire = Wire(self._driver, pace=pace, clock=self._clock, troubles=troubles)
        waits = Waits(pace, self._clock)
        sender = Sender(
            store=self._store,
            wire=wire,
            renderer=self._renderer,
            centres=self._centres,
            clock=self._clock,
            studio=Studio(DRAWS),
            troubles=troubles,
        )
        letters = Letters(
            store=self._store,
            sender=sender,
            wire=wire,
            pace=pace,
            clock=self._clock,
            waits=waits,
            troubles=troubles,
            owner=self._owner,
        )
        cards = Cards(
            store=self._store,
            wire=wire,
            renderer=self._renderer,
            centres=self._centres,
            clock=self._clock,
            lay=lambda conn, card, now: lay(conn, card, now=now, centres=self._centres),
            waits=waits,
            troubles=troubles,
        )
        return Post(
            store=self._store,
            letters=letters,
            cards=cards,
            office=Office(self._store, owner=self._owner, clock=self._clock),
            pace=pace,
            clock=self._clock,
            tasks=self._tasks,
            owner=self._owner,
        )

    def _handle(self, conn: Connection, incoming: Incoming) -> Handled:
        return handle(
            conn, incoming, self._around, now=self._clock.now(), machine_now=self._clock.machine_now()
        )

    def _after(self, incoming: Incoming, handled: Handled) -> None:
        """What follows a commit: answers leave at once, the pressed button rests, a photo gets its reaction."""
        self._tasks.start(self._post.hurry(handled.letters), name="hurry")
        reply = handled.reply
        if incoming.tap is not None and incoming.sender is not None:
            self._gestures.answer_tap(
                incoming.tap.query, reply.toast, user=incoming.sender.id, alert=reply.alert
            )
        if reply.reaction and incoming.message:
            self._gestures.react(incoming.chat.id, incoming.message, reply.reaction)

    def _tell_admins(self, conn: Connection, line: Text) -> None:
        for company in self._centres:
            tell_admins(conn, company, line, machine_now=self._clock.machine_now())

    async def _show_menus(self) -> None:
        """The messenger keeps the command menus; they are set anew at every start, in case they changed."""
        first = next(iter(self._centres.values()))
        setting = Setting(time_zone=first.zone, now=self._clock.now())
        laid = [
            Menu(
                commands=tuple(
                    (command.name, self._renderer.toast(command.text, Reader(languages=(menu.texts_in,), setting=setting)))
                    for command in menu.commands
                ),
                scope=menu.scope,
                language=menu.language,
            )
            for menu in menus()
        ]
        with suppress(DriverError):
            await self._driver.set_menu(laid)

    def _health(self, part: str) -> Health:
        return Health(part, monotonic=self._clock.monotonic, patience=ILL_AFTER)

    def _on_critical_end(self, name: str) -> None:
        log.critical("a part the bot cannot do without has ended", part=name)
        self._ended.set()


def _check(health: Health) -> Check:
    async def check() -> str:
        return health.problem

    return check


def _offset(conn: Connection) -> float:
    return float(settings_rows.get(conn, OFFSET) or 0)


async def _first_start(store: Store, settings: Settings, me: Me) -> None:
    """Without any admin a one-time code is made and printed: whoever types it becomes the first one."""
    if settings.admins:
        return
    code = await asyncio.wrap_future(store.write(new_setup_code))
    if code:
        print(f"\n  First start. In Telegram open https://t.me/{me.username} and send:  /start {code}\n", flush=True)  # noqa: T201 - for the person at the terminal, and for no log
