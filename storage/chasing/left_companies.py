"""What companies that left the centre files leave behind: put by, so that no sweep reads over it, and due again when one returns."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    func,
    select,
    update,
)

from storage.tables.duty_tables import duties
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks

PUT_BY = datetime(9000, 1, 1, tzinfo=UTC)  # behind all that is ever due, and none of the clocks that are lost
_LOOKED_AT: tuple[tuple[Table, tuple[ColumnElement[Any], ...]], ...] = (
    (stages, (stages.c.order_id, stages.c.stage)),
    (orders, (orders.c.id,)),
    (owed_checks, (owed_checks.c.order_id, owed_checks.c.part)),
    (instalment_checks, (instalment_checks.c.order_id, instalment_checks.c.instalment)),
    (duties, (duties.c.id,)),
)


def _found(key: tuple[ColumnElement[Any], ...], which: ColumnElement[bool]) -> Select[Any]:
    named = (one.label(f"key{i}") for i, one in enumerate(key))
    return select(*named).where(which).limit(bindparam("most")).with_for_update(skip_locked=True)


def _company(looked_at: Table) -> ColumnElement[str]:
    """Not the company's own column: without statistics SQLite goes through all that a company has instead."""
    return func.coalesce(looked_at.c.company, "")


_OURS: BindParameter[Collection[str]] = bindparam("ours", expanding=True)
_OVERDUE = [
    _found(key, (one.c.next_check_at <= bindparam("since")) & _company(one).not_in(_OURS))
    for one, key in _LOOKED_AT
]
_BACK = [_found(key, (one.c.next_check_at == PUT_BY) & _company(one).in_(_OURS)) for one, key in _LOOKED_AT]
_LOOK_AT = [
    update(one)
    .where(*(column == bindparam(f"key{i}") for i, column in enumerate(key)))
    .values(next_check_at=bindparam("at"))
    for one, key in _LOOKED_AT
]


def put_by(conn: Connection, ours: Collection[str], since: datetime, *, most: int) -> bool:
    """So many of each kind of all other companies that nobody has looked at since then; True when there may be more."""
    found = _moved(conn, _OVERDUE, {"ours": sorted(ours), "since": since, "most": most}, PUT_BY)
    return max(found) == most


def bring_back(conn: Connection, ours: Collection[str], now: datetime, *, most: int) -> bool:
    """So many of each kind are due now; False when nothing of ours is put by."""
    return any(_moved(conn, _BACK, {"ours": sorted(ours), "most": most}, now))


def _moved(conn: Connection, queries: list[Select[Any]], asked: dict[str, Any], at: datetime) -> list[int]:
    """How many of each kind."""
    counts = []
    for query, look_at in zip(queries, _LOOK_AT, strict=True):
        keys = [dict(row) for row in conn.execute(query, asked).mappings()]
        if keys:
            conn.execute(look_at, [{**key, "at": at} for key in keys])
        counts.append(len(keys))
    return counts
