"""What companies that left the centre files leave behind: put by, so that no sweep reads over it, and due again when one returns."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Table, bindparam, func, select, update

from storage.tables.base import in_state
from storage.tables.duty_tables import duties
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks
from storage.tables.post_tables import PENDING, outbox
from storage.tables.reminder_tables import UNSENT, digests

PUT_BY = datetime(9000, 1, 1, tzinfo=UTC)  # behind all that is ever due, and none of the clocks that are lost
_LOOKED_AT: tuple[tuple[Table, tuple[ColumnElement[Any], ...]], ...] = (
    (stages, (stages.c.order_id, stages.c.stage)),
    (orders, (orders.c.id,)),
    (owed_checks, (owed_checks.c.order_id, owed_checks.c.part)),
    (instalment_checks, (instalment_checks.c.order_id, instalment_checks.c.instalment)),
    (duties, (duties.c.id,)),
)
_COMPANIES: BindParameter[Collection[str]] = bindparam("companies", expanding=True)


def _of_companies(looked_at: Table) -> ColumnElement[bool]:
    """Not the company's own column: without statistics SQLite goes through all that a company has instead."""
    return func.coalesce(looked_at.c.company, "").in_(_COMPANIES)


_DUE = [
    select(*(one.label(f"key{i}") for i, one in enumerate(key)))
    .where(looked_at.c.next_check_at <= bindparam("now"), _of_companies(looked_at))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    for looked_at, key in _LOOKED_AT
]
_PUT_BY = [
    update(looked_at)
    .where(*(one == bindparam(f"key{i}") for i, one in enumerate(key)))
    .values(next_check_at=PUT_BY)
    for looked_at, key in _LOOKED_AT
]
_BRING_BACK = [
    update(looked_at)
    .where(looked_at.c.next_check_at == PUT_BY, _of_companies(looked_at))
    .values(next_check_at=bindparam("now"))
    for looked_at, _ in _LOOKED_AT
]
_DIGEST = outbox.c.payload["digest"].as_integer()
_ON_THEIR_WAY = (
    select(outbox.c.id, _DIGEST.label("digest"))
    .where(PENDING, outbox.c.company.in_(_COMPANIES), _DIGEST.is_not(None))
    .with_for_update()
)
_UNSAID = update(digests).where(UNSENT, digests.c.company.in_(_COMPANIES)).values(state="lost")


def put_by(conn: Connection, companies: Collection[str], now: datetime, *, most: int) -> bool:
    """So many of each kind that are due by now; True when there may be more."""
    asked = {"companies": sorted(companies), "now": now, "most": most}
    full = False
    for due, put in zip(_DUE, _PUT_BY, strict=True):
        found = [dict(row) for row in conn.execute(due, asked).mappings()]
        if found:
            conn.execute(put, found)
        full = full or len(found) == most
    return full


def bring_back(conn: Connection, companies: Collection[str], now: datetime) -> None:
    """All that fell due meanwhile is due now, at one moment: each chat hears of it once, as after any other stop."""
    for brought in _BRING_BACK:
        conn.execute(brought, {"companies": sorted(companies), "now": now})


def say_nothing(conn: Connection, companies: Collection[str], machine_now: datetime) -> None:
    """Nobody is reminded of anything; what it would have been counts as not said. News and answers still reach people."""
    asked = {"companies": sorted(companies)}
    letters = conn.execute(_ON_THEIR_WAY, asked).all()
    ended = {"state": "withdrawn", "ended_at": machine_now, "counted_at": None}
    ended |= {"owner": None, "leased_until": None}
    conn.execute(update(outbox).where(PENDING, outbox.c.id.in_([one.id for one in letters])).values(ended))
    conn.execute(_UNSAID, asked)
    closed = update(digests).where(
        in_state(digests, "closed"), digests.c.id.in_([one.digest for one in letters])
    )
    conn.execute(closed.values(state="lost"))
