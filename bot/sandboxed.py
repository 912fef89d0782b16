"""Without a token: the bot on a Telegram of its own on this machine, with a demo company in it, kept over a restart."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.app import Running, running
from bot.centres.centre_files import load
from bot.demo_company import lent
from bot.sandbox_data import belonging, discarded, marked
from bot.settings import Settings
from bot.tasks import BackgroundTasks
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centres
from sandbox import demo, keeping
from sandbox.keeping import Keeping, Label
from sandbox.server import TelegramServer
from storage.stores.errors import StoreUnavailable

WORLD = Path("data/sandbox-world")
PORTS = 10  # tried one after the other, from SANDBOX_PORT on
GLANCE = timedelta(minutes=15)  # steps by which the end of a working time is looked for

log = structlog.get_logger(__name__)


@asynccontextmanager
async def in_sandbox(settings: Settings) -> AsyncIterator[Running]:
    """A whole bot on the sandbox's Telegram. Raises SettingsError where the database is somebody else's."""
    centres = load(settings.centre)
    server, label, new = await _world(settings, centres)
    centres = lent(centres, label.demo)
    async with AsyncExitStack() as stack:
        await _listen(server, settings.sandbox_port)
        stack.push_async_callback(server.stop)
        kept = Keeping(server.state, WORLD, label, failed=_not_kept)
        stack.push_async_callback(kept.close)
        fitted = _fitted(settings, label)
        bot = await stack.enter_async_context(
            running(fitted, token=server.token, api_url=server.url, centres=centres)
        )
        join(server, bot, centres)
        log.info("no BOT_TOKEN, so this is the sandbox: a Telegram on this machine", address=server.url)
        tasks = BackgroundTasks(on_critical_end=lambda _: None)
        stack.push_async_callback(tasks.close)
        tasks.start(_live(server, kept, label.demo if new else ""), name="sandbox")
        yield bot


async def _world(settings: Settings, centres: Centres) -> tuple[TelegramServer, Label, bool]:
    """The world that is kept, or a new one. Says whether it is new."""
    database = settings.database_url.get_secret_value()
    label = await belonging(database, WORLD)
    if label is not None:
        server = TelegramServer()
        try:
            keeping.read_back(WORLD, server.state)
        except keeping.Unreadable as wrong:
            log.warning("what is kept of the sandbox cannot be read", reason=str(wrong))
            await discarded(database, WORLD, known=label.id, fresh=False)
        else:
            _say_if_other(settings, label)
            return server, label, False
    label = Label(demo=_demo_wanted(settings, centres))
    await marked(database, label)
    return TelegramServer(), label, True


def _demo_wanted(settings: Settings, centres: Centres) -> str:
    """The language of the company to be made; "" where none is wanted, or the centre file is not the demo's."""
    first = next(iter(centres.values()))
    if settings.demo_language == "none":
        return ""
    missing = demo.DEPARTMENTS - {one.id for one in first.departments}
    missing |= demo.STAGES - {stage.id for stage in first.workflows[0].stages}
    if missing:
        log.info(
            "the demo company works by workflows/adtech.yaml; with this centre file the sandbox is empty"
        )
        return ""
    return settings.demo_language


def _say_if_other(settings: Settings, label: Label) -> None:
    if label.demo and settings.demo_language != label.demo:
        log.warning(
            "DEMO_LANGUAGE is for a new demo company, this one goes on as it is; `make fresh` begins anew",
            is_now=label.demo, wanted=settings.demo_language,
        )  # fmt: skip


def _fitted(settings: Settings, label: Label) -> Settings:
    """The demo's manager is an admin; and a port somebody else has is no reason not to try the product."""
    changed: dict[str, object] = {}
    if label.demo:
        changed["admins"] = (*settings.admins, demo.MANAGER)
    if not _free(settings.http_host, settings.http_port):
        log.warning("HTTP_PORT is taken; health is asked on another port", taken=settings.http_port)
        changed["http_port"] = 0
    return settings.model_copy(update=changed)


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        return False
    return True


async def _listen(server: TelegramServer, port: int) -> None:
    """On this port or the next free one. Raises OSError after the last."""
    for candidate in range(port, port + PORTS if port else 1):
        try:
            return await server.start(candidate)
        except OSError:
            await server.stop()
    raise OSError(f"ports {port} to {port + PORTS - 1} are all taken")


def join(server: TelegramServer, bot: Running, centres: Centres) -> None:
    """One clock for both, moved by the page; it knows the hours of the first company, as they are when it is asked."""
    first = next(iter(centres))
    server.clock = bot.clock.now
    server.on_clock(bot.move_to)
    server.state.clock.zone = centres[first].zone
    server.state.clock.next_opening = lambda after: next_opening(centres[first].calendar, after)


def next_opening(calendar: WorkCalendar, after: datetime) -> datetime:
    """When work begins next; while it goes on, when it begins again."""
    while calendar.is_working(after):
        after += GLANCE
    return calendar.next_opening(after)


async def _live(server: TelegramServer, kept: Keeping, demo_language: str) -> None:
    """Make the demo company if the world is new; then keep what happens. A company half made is not kept at all."""
    if demo_language:
        _tell(f"Open {server.url} and watch the demo company move in; it is complete in a moment.")
        try:
            await demo.play(server, demo_language, said=_tell)
        except (demo.WentWrong, StoreUnavailable) as wrong:
            log.warning(
                "the demo company could not be finished; the next start begins it anew", reason=str(wrong)
            )
            return
    _tell(f"Open {server.url} in a browser: the whole product, without Telegram. Ctrl-C ends it.")
    await kept.run()


def _not_kept(wrong: OSError) -> None:
    log.warning("the sandbox's world cannot be kept; a restart will begin anew", reason=str(wrong))


def _tell(line: str) -> None:
    print(f"\n  {line}", flush=True)  # noqa: T201 - for the person at the terminal, not for a log
