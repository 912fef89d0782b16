"""What a sweep costs where a million things are open, beside ten thousand, and beside a job of APScheduler's per order.

Five hundred are due each time. Their orders are whole, copied from some that were made by writing and tapping; of the
others there is what a sweep could meet: the order and its stages that have a clock. A job of APScheduler's does nothing
when its time has come; the sweep judges each thing, writes its reminder and when to look again.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Semaphore
from typing import Any

from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, delete, func, select, update

from benchmarks.databases import Databases
from benchmarks.tables import table
from bot.clock import Clock
from bot.sweeping import SLICE
from handlers.nudges.sweep import sweep
from orders.order import OrderId
from storage.chasing import checks_due
from storage.chasing.checks_due import Thing
from storage.migrate import upgrade
from storage.tables.order_tables import events, orders, stages
from storage.tables.post_tables import outbox
from storage.tables.reminder_tables import digest_lines, digests, reminders
from tests.support.company import FILE, Company
from tests.support.multiplying import copy, counted, own, prepared

MORNING = datetime(2026, 11, 9, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 11, 2, tzinfo=UTC)  # a Wednesday, 09:00 in Hà Nội
FAR = NOW + timedelta(days=1)
FEW, MANY, DUE = 10_000, 1_000_000, 500
ROUNDS = 7
LOOKS = 20  # at what is due, to a round
MEMORY = "memory store"
JOBS = {"SQLite store": (1_000, 10_000), MEMORY: (1_000, 10_000, 100_000)}


def measure(databases: Databases) -> None:
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        with _held(databases, kind, FEW) as few, _held(databases, kind, MANY) as many:
            rounds = [(few.round(number), many.round(number)) for number in range(ROUNDS)]
        whole = [more.swept / less.swept for less, more in rounds]
        for held, spent in zip((few, many), zip(*rounds, strict=True), strict=True):
            rows.append((f"{kind}, {held.things:,} open", *_told(spent)))
        rows.append((f"{kind}, ratio", "", "", "", f"{statistics.median(whole):.2f}"))
    head = ("", f"find {DUE} ms", f"find {SLICE} ms", "nothing due ms", "sweep ms")
    table(f"A sweep with {DUE} due, medians of {ROUNDS} rounds", head, rows)
    jobs = [
        (f"{kind}, {number:,} jobs", *_scheduled(kind, number))
        for kind, numbers in JOBS.items()
        for number in numbers
    ]
    head = ("", "add one ms", "start ms", f"find {DUE} ms", f"{DUE} run ms", "move one ms")
    table(f"APScheduler, one job per order, {DUE} due", head, jobs)


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds."""

    all_due: float
    slice_due: float
    none_due: float
    swept: float


