"""What figures are computed from: every order that has not ended, with the stages somebody holds. Cases are none."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from orders.order import Order, OrderId, StageRecord
from storage.order_book import workflow_rows
from storage.order_book.order_codec import STAGE_COLUMNS, read_order, read_stage
from storage.tables.order_tables import HELD, LIVE, orders, stages

_LIVE = select(orders).where(LIVE).order_by(orders.c.id)
_ORDERS = _LIVE.where(orders.c.company == bindparam("company"), orders.c.case == "")
_AMONG = _LIVE.where(orders.c.id.in_(bindparam("among", expanding=True)))
_HELD = select(stages.c.order_id, *STAGE_COLUMNS).where(HELD)
_STAGES = _HELD.where(stages.c.company == bindparam("company"))
_STAGES_AMONG = _HELD.where(stages.c.order_id.in_(bindparam("among", expanding=True)))


def live_orders(conn: Connection, company: str) -> tuple[Order, ...]:
    """Oldest first. Their ``stages`` are those somebody's clock runs for: what waits or is done is not read."""
    asked = {"company": company}
    return _read(conn, conn.execute(_ORDERS, asked), conn.execute(_STAGES, asked))


def live_among(conn: Connection, among: Collection[OrderId]) -> tuple[Order, ...]:
    """Of these orders, and cases, the same."""
    asked = {"among": sorted(among)}
    return _read(conn, conn.execute(_AMONG, asked), conn.execute(_STAGES_AMONG, asked))


def _read(conn: Connection, found: Iterable[Row[Any]], stages_held: Iterable[Row[Any]]) -> tuple[Order, ...]:
    held: dict[int, dict[str, StageRecord]] = defaultdict(dict)
    for row in stages_held:
        record = read_stage(row[1:])
        held[row.order_id][record.id] = record
    return tuple(
        read_order(row, workflow_rows.load(conn, row.workflow), held.get(row.id, {})) for row in found
    )
