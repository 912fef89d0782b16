"""How often the plan was changed for an order that was to go first."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from orders.events import Kind
from storage.tables.order_tables import PRIORITY_DECIDED, events, orders

_DECIDED = (
    select(events.c.order_id, events.c.move, events.c.data)
    .join(orders, orders.c.id == events.c.order_id)
    .where(PRIORITY_DECIDED, events.c.at >= bindparam("since"), orders.c.company == bindparam("company"))
)
_UNDONE = select(events.c.order_id, events.c.data).where(
    events.c.order_id.in_(bindparam("orders", expanding=True)), events.c.kind == Kind.UNDONE.value
)


def since(conn: Connection, company: str, moment: datetime) -> int:
    """Granted from then on and not taken back."""
    rows = conn.execute(_DECIDED, {"company": company, "since": moment})
    granted = {(row.order_id, row.move) for row in rows if row.data["plan_change"]}
    if not granted:
        return 0
    taken_back = conn.execute(_UNDONE, {"orders": sorted({order for order, _ in granted})})
    return len(granted - {(row.order_id, row.data["move"]) for row in taken_back})
