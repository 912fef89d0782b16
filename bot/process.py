"""The parts of one process, how they are joined, and in which order they stop."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from bot.after_commit import AfterCommit
from bot.answering import Answering, Done
from bot.auditing import EVERY as AUDIT_EVERY
from bot.auditing import Auditor
from bot.clock import Clock
from bot.delivery.assembly import assemble
from bot.delivery.digests import Digests
from bot.delivery.drawing_process import DrawingProcess
from bot.delivery.notices import tell_admins
from bot.delivery.pace import Limits, Pace
from bot.drivers.port import Driver, Me
from bot.housekeeping import Housekeeping
from bot.http_port import POLL_FIRST, Check, HttpPort
from bot.i18n.catalogue import Catalogues
from bot.i18n.render import Renderer
from bot.knocking import knock
from bot.receiving.health import Health
from bot.receiving.intake import Intake
from bot.receiving.poller import Poller
from bot.receiving.polling_lease import PollingLease
from bot.receiving.raw_api import RawApi
from bot.receiving.telling import Telling
from bot.receiving.unsaved import Unsaved
from bot.receiving.webhook import Webhook
from bot.receiving.work import Script, Worker
from bot.settings import Settings
from bot.standing_in_groups import learn_rights
from bot.stepping import Stepping
from bot.sweeping import EVERY, Sweeper
from bot.sweeping import Script as ByTheClock
from bot.tasks import BackgroundTasks
from handlers.reply import Text
from orders.centre_file.centre import Centres
from storage.engine import Store

if TYPE_CHECKING:
    from handlers.audit.auditing import Finding

STOPPING = 8.0  # seconds for all that is in hand when the process stops; closing files and connections takes two more
DELIVERING = 3.0  # of them are kept for the messages in hand
GATHERED_WITHIN = 3.0  # seconds after the start: news waits so long for what fell due while nobody looked
ILL_AFTER = 60.0  # seconds without a success before a part counts as ill
WARM_AFTER = 10.0  # seconds until the drawing process is started, if no picture was wanted before

log = structlog.get_logger(__name__)


class Process:
    """``ended`` is set when a part it cannot do without has come to its end."""

    def __init__(
        self,
        settings: Settings,
        *,
        centres: Centres,
        upkeep: Sequence[ByTheClock],
        store: Store,
        clock: Clock,
        driver: Driver,
        me: Me,
        knock_every: float = EVERY,
    ) -> None:
        self.ended = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stop_by = 0.0
        self._settings = settings
        self._centres = centres
        self._store = store
        self._clock = clock
        self._driver = driver
        self._me = me
        self._knock_every = knock_every
        self._owner = secrets.token_hex(4)
        self._file_news = asyncio.Event()  # a file was sent, or a button under one was pressed
        self._tasks = BackgroundTasks(on_critical_end=self._on_critical_end)
        self._renderer = Renderer(Catalogues.load())
        self._telling = Telling(store, self._tell_admins, monotonic=clock.monotonic)
        self._artist = DrawingProcess()
        self._answering = Answering(
            centres=centres, clock=clock, me=me, owner=self._owner, admins=frozenset(settings.admins)
        )
        self._delivering = self._health("delivering")
        self._delivery = assemble(
            store=store,
            driver=driver,
            renderer=self._renderer,
            centres=centres,
            clock=clock,
            tasks=self._tasks,
            pace=Pace(Limits() if settings.bot_send_limits else None),
            owner=self._owner,
            lay=self._answering.lay,
            digests=Digests(close=self._answering.close_digest, said=self._answering.digest_said),
            artist=self._artist,
            health=self._delivering,
        )
        self._sweeping = self._health("sweeping")
        self._sweeper = Sweeper(
            store,
            clock,
            centres=centres,
            besides=(*upkeep, *self._answering.by_the_clock),
            said=lambda: self._delivery.post.hurry(()),
            raise_alarm=self._raise_alarm,
            health=self._sweeping,
        )
        self.auditor = Auditor(store, clock, centres=centres, said=lambda: self._delivery.post.hurry(()))
        self.stepping = Stepping(
            store,
            clock,
            centres=centres,
            sweeper=self._sweeper,
            next_moment=self._answering.next_moment,
        )

    def start(self, stack: AsyncExitStack, api: RawApi) -> int:
        """Start every part and give the HTTP port.

        The stack stops them in the opposite order: nothing new is taken in, then what is in hand is finished.
        """
        working, receiving = self._health("working"), self._health("receiving")
        worker = self._make_worker(working)
        intake = Intake(
            self._store,
            bot=self._me.id,
            machine_now=self._clock.machine_now,
            wake=worker.wake,
            telling=self._telling,
            unsaved=Unsaved(
                read=self._driver.read, tell=self._delivery.gestures.tell, monotonic=self._clock.monotonic
            ),
        )
        source = self._make_source(api, intake, receiving)

        port = HttpPort(host=self._settings.http_host, number=self._settings.http_port)

        stack.callback(port.close)
        stack.push_async_callback(self._artist.close)
        stack.push_async_callback(self._tasks.close)
        self._tasks.start(self._deliver(), name="post", critical=True)
        stack.push_async_callback(self._stop_delivering)
        self._start_sweeping(stack)
        self._tasks.start(worker.run(), name="worker", critical=True)
        stack.push_async_callback(self._stop_working, worker)
        serving = port.serve(
            alive=[_check(working), _check(self._sweeping), _check(self._delivering), _check(self.auditor)],
            ready=[_check(receiving)],
            webhook=source if isinstance(source, Webhook) else None,
        )
        self._tasks.start(serving, name="web", critical=True)
        stack.push_async_callback(self._stop_receiving, source)
        self._tasks.start(self._receive(source), name="receiver", critical=True)
        self._tasks.start(self._load_answering(), name="answering", critical=True)
        self._tasks.start(Housekeeping(self._store, self._clock).run(), name="housekeeping")
        self._tasks.start(self._work_on_files(), name="files", critical=True)
        self._tasks.start(learn_rights(self._driver, self._store), name="rights")
        self._tasks.start(self._warm_artist(), name="warm")
        return port.number

    async def _deliver(self) -> None:
        await self._sweeper.gathered(within=GATHERED_WITHIN)
        await self._delivery.post.run()

    def _start_sweeping(self, stack: AsyncExitStack) -> None:
        doors = (
            (self._sweeper.knock, self._knock_every),
            (self.auditor.knock, max(self._knock_every, AUDIT_EVERY)),
        )
        self._tasks.start(knock(doors, machine_now=self._clock.machine_now), name="knocking", critical=True)
        stack.push_async_callback(self._stop_sweeping)

    async def _work_on_files(self) -> None:
        await asyncio.sleep(POLL_FIRST)
        await asyncio.to_thread(self._answering.load)
        from bot.batch_running import Batches, Only  # noqa: PLC0415 - the first request for updates needs none of it

        only = Only(self._store, owner=self._owner, clock=self._clock)
        batches = Batches(
            self._store,
            self._driver,
            self._clock,
            desk=self._answering.desk,
            may=only.hold,
            said=lambda: self._delivery.post.hurry(()),
            news=self._file_news,
        )
        await batches.run()

    async def _receive(self, source: Poller | Webhook) -> None:
        """Until it is to stop; a source that ends by itself ends the process."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(source.run()), group.create_task(self._stopping.wait())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()

    async def _stop_receiving(self, source: Poller | Webhook) -> None:
        self._stop_by = self._clock.monotonic() + STOPPING
        self._stopping.set()
        if isinstance(source, Poller):
            await source.close()

    async def _stop_working(self, worker: Worker[Done]) -> None:
        await worker.close(within=self._left() - DELIVERING)

    async def _stop_sweeping(self) -> None:
        await self._sweeper.close(within=self._left() - DELIVERING)

    async def _stop_delivering(self) -> None:
        await self._delivery.post.stop(self._left())

    def _left(self) -> float:
        """Seconds until it must have stopped."""
        return self._stop_by - self._clock.monotonic()

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

    def _make_worker(self, health: Health) -> Worker[Done]:
        script = Script(
            read=self._driver.read,
            handle=self._answering.handle,
            apologise=self._answering.apologise,
            after=AfterCommit(self._delivery, self._tasks, file_news=self._file_news),
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

    def _tell_admins(self, conn: Connection, line: Text) -> None:
        for company in self._centres:
            tell_admins(conn, company, line, machine_now=self._clock.machine_now())

    def _raise_alarm(
        self, conn: Connection, finding: "Finding", now: datetime, machine_now: datetime
    ) -> bool:
        from handlers.audit.alarms import raise_one  # noqa: PLC0415 - receiving begins without the handlers

        centre = self._centres[finding.company]
        return raise_one(conn, finding, centre, now=now, machine_now=machine_now)

    async def _load_answering(self) -> None:
        """A process that cannot load its handlers is of no use: it would put aside one update after the other."""
        await asyncio.sleep(POLL_FIRST)
        await asyncio.to_thread(self._answering.load)
        menus = self._answering.show_menus(self._driver, self._renderer)
        self._tasks.start(menus, name="menus")
        await asyncio.Event().wait()

    async def _warm_artist(self) -> None:
        """Once the start is over: it takes a core for a second, and memory."""
        await asyncio.sleep(WARM_AFTER)
        await self._artist.warm()

    def _health(self, part: str) -> Health:
        return Health(part, monotonic=self._clock.monotonic, patience=ILL_AFTER)

    def _on_critical_end(self, name: str) -> None:
        if not self._stopping.is_set():
            log.critical("a part the bot cannot do without has ended", part=name)
            self.ended.set()


def _check(part: Health | Auditor) -> Check:
    async def check() -> str:
        return part.problem

    return check
