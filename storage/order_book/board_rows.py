"""The board of a company: every order and case that has not ended, every stage somebody holds, and no more than a board tells."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from orders.order import OrderId, OrderState, StageState
from storage.statements.prepared import PreparedQuery
from storage.tables.order_tables import HELD, LIVE, orders, stages


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardOrder:
    id: OrderId
    code: str
    customer: str
    title: str
    state: OrderState
    promised_on: date | None
    workflow: str  # found by workflow_rows.load
    case: str  # its kind, or nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardStage:
    order_id: OrderId
    stage: str
    holder: str  # has the ball
    state: StageState
    hold: str  # its kind, or nothing
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """The orders oldest first, the stages by due time."""

    orders: Collection[BoardOrder]
    stages: Collection[BoardStage]


_ORDERS = PreparedQuery(
    select(
        orders.c.id,
        orders.c.code,
        orders.c.customer,
        orders.c.title,
        orders.c.state,
        orders.c.promised_on,
        orders.c.workflow,
        orders.c.case,
    )
    .where(orders.c.company == bindparam("company"), LIVE)
    .order_by(orders.c.id)
)
_STAGES = PreparedQuery(
    select(
        stages.c.order_id,
        stages.c.stage,
        stages.c.holder,
        stages.c.state,
        func.coalesce(stages.c.hold["kind"].as_string(), "").label("hold"),
        stages.c.due_at,
    )
    .where(stages.c.company == bindparam("company"), HELD)
    .order_by(stages.c.due_at.asc().nulls_last(), stages.c.order_id, stages.c.stage)
)


def read(conn: Connection, company: str) -> Board:
    wanted = {"company": company}
    return Board(
        orders=[
            BoardOrder(
                id=OrderId(row.id),
                code=row.code,
                customer=row.customer,
                title=row.title,
                state=OrderState(row.state),
                promised_on=row.promised_on,
                workflow=row.workflow,
                case=row.case,
            )
            for row in _ORDERS.all(conn, wanted)
        ],
        stages=[
            BoardStage(
                order_id=OrderId(row.order_id),
                stage=row.stage,
                holder=row.holder,
                state=StageState(row.state),
                hold=row.hold,
                due_at=row.due_at,
            )
            for row in _STAGES.all(conn, wanted)
        ],
    )
