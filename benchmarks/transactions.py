"""One report's bare transaction (receive, state, event, outbox) through storage, beside its statements on the driver alone.

Both make the same statements on databases that were the same, with the same pragmas and a commit each; storage's are
written down in a run of their own, so that writing them down costs nothing. Storage's time holds its way to the thread
that writes and back; with several waiting at once it puts them into one commit, which the driver does for none. The
two take turns, so that a machine with other work slows both.
"""

import gc
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import Connection, event

from benchmarks.databases import Databases
from benchmarks.tables import table
from bot.clock import Clock
from orders.engine import apply
from orders.events import Event, Kind
from orders.order import OrderId, PersonId
from storage.engine import Store, open_store
from storage.intake import inbox
from storage.intake.inbox import NewUpdate
from storage.order_book import orders_rows
from storage.post import outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.stores.addresses import read_url, sqlite_file
from tests.support.listening import listening

Statements: TypeAlias = list[tuple[str, Any, bool]]

REPORTS = 400
WARM_UP = 50  # made first and not counted
ORDERS = 20
LEASE = timedelta(seconds=12)
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=1000",
    "temp_store=MEMORY",
)  # as storage sets them


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds. The CPU is this process's: PostgreSQL's own is not in it."""

    wall: float
    cpu: float


@dataclass
class Tape:
    """The statements of each transaction, as the driver got them."""

    made: list[Statements] = field(default_factory=list)
    running: bool = False

    @contextmanager
    def transaction(self, conn: Connection) -> Iterator[None]:
        self.made.append([])
        self.running = True
        if conn.dialect.name == "postgresql":
            event.listen(conn, "before_cursor_execute", self._from_sqlalchemy)
        yield
        self.running = False

    def note(self, statement: str, parameters: Any, many: bool) -> None:  # noqa: FBT001 - see listening
        if self.running:
            self.made[-1].append((statement, parameters, many))

    def _from_sqlalchemy(
        self,
        _conn: Any,
        _cursor: Any,
        sql: str,
        values: Any,
        _how: Any,
        many: bool,  # noqa: FBT001 - as above
    ) -> None:
        self.note(sql, values, many)


def measure(databases: Databases) -> None:
    gc.collect()
    gc.freeze()  # as a bot that has started does
    rows = []
    for kind, bare, at_once in (
        ("SQLite", _bare_sqlite, 1),
        ("SQLite", _bare_sqlite, 10),
        ("PostgreSQL", _bare_postgresql, 1),
    ):
        begun = Clock.machine_now()
        tape = _taped(databases.copy(kind), begun)
        with closing(open_store(databases.copy(kind))) as store, bare(databases.copy(kind)) as replay:
            spent = [
                (
                    _timed(partial(_through, store, numbers, begun)),
                    _timed(partial(_one_by_one, replay, [tape.made[one] for one in numbers])),
                )
                for numbers in [range(one, one + at_once) for one in range(0, WARM_UP + REPORTS, at_once)]
            ]
        mine, theirs = (_median(one, at_once) for one in zip(*spent[WARM_UP // at_once :], strict=True))
        statements = statistics.fmean(len(made) for made in tape.made[WARM_UP:])
        rows.append((
            kind, f"{at_once}", f"{1000 * mine.wall:.2f}", f"{1000 * theirs.wall:.2f}", f"{theirs.wall / mine.wall:.2f}",
            f"{1000 * mine.cpu:.2f}", f"{1000 * theirs.cpu:.2f}", f"{statements:.0f}",
        ))  # fmt: skip
    head = ("", "waiting at once", "storage ms", "driver ms", "rate to driver", "its CPU ms", "driver's", "statements")  # fmt: skip
    table("The bare transaction of a report, beside raw sqlite3 and psycopg; medians", head, rows)


def _taped(url: str, begun: datetime) -> Tape:
    """Noted in a run of its own: what listens slows down."""
    tape = Tape()

    def noted(conn: Connection, number: int, now: datetime) -> None:
        with tape.transaction(conn):
            _report(conn, number, now)

    with listening(tape.note), closing(open_store(url)) as store:
        for number in range(WARM_UP + REPORTS):
            store.write(partial(noted, number=number, now=begun + timedelta(seconds=number))).result()
    return tape


def _through(store: Store, numbers: Sequence[int], begun: datetime) -> None:
    moments = [(one, begun + timedelta(seconds=one)) for one in numbers]
    for written in [store.write(partial(_report, number=one, now=now)) for one, now in moments]:
        written.result()


def _one_by_one(replay: Callable[[Statements], None], transactions: Sequence[Statements]) -> None:
    for made in transactions:
        replay(made)


def _report(conn: Connection, number: int, now: datetime) -> None:
    chat = 1000 + number % ORDERS
    raw = {"update_id": number, "message": {"chat": {"id": chat}, "text": f"/update gia công {number % 99}%"}}
    inbox.put(conn, [NewUpdate(bot=1, update_id=number, chat_key=str(chat), raw=raw)], now)
    row = inbox.claim_chat(conn, owner=f"bench/{number}", now=now, lease=LEASE)
    assert row is not None
    before = orders_rows.load(conn, OrderId(1 + number % ORDERS), for_update=True)
    seq = 1000 + number
    said = Event(
        seq=seq, move=seq, kind=Kind.REPORTED, at=now, by=PersonId(1), stage="fabrication", data={"percent": number % 99}
    )  # fmt: skip
    after = replace(apply(before, (said,)), version=before.version + 1)
    orders_rows.save(conn, before, after, (said,), checks=dict.fromkeys(after.stages, now))
    letter = NewLetter(
        company=before.company, chat=chat, thread=None, lane="answers", priority=0, payload={"lines": [raw]}
    )
    outbox_adding.add(conn, [letter], now=now, owner="bench", lease=LEASE)
    inbox.done(conn, row, now)


def _median(spent: Sequence[Spent], transactions: int) -> Spent:
    """Of one transaction."""
    return Spent(
        wall=statistics.median(one.wall for one in spent) / transactions,
        cpu=statistics.median(one.cpu for one in spent) / transactions,
    )


def _timed(act: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Spent(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)


@contextmanager
def _bare_sqlite(url: str) -> Iterator[Callable[[Statements], None]]:
    with closing(
        sqlite3.connect(sqlite_file(read_url(url)), isolation_level=None, cached_statements=256)
    ) as conn:
        for pragma in PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")

        def replay(made: Statements) -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("SAVEPOINT command")  # as storage keeps each command apart from its neighbours
            for statement, parameters, many in made:
                if many:
                    conn.executemany(statement, parameters)
                else:
                    conn.execute(statement, parameters).fetchall()
            conn.execute("RELEASE command")
            conn.execute("COMMIT")

        yield replay


@contextmanager
def _bare_postgresql(url: str) -> Iterator[Callable[[Statements], None]]:
    with psycopg.connect(url) as conn:

        def replay(made: Statements) -> None:
            with conn.cursor() as cursor:
                for statement, parameters, many in made:
                    if many:
                        cursor.executemany(statement, parameters)
                        continue
                    cursor.execute(statement, parameters)
                    if cursor.description:
                        cursor.fetchall()
            conn.commit()

        yield replay
