"""What lies where: my stages, a department's tray, the stages of some orders."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    case,
    func,
    select,
)

from orders.order import OrderId, PersonId, StageState
from storage.order_book.order_finding import ORDER_COLUMNS, OrderRow, read_order_row
from storage.tables.order_tables import ASSIGNED, HELD, orders, stages


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
    """An order or a case with the stages somebody holds."""

    order: OrderRow
    stages: tuple[StageRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LateRow:
    """A late report that waits for a department."""

    order: OrderRow
    department: str  # has to act
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """How much a department holds, and the first of it."""

    count: int
    stages: tuple[StageRow, ...]
    wholes: tuple[OrderRow, ...]


_STAGES_HELD = (
    select(
        stages,
        orders.c.code,
        orders.c.customer,
        orders.c.title,
        orders.c.promised_on,
        orders.c.workflow,
    )
    .join(orders, orders.c.id == stages.c.order_id)
    .where(HELD)
)
STAGES = _STAGES_HELD.where(stages.c.company == bindparam("company"))
BY_DUE = (stages.c.due_at.asc().nulls_last(), stages.c.order_id, stages.c.stage)
_STAGES_OF = _STAGES_HELD.where(stages.c.order_id.in_(bindparam("orders", expanding=True))).order_by(*BY_DUE)
_NEARNESS = case(
    (stages.c.assigned_to == bindparam("person"), 0),
    (ASSIGNED, 4),
    (stages.c.received_by == bindparam("person"), 1),
    (stages.c.reported_by == bindparam("person"), 2),
    else_=3,
)
_BY_ANY_OF = stages.c.holder.in_(bindparam("departments", expanding=True))
_MINE = STAGES.where(_BY_ANY_OF).order_by(_NEARNESS, *BY_DUE).limit(bindparam("limit"))
_MINE_COUNT = (
    select(func.count()).select_from(stages).where(stages.c.company == bindparam("company"), HELD, _BY_ANY_OF)
)
_HELD_BY = stages.c.company == bindparam("company"), stages.c.holder == bindparam("department"), HELD
_HELD_COUNT = select(func.count()).select_from(stages).where(*_HELD_BY)
_HELD_FIRST = (
    STAGES.where(stages.c.holder == bindparam("department"))
    .order_by(stages.c.due_at, stages.c.order_id, stages.c.stage)
    .limit(bindparam("limit"))
)
_WHOLE = (
    select(*ORDER_COLUMNS)
    .where(
        orders.c.company == bindparam("company"),
        orders.c.holder.in_(bindparam("departments", expanding=True)),
    )
    .order_by(orders.c.id)
)
_WHOLE_BY = orders.c.company == bindparam("company"), orders.c.holder == bindparam("department")
_WHOLE_COUNT = select(func.count()).select_from(orders).where(*_WHOLE_BY)
_WHOLE_FIRST = select(*ORDER_COLUMNS).where(*_WHOLE_BY).order_by(orders.c.id).limit(bindparam("limit"))
_LATE_REPORTS = (
    select(*ORDER_COLUMNS, orders.c.late_report, orders.c.late_owed_by)
    .where(
        orders.c.company == bindparam("company"),
        orders.c.late_owed_by.in_(bindparam("departments", expanding=True)),
    )
    .order_by(orders.c.id)
    .limit(bindparam("limit"))
)


def mine(
    conn: Connection, company: str, departments: Collection[str], person: PersonId, *, limit: int
) -> tuple[StageRow, ...]:
    """What these departments hold: what was given to this person, what they received, what they reported on, the rest.

    What was given to others comes last; of each kind what is due first.
    """
    wanted = {"company": company, "departments": sorted(departments), "person": person, "limit": limit}
    return tuple(read_stage_row(row) for row in conn.execute(_MINE, wanted))


def count_mine(conn: Connection, company: str, departments: Collection[str]) -> int:
    """How many stages these departments hold."""
    count: int = conn.execute(
        _MINE_COUNT, {"company": company, "departments": sorted(departments)}
    ).scalar_one()
    return count


def held_by(conn: Connection, company: str, department: str, *, limit: int) -> Held:
    """What a department holds, each kind by itself: the stages due first, then the oldest drafts and paused orders."""
    wanted = {"company": company, "department": department}
    held = conn.execute(_HELD_FIRST, wanted | {"limit": limit})
    whole = conn.execute(_WHOLE_FIRST, wanted | {"limit": limit})
    return Held(
        count=conn.execute(_HELD_COUNT, wanted).scalar_one()
        + conn.execute(_WHOLE_COUNT, wanted).scalar_one(),
        stages=tuple(read_stage_row(row) for row in held),
        wholes=tuple(read_order_row(row) for row in whole),
    )


def late_reports(
    conn: Connection, company: str, departments: Collection[str], *, limit: int
) -> tuple[LateRow, ...]:
    """Those that wait to be written or accepted by these departments, of the oldest orders first."""
    wanted = {"company": company, "departments": sorted(departments), "limit": limit}
    return tuple(
        LateRow(order=read_order_row(row), department=row.late_owed_by, state=row.late_report["state"])
        for row in conn.execute(_LATE_REPORTS, wanted)
    )


def with_stages(conn: Connection, rows: Sequence[OrderRow]) -> tuple[BoardRow, ...]:
    """The same, each with the stages somebody holds."""
    by_order: dict[int, list[StageRow]] = defaultdict(list)
    for (order_id, _), stage in stages_of(conn, [row.id for row in rows]).items():
        by_order[order_id].append(stage)
    return tuple(BoardRow(order=row, stages=tuple(by_order.get(row.id, ()))) for row in rows)


def whole_orders(conn: Connection, company: str, departments: Collection[str]) -> tuple[OrderRow, ...]:
    """Drafts and paused orders that these departments hold."""
    rows = conn.execute(_WHOLE, {"company": company, "departments": sorted(departments)})
    return tuple(read_order_row(row) for row in rows)


def stages_of(conn: Connection, orders_wanted: Collection[OrderId]) -> Mapping[tuple[OrderId, str], StageRow]:
    """Every stage of these orders that somebody holds, as they fall due."""
    rows = conn.execute(_STAGES_OF, {"orders": sorted(orders_wanted)}) if orders_wanted else ()
    return {(OrderId(row.order_id), row.stage): read_stage_row(row) for row in rows}


def read_stage_row(row: Row[Any]) -> StageRow:
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