@dataclass(frozen=True, kw_only=True)
class Held:
    """One database with so many open things; ``made``: the things of the orders that all others are copies of."""

    company: Company
    things: int
    made: Mapping[Thing, datetime]

    def round(self, number: int) -> Spent:
        self._write(_wiped)
        none_due = self._looked(most=SLICE)
        self._write(partial(checks_due.look_at, looks=self._due(number)))
        all_due, slice_due = self._looked(most=DUE), self._looked(most=SLICE)
        begun = time.perf_counter()
        while self._write(self._swept):
            pass
        swept = time.perf_counter() - begun
        told = self._write(lambda conn: conn.execute(select(func.count()).select_from(reminders)).scalar())
        assert told == DUE, f"{told} reminders"
        return Spent(all_due=all_due, slice_due=slice_due, none_due=none_due, swept=swept)

    def _due(self, number: int) -> Mapping[Thing, datetime]:
        """Other orders in each round, every one with one stage that is due."""
        first = 1 + number * DUE // len(self.made)
        return {
            Thing(order=OrderId(thing.order + n * len(self.made)), stage=thing.stage): at
            for n in range(first, first + DUE // len(self.made))
            for thing, at in self.made.items()
        }

    def _looked(self, *, most: int) -> float:
        """Without the commit: what the sweep asks before it has anything to do."""

        def look(conn: Connection) -> float:
            begun = time.perf_counter()
            checks_due.claim(conn, now=NOW, companies=self.company.centres.keys(), most=most)
            return time.perf_counter() - begun

        return statistics.median(self._write(look) for _ in range(LOOKS))

    def _swept(self, conn: Connection) -> bool:
        return sweep(conn, centres=self.company.centres, now=NOW, machine_now=NOW, most=SLICE)

    def _write(self, command: Any) -> Any:
        return self.company.store.write(command).result()


@contextmanager
def _held(databases: Databases, kind: str, wanted: int) -> Iterator[Held]:
    url = databases.fresh(kind)
    upgrade(url)
    with closing(Company.founded(url, MORNING)) as company:
        made = _made(company)
        things = company.store.write(lambda conn: _multiplied(conn, made, wanted)).result()
        company.store.write(counted).result()
        yield Held(company=company, things=things, made=made)


def _made(company: Company) -> Mapping[Thing, datetime]:
    """Orders that nobody says anything about, and of each a stage by which it falls due before ``NOW``."""
    for code in ("KT-1", "KT-2", "KT-3", "KT-4"):
        company.in_fabrication(code, promised="27/11/2026")
    company.says("Tú", "/update KT-2 gia công 40%")
    company.says("Tú", "/update KT-3 gia công xong")
    company.says("Lan", "/new KT-5; Khánh Thy; Biển alu; 27/11/2026")
    company.says("Lan", "/update KT-5 nhận đơn xong", attachments=(FILE,))
    rows = company.store.read(
        lambda conn: conn.execute(
            select(stages.c.order_id, func.min(stages.c.stage).label("stage"), stages.c.next_check_at)
            .where(stages.c.next_check_at <= NOW)
            .group_by(stages.c.order_id, stages.c.next_check_at)
            .order_by(stages.c.order_id)
        ).all()
    ).result()
    made = {Thing(order=OrderId(row.order_id), stage=row.stage): row.next_check_at for row in rows}
    assert [thing.order for thing in made] == list(range(1, 6)), made
    return made


def _multiplied(conn: Connection, made: Mapping[Thing, datetime], wanted: int) -> int:
    """So many open things, none of them due yet; how many there are."""
    prepared(conn)
    number = len(made)
    for which in (orders, stages):
        conn.execute(update(which).where(which.c.next_check_at.is_not(None)).values(next_check_at=FAR))
    theirs = {"order_id": f"order_id + n * {number}"}
    kinds = ((orders, "id", own(number)), (stages, "order_id", theirs), (events, "order_id", theirs))
    whole, all_copies = ROUNDS * DUE // number, wanted // _open(conn)
    for which, key, changed in kinds:
        copy(conn, which, changed, where=f"{key} <= {number}", first=1, last=whole)
    for which, key, changed in kinds[:2]:
        later = {**changed, "next_check_at": f"CASE WHEN next_check_at IS NOT NULL THEN {_later(conn)} END"}
        met = "" if which is orders else " AND next_check_at IS NOT NULL"
        copy(conn, which, later, where=f"{key} <= {number}{met}", first=whole + 1, last=all_copies)
    return _open(conn)


def _later(conn: Connection) -> str:
    """A moment of the twenty days after ``FAR``, other for each n."""
    seconds = f"{int(FAR.timestamp())} + (n * 7919) % 1728000"
    return f"({seconds}) * 1000000" if conn.dialect.name == "sqlite" else f"to_timestamp({seconds})"


def _open(conn: Connection) -> int:
    counts = (
        select(func.count()).where(which.c.next_check_at.is_not(None)).scalar_subquery()
        for which in (orders, stages)
    )
    return sum(conn.execute(select(*counts)).one())


def _wiped(conn: Connection) -> None:
    for said in (digest_lines, digests, reminders, outbox):
        conn.execute(delete(said))


def _told(spent: Sequence[Spent]) -> tuple[str, ...]:
    found = (
        statistics.median(getattr(one, name) for one in spent)
        for name in ("all_due", "slice_due", "none_due", "swept")
    )
    return tuple(f"{1000 * seconds:.2f}" for seconds in found)


# --- one job per order ---

_RAN = Semaphore(0)


def _ran() -> None:
    """What a job does: nothing."""
    _RAN.release()


def _scheduled(kind: str, jobs: int) -> tuple[str, ...]:
    """Jobs added; then the scheduler that starts with them finds and runs what is due, and puts one off."""
    with tempfile.TemporaryDirectory() as folder:
        first, store = _scheduler(kind, folder)
        first.start(paused=True)
        now = Clock.machine_now()
        later = now + timedelta(days=1)
        moments = [now if number % (jobs // DUE) == 0 else later for number in range(jobs)]

        def added() -> None:
            for number, at in enumerate(moments):
                first.add_job(_ran, "date", run_date=at, id=str(number), misfire_grace_time=None)

        add = _timed(added) / jobs
        second, started = first, 0.0
        if kind != MEMORY:  # what that one holds does not outlive it
            second, store = _scheduler(kind, folder)
            started = _timed(partial(second.start, paused=True))
        moved = _timed(partial(second.reschedule_job, "1", trigger="date", run_date=later))
        found = _timed(partial(store.get_due_jobs, now))

        def run() -> None:
            second.resume()
            for _ in range(DUE):
                _RAN.acquire()

        ran = _timed(run)
        for scheduler in {first, second}:
            scheduler.shutdown()
    return tuple(f"{1000 * seconds:.2f}" for seconds in (add, started, found, ran, moved))


def _scheduler(kind: str, folder: str) -> tuple[BackgroundScheduler, BaseJobStore]:
    store = MemoryJobStore() if kind == MEMORY else SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_jobstore(store)
    return scheduler, store


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
