"""Cases in lists: the open ones, those of somebody, all there ever were, and those about one order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Select, bindparam, exists, func, or_, select

from orders.order import OrderId, PersonId
from storage.order_book.order_finding import ORDER_COLUMNS, OrderRow, read_order_row
from storage.tables.order_tables import A_CASE, HELD, LIVE_CASE, orders, stages

WhichCases: TypeAlias = Literal["open", "mine", "all"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """``person`` and ``departments``: whose are "mine", those they opened and those that lie with them.

    ``kind``: only cases of it, where it is given.
    """

    which: WhichCases = "open"
    kind: str = ""
    person: PersonId = field(default=PersonId(0))
    departments: Collection[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRow:
    """A case of an order, as its story tells of it."""

    order: OrderRow
    opened_at: datetime | None
    opened_by: PersonId | None
    closed_at: datetime | None


_WITH_THEM = exists().where(
    stages.c.order_id == orders.c.id, HELD, stages.c.holder.in_(bindparam("departments", expanding=True))
)
_MINE = or_(orders.c.opened_by == bindparam("person"), _WITH_THEM)
_OF_THE_KIND = or_(bindparam("kind") == "", orders.c.case == bindparam("kind"))
_IN_COMPANY = orders.c.company == bindparam("company"), _OF_THE_KIND
_CONDITIONS = {"open": (LIVE_CASE,), "mine": (LIVE_CASE, _MINE), "all": (A_CASE,)}
_NEWEST: Mapping[str, Select[tuple[object, ...]]] = {
    which: select(*ORDER_COLUMNS)
    .where(*_IN_COMPANY, *conditions)
    .order_by(orders.c.id.desc())
    .limit(bindparam("limit"))
    for which, conditions in _CONDITIONS.items()
}
_COUNT = {
    which: select(func.count()).select_from(orders).where(*_IN_COMPANY, *conditions)
    for which, conditions in _CONDITIONS.items()
}
_LIVE_CASES = (
    select(*ORDER_COLUMNS)
    .where(orders.c.company == bindparam("company"), LIVE_CASE)
    .order_by(orders.c.id.desc())
)
_CASES_OF = (
    select(*ORDER_COLUMNS, orders.c.opened_at, orders.c.opened_by, orders.c.closed_at)
    .where(orders.c.parent == bindparam("parent"))
    .order_by(orders.c.id)
)


def newest(conn: Connection, company: str, wanted: Wanted, *, limit: int) -> tuple[int, tuple[OrderRow, ...]]:
    """How many there are, and the newest of them."""
    asked: dict[str, Any] = {"company": company, "kind": wanted.kind}
    if wanted.which == "mine":
        asked |= {"person": wanted.person, "departments": sorted(wanted.departments)}
    count: int = conn.execute(_COUNT[wanted.which], asked).scalar_one()
    rows = conn.execute(_NEWEST[wanted.which], asked | {"limit": limit})
    return count, tuple(read_order_row(row) for row in rows)


def live_cases(conn: Connection, company: str) -> tuple[OrderRow, ...]:
    """Every case that has not ended, the newest first."""
    return tuple(read_order_row(row) for row in conn.execute(_LIVE_CASES, {"company": company}))


def cases_of(conn: Connection, parent: OrderId) -> tuple[CaseRow, ...]:
    """The cases about an order, those that have ended among them, oldest first."""
    rows = conn.execute(_CASES_OF, {"parent": parent})
    return tuple(
        CaseRow(
            order=read_order_row(row),
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            closed_at=row.closed_at,
        )
        for row in rows
    )
