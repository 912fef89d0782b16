"""Which orders were delivered, whole or in part, in a stretch of time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from orders.order import OrderId
from storage.tables.order_tables import DELIVERED, events, orders, stages

_WHOLE = select(stages.c.order_id).where(
    stages.c.company == bindparam("company"),
    stages.c.done_at >= bindparam("since"),
    stages.c.done_at < bindparam("before"),
    stages.c.stage.in_(bindparam("stages", expanding=True)),
)
_PARTS = (
    select(events.c.order_id)
    .join(orders, orders.c.id == events.c.order_id)
    .where(
        DELIVERED,
        events.c.at >= bindparam("since"),
        events.c.at < bindparam("before"),
        orders.c.company == bindparam("company"),
    )
)


def orders_delivered(
    conn: Connection, company: str, stages_delivering: Collection[str], since: datetime, before: datetime
) -> tuple[OrderId, ...]:
    """By their numbers; what was taken back since may be among them."""
    asked = {"company": company, "since": since, "before": before}
    whole = conn.execute(_WHOLE, asked | {"stages": sorted(stages_delivering)})
    found = {row.order_id for row in whole} | {row.order_id for row in conn.execute(_PARTS, asked)}
    return tuple(OrderId(one) for one in sorted(found))
