"""The stages of open orders that are promised for certain days, begun or not. Cases are none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from orders.order import OrderState, StageState
from storage.tables.order_tables import LIVE, orders, stages


@dataclass(frozen=True, kw_only=True, slots=True)
class PromisedStage:
    code: str
    promised_on: date
    workflow: str  # found by workflow_rows.load
    stage: str
    state: StageState
    done_at: datetime | None


_OF_DAYS = (
    select(
        orders.c.code,
        orders.c.promised_on,
        orders.c.workflow,
        stages.c.stage,
        stages.c.state,
        stages.c.done_at,
    )
    .join(stages, stages.c.order_id == orders.c.id)
    .where(
        orders.c.company == bindparam("company"),
        orders.c.promised_on.in_(bindparam("days", expanding=True)),
        LIVE,
        orders.c.state == OrderState.OPEN.value,
        orders.c.case == "",
        stages.c.state != StageState.SKIPPED.value,
    )
    .order_by(orders.c.id)
)


def of_days(conn: Connection, company: str, days: Collection[date]) -> tuple[PromisedStage, ...]:
    """Those that are skipped are left out. The oldest order first."""
    return tuple(
        PromisedStage(
            code=row.code,
            promised_on=row.promised_on,
            workflow=row.workflow,
            stage=row.stage,
            state=StageState(row.state),
            done_at=row.done_at,
        )
        for row in conn.execute(_OF_DAYS, {"company": company, "days": sorted(days)})
    )
