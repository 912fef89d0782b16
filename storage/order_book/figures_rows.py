"""What figures are computed from: every order that has not ended, with the stages somebody holds. Cases are none."""

from collections import defaultdict

from sqlalchemy import Connection, bindparam, select

from orders.order import Order, StageRecord
from storage.order_book import workflow_rows
from storage.order_book.order_codec import STAGE_COLUMNS, read_order, read_stage
from storage.tables.order_tables import HELD, LIVE, orders, stages

_WITH_CASES = select(orders).where(orders.c.company == bindparam("company"), LIVE).order_by(orders.c.id)
_ORDERS = _WITH_CASES.where(orders.c.case == "")
_STAGES = select(stages.c.order_id, *STAGE_COLUMNS).where(stages.c.company == bindparam("company"), HELD)


def live_orders(conn: Connection, company: str, *, cases: bool = False) -> tuple[Order, ...]:
    """Oldest first, with ``cases`` these too. Their ``stages`` are those somebody's clock runs for: what waits or is done is not read."""
    held: dict[int, dict[str, StageRecord]] = defaultdict(dict)
    for order_id, *values in conn.execute(_STAGES, {"company": company}):
        record = read_stage(values)
        held[order_id][record.id] = record
    return tuple(
        read_order(row, workflow_rows.load(conn, row.workflow), held.get(row.id, {}))
        for row in conn.execute(_WITH_CASES if cases else _ORDERS, {"company": company})
    )
