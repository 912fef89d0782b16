"""Of which orders goods left or came back, whole or in part, in a stretch of time; and of which anything was taken back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from orders.order import OrderId
from storage.tables.order_tables import DELIVERED, UNDONE, events, orders, stages

_DONE = select(stages.c.order_id).where(
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


_TAKEN_BACK = (
    select(events.c.order_id)
    .distinct()
    .join(orders, orders.c.id == events.c.order_id)
    .where(
        UNDONE,
        events.c.at >= bindparam("since"),
        events.c.at < bindparam("before"),
        orders.c.company == bindparam("company"),
    )
    .order_by(events.c.order_id)
)


def done(
    conn: Connection, company: str, which: Collection[str], since: datetime, before: datetime
) -> tuple[OrderId, ...]:
    """Orders, and cases, of which one of these stages was done then and still is."""
    asked = {"company": company, "since": since, "before": before, "stages": sorted(which)}
    return tuple(sorted({OrderId(row.order_id) for row in conn.execute(_DONE, asked)}))


def parts_delivered(conn: Connection, company: str, since: datetime, before: datetime) -> tuple[OrderId, ...]:
    """What was taken back since may be among them."""
    asked = {"company": company, "since": since, "before": before}
    return tuple(sorted({OrderId(row.order_id) for row in conn.execute(_PARTS, asked)}))


def taken_back(conn: Connection, company: str, since: datetime, before: datetime) -> tuple[OrderId, ...]:
    """Of which anything was taken back then."""
    asked = {"company": company, "since": since, "before": before}
    return tuple(OrderId(row.order_id) for row in conn.execute(_TAKEN_BACK, asked))
