"""What an audit costs and finds where a million things are open, a million messages were said and a million reminders made.

Beside it the same with ten thousand of each. The first thousand orders are whole, copied from some that were made by
writing; of the others there is what an index could show of them: the order and its stages that have a clock.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text, update

from benchmarks.databases import Databases
from benchmarks.tables import table
from bot.auditing import ORDERS, Auditor
from bot.clock import Clock
from handlers.audit.auditing import look
from storage.chasing import unsaid
from storage.migrate import upgrade
from storage.tables.order_tables import events, orders, stages
from tests.support.company import Company
from tests.support.multiplying import copy, counted, own, prepared

MORNING = datetime(2026, 11, 9, 1, tzinfo=UTC)  # a Monday, 08:00 in Hà Nội
FEW, MANY = 10_000, 1_000_000
WHOLE = ORDERS  # orders an audit derives the clocks of
LOOKS = 40


class Standing(Clock):
    """It is always the morning on which the orders were made."""

    def now(self) -> datetime:
        return MORNING

    @staticmethod
    def machine_now() -> datetime:
        return MORNING


@dataclass(frozen=True, kw_only=True)
class Audited:
    """``looks``: seconds of each look at what an index shows. ``derived``: of one audit that goes through a thousand orders."""

    things: int
    looks: Sequence[float]
    derived: float
    spoiled: int
    found: int


def measure(databases: Databases) -> None:
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        for wanted in (FEW, MANY):
            with _held(databases, kind, wanted) as (company, things):
                seen = asyncio.run(_audited(company, things))
            rows.append(
                (
                    f"{kind}, {seen.things:,} open",
                    f"{1000 * statistics.median(seen.looks):.2f}",
                    f"{1000 * max(seen.looks):.2f}",
                    f"{seen.derived:.2f}",
                    f"{seen.found} of {seen.spoiled}",
                )
            )
    head = ("", "indexed ms", "slowest ms", f"audit of {WHOLE} orders s", "spoiled clocks found")
    table("An audit: what indexes show, and clocks derived anew", head, rows)


async def _audited(company: Company, things: int) -> Audited:
    async def nobody() -> None:
        pass

    def fresh() -> Auditor:
        return Auditor(company.store, Standing(offset=timedelta), centres=company.centres, said=nobody)

    looks = [company.store.read(lambda conn: _looked(conn, company)).result() for _ in range(LOOKS)]
    assert await fresh().audit() == ()
    spoiled = company.store.write(_spoiled).result()
    begun = time.perf_counter()
    found = await fresh().audit()
    derived = time.perf_counter() - begun
    return Audited(
        things=things,
        looks=looks,
        derived=derived,
        spoiled=spoiled,
        found=sum(one.number for one in found if one.kind == "clocks"),
    )


def _looked(conn: Connection, company: Company) -> float:
    begun = time.perf_counter()
    look(conn, centres=company.centres, now=MORNING, machine_now=MORNING)
    unsaid.clockless(conn, company.centres.keys(), since=MORNING.date(), most=ORDERS)
    return time.perf_counter() - begun


def _spoiled(conn: Connection) -> int:
    """One in a hundred clocks of the whole orders is lost, or lies days too late; how many."""
    of_whole = select(stages.c.order_id, stages.c.stage, stages.c.next_check_at).where(
        stages.c.order_id <= WHOLE, stages.c.next_check_at.is_not(None)
    )
    rows = conn.execute(of_whole.order_by(stages.c.order_id, stages.c.stage)).all()[::100]
    for number, row in enumerate(rows):
        at = None if number % 2 else row.next_check_at + timedelta(days=3)
        this = update(stages).where(stages.c.order_id == row.order_id, stages.c.stage == row.stage)
        conn.execute(this.values(next_check_at=at))
    return len(rows)


@contextmanager
def _held(databases: Databases, kind: str, wanted: int) -> Iterator[tuple[Company, int]]:
    url = databases.fresh(kind)
    upgrade(url)
    with closing(Company.founded(url, MORNING)) as company:
        for number in range(1, 6):
            company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu; 27/11/2026")
            company.says("Lan", f"/update KT-{number} nhận đơn xong")
        things = company.store.write(lambda conn: _multiplied(conn, wanted)).result()
        company.store.write(counted).result()
        yield company, things


def _multiplied(conn: Connection, wanted: int) -> int:
    prepared(conn)
    made: int = conn.execute(select(func.max(orders.c.id))).scalar_one()
    theirs = {"order_id": f"order_id + n * {made}"}
    kinds: tuple[tuple[Any, str, Mapping[str, str]], ...] = (
        (orders, "id", own(made)), (stages, "order_id", theirs), (events, "order_id", theirs),
    )  # fmt: skip
    whole = WHOLE // made
    for which, key, changed in kinds:
        copy(conn, which, changed, where=f"{key} <= {made}", first=1, last=whole - 1)
    all_copies = wanted // (_open(conn) // whole)
    for which, key, changed in kinds[:2]:
        met = "" if which is orders else " AND next_check_at IS NOT NULL"
        copy(conn, which, changed, where=f"{key} <= {made}{met}", first=whole, last=all_copies - 1)
    _history(conn, wanted)
    return _open(conn)


def _history(conn: Connection, wanted: int) -> None:
    """So many messages said and reminders heard, and one in a hundred that was not, long ago."""
    ago = int((MORNING - timedelta(days=9)).timestamp())
    at = f"{ago}000000" if conn.dialect.name == "sqlite" else f"to_timestamp({ago})"
    false = "0" if conn.dialect.name == "sqlite" else "false"
    counting = f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {wanted})"
    conn.execute(
        text(f"""{counting}
        INSERT INTO outbox (company, chat, thread, lane, priority, payload, group_key, note_for, unasked, state, made_at,
            attempts, repeated, moved, message_id, ended_at, reason)
        SELECT 'adtech', -n % 200, 0, 'answers', 0, '{{}}', '', '', {false},
            CASE WHEN n % 100 = 0 THEN 'buried' ELSE 'sent' END, {at}, 1, {false}, {false}, n, {at}, '' FROM copies""")
    )
    conn.execute(
        text(f"""{counting}
        INSERT INTO reminders (company, kind, ref, rule, missed_at, rung, round, department, made_at, said_at)
        SELECT 'adtech', 'stage', n || '\\:design', 'due', {at}, 0, 0, 'design', {at},
            CASE WHEN n % 100 = 0 THEN NULL ELSE {at} END FROM copies""")
    )


def _open(conn: Connection) -> int:
    counts = (
        select(func.count()).where(which.c.next_check_at.is_not(None)).scalar_subquery()
        for which in (orders, stages)
    )
    return sum(conn.execute(select(*counts)).one())
