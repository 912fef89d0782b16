"""What lies where: my stages, a department's tray, the board of all live orders."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, select

from orders.order import OrderId, PersonId, StageState
from storage.order_finding import ORDER_COLUMNS, OrderRow, read_order_row
from storage.tables.order_tables import HELD, LIVE, orders, stages


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRow:
    """A stage somebody's clock runs for, as a line of a list."""

    order_id: OrderId
    code: str
    customer: str
    title: str
    promised_on: date | None
    workflow: str  # found by workflow_rows.load
    stage: str
    department: str  # owns it
    holder: str  # has the ball
    state: StageState
    version: int
    since: datetime | None
    due_at: datetime | None
    confirm_by: datetime | None
    estimate: datetime | None
    percent: int | None
    received_by: PersonId | None
    reported_by: PersonId | None
    reported_at: datetime | None
    hold: str  # its kind, or nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardRow:
    order: OrderRow
    stages: tuple[StageRow, ...]


_STAGES = (
    select(
        stages,
        orders.c.code,
        orders.c.customer,
        orders.c.title,
        orders.c.promised_on,
        orders.c.workflow,
    )
    .join(orders, orders.c.id == stages.c.order_id)
    .where(stages.c.company == bindparam("company"), HELD)
)
_BY_DUE = (stages.c.due_at.asc().nulls_last(), stages.c.order_id, stages.c.stage)
_NEARNESS = case(
    (stages.c.received_by == bindparam("person"), 0),
    (stages.c.reported_by == bindparam("person"), 1),
    else_=2,
)
_MINE = _STAGES.where(stages.c.holder.in_(bindparam("departments", expanding=True))).order_by(
    _NEARNESS, *_BY_DUE
)
_HELD_BY = _STAGES.where(stages.c.holder == bindparam("department"))
_OWNED_BY = _STAGES.where(
    stages.c.department == bindparam("department"), stages.c.holder != bindparam("department")
)
_WHOLE = (
    select(*ORDER_COLUMNS)
    .where(
        orders.c.company == bindparam("company"),
        orders.c.holder.in_(bindparam("departments", expanding=True)),
    )
    .order_by(orders.c.id)
)
_LIVE_ORDERS = (
    select(*ORDER_COLUMNS).where(orders.c.company == bindparam("company"), LIVE).order_by(orders.c.id)
)


def mine(
    conn: Connection, company: str, departments: Collection[str], person: PersonId
) -> tuple[StageRow, ...]:
    """What these departments hold: what this person received, then what they reported on, then by due time."""
    wanted = {"company": company, "departments": sorted(departments), "person": person}
    return tuple(_read(row) for row in conn.execute(_MINE, wanted))


def department_stages(conn: Connection, company: str, department: str) -> tuple[StageRow, ...]:
    """What a department holds, then what it owns and somebody else holds up; each by due time."""
    wanted = {"company": company, "department": department}
    return tuple(
        _read(row)
        for statement in (_HELD_BY, _OWNED_BY)
        for row in conn.execute(statement.order_by(*_BY_DUE), wanted)
    )


def whole_orders(conn: Connection, company: str, departments: Collection[str]) -> tuple[OrderRow, ...]:
    """Drafts and paused orders that these departments hold."""
    rows = conn.execute(_WHOLE, {"company": company, "departments": sorted(departments)})
    return tuple(read_order_row(row) for row in rows)


def board(conn: Connection, company: str) -> tuple[BoardRow, ...]:
    """Every order that has not ended, oldest first, each with the stages somebody holds."""
    by_order: dict[int, list[StageRow]] = defaultdict(list)
    for row in conn.execute(_STAGES.order_by(*_BY_DUE), {"company": company}):
        by_order[row.order_id].append(_read(row))
    return tuple(
        BoardRow(order=read_order_row(row), stages=tuple(by_order.get(row.id, ())))
        for row in conn.execute(_LIVE_ORDERS, {"company": company})
    )


def _read(row: Row[Any]) -> StageRow:
    return StageRow(
        order_id=OrderId(row.order_id),
        code=row.code,
        customer=row.customer,
        title=row.title,
        promised_on=row.promised_on,
        workflow=row.workflow,
        stage=row.stage,
        department=row.department,
        holder=row.holder,
        state=StageState(row.state),
        version=row.version,
        since=row.since,
        due_at=row.due_at,
        confirm_by=row.confirm_by,
        estimate=row.estimate,
        percent=row.percent,
        received_by=row.received_by,
        reported_by=row.reported_by,
        reported_at=row.reported_at,
        hold=row.hold["kind"] if row.hold else "",
    )
