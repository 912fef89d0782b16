"""A process that only receives: the real poller, inbox and worker, around a script that writes down what it heard."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.drivers import make_driver
from bot.receiving.backoff import Backoff
from bot.receiving.health import Health
from bot.receiving.intake import Intake
from bot.receiving.poller import Poller
from bot.receiving.polling_lease import PollingLease
from bot.receiving.raw_api import RawApi
from bot.receiving.telling import Telling
from bot.receiving.unsaved import Unsaved
from bot.receiving.work import Script, Worker
from bot.tasks import BackgroundTasks
from handlers.incoming import Incoming
from handlers.reply import Text
from sandbox.server import TOKEN
from storage import audit
from storage.engine import Store, open_store
from storage.intake import inbox
from storage.stores.errors import StoreUnavailable

BOT = int(TOKEN.partition(":")[0])
PATIENCE = 30.0  # seconds: longer than any lease, however busy the machine


def machine_now() -> datetime:
    return datetime.now(UTC)


class Notebook:
    """A script whose every mark is a row of the database, written in the update's own transaction."""

    def __init__(self) -> None:
        self.seen: list[Incoming] = []
        self.after: list[tuple[Incoming, str]] = []
        self.not_saved: list[tuple[Incoming, Text]] = []
        self.driver = make_driver("ptb", TOKEN)

    def handle(self, conn: Connection, incoming: Incoming) -> str:
        self.seen.append(incoming)
        if "hỏng" in incoming.text:
            raise RuntimeError("a bug")
        return self.mark(conn, "heard", incoming.text or incoming.kind, incoming.chat.id)

    def apologise(self, conn: Connection, incoming: Incoming, error_id: str) -> str:
        return self.mark(conn, "apologised", error_id, incoming.chat.id)

    def tell(self, conn: Connection, line: Text) -> None:
        self.mark(conn, "told", line.key, 0)

    def unsaved(self, incoming: Incoming, line: Text) -> None:
        self.not_saved.append((incoming, line))

    def mark(self, conn: Connection, act: str, subject: str, chat: int) -> str:
        data = {"chat": chat}
        audit.note(conn, company="c", who=None, act=act, subject=subject, data=data, now=machine_now())
        return subject

    def script(self) -> Script[str]:
        return Script(
            read=self.driver.read,
            handle=self.handle,
            apologise=self.apologise,
            after=lambda incoming, result: self.after.append((incoming, result)),
        )


class Process:
    """``store`` may be wrapped by a test; the rest of the process sees only the wrapped one."""

    def __init__(self, store: Store, notebook: Notebook | None = None) -> None:
        self.store = store
        self.notebook = notebook or Notebook()
        self.ended: list[str] = []
        self.tasks = BackgroundTasks(on_critical_end=self.ended.append)
        self.health = Health("receiving", monotonic=time.monotonic, patience=60)
        self.telling = Telling(store, self.notebook.tell, monotonic=time.monotonic)
        self.worker: Worker[str] = self.new_worker()
        self.intake = Intake(
            store,
            bot=BOT,
            machine_now=machine_now,
            wake=self.worker.wake,
            telling=self.telling,
            unsaved=Unsaved(
                read=self.notebook.driver.read, tell=self.notebook.unsaved, monotonic=time.monotonic
            ),
        )

    def new_worker(self, **options: Any) -> Worker[str]:
        given = {"safety_net": 0.2, "machine_now": machine_now, "owner": f"process {id(self)}"} | options
        return Worker(
            store=self.store,
            script=self.notebook.script(),
            tasks=self.tasks,
            health=Health("working", monotonic=time.monotonic, patience=60),
            **given,
        )

    def new_poller(self, url: str, *, token: str = TOKEN, proxy: str = "", **options: Any) -> Poller:
        given = {"backoff": Backoff(first=0.01, longest=0.05), "long_poll": 2, "grace": 5.0, "stand_by": 0.02}
        return Poller(
            api=RawApi(token, base_url=url, proxy=proxy),
            intake=self.intake,
            telling=self.telling,
            health=self.health,
            **given | options,
        )

    def poll(self, url: str, **options: Any) -> Poller:
        poller = self.new_poller(url, **options)
        self.tasks.start(poller.run(), name="poller", critical=True)
        return poller

    def work(self) -> None:
        self.tasks.start(self.worker.run(), name="worker", critical=True)

    def marks(self, act: str = "heard") -> list[str]:
        """Return what was committed, the oldest first."""
        entries = self.store.read(lambda conn: audit.recent(conn, "c", 10_000)).result()
        return [entry.subject for entry in reversed(entries) if entry.act == act]

    def buried(self) -> list[str]:
        return [one.reason for one in self.store.read(inbox.buried).result()]

    def waiting(self) -> int:
        return self.store.read(inbox.waiting).result().count


@asynccontextmanager
async def process(url: str, notebook: Notebook | None = None) -> AsyncIterator[Process]:
    """Open the store and run nothing yet; at the end everything stops as in a crash, without a farewell."""
    store = open_store(url)
    running = Process(store, notebook)
    try:
        yield running
    finally:
        await running.tasks.close()
        await running.notebook.driver.close()
        store.close()


async def eventually(predicate: Callable[[], Any], within: float = PATIENCE) -> Any:
    """Return the first truthy answer."""
    async with asyncio.timeout(within):
        while not (answer := predicate()):  # noqa: ASYNC110 - what happens in threads rings no bell
            await asyncio.sleep(0.01)
    return answer


class Faltering:
    """A store that is away for ``fails`` writes after the next ``spared``; ``too_late``: it saves first and then breaks off."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.fails = 0
        self.spared = 0
        self.too_late = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, command: Callable[[Connection], Any]) -> Future[Any]:
        if self.spared or not self.fails:
            self.spared = max(0, self.spared - 1)
            return self._store.write(command)
        self.fails -= 1
        if self.too_late:
            with suppress(Exception):
                self._store.write(command).result()
        future: Future[Any] = Future()
        future.set_exception(StoreUnavailable("disk full", maybe_saved=self.too_late))
        return future


class Stumbling:
    """A store at which the next ``fails`` renewals of leases, or what else ``step`` names, fail by a bug."""

    def __init__(self, store: Store, step: str = "_renew") -> None:
        self._store = store
        self._step = step
        self.fails = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, command: Callable[[Connection], Any]) -> Future[Any]:
        this = isinstance(command, partial) and command.func.__name__ == self._step
        if not (self.fails and this):
            return self._store.write(command)
        self.fails -= 1
        future: Future[Any] = Future()
        future.set_exception(RuntimeError("a bug"))
        return future


def lease(process: Process, owner: str, now: Callable[[], datetime] = machine_now) -> PollingLease:
    return PollingLease(process.store, owner=owner, machine_now=now, span=timedelta(seconds=8))
