"""Which orders a file has opened or reported on."""

from sqlalchemy import Connection, bindparam, select

from orders.order import OrderId
from storage.intake.batch_lines import LineState
from storage.tables.batch_tables import batch_lines

_ON_ORDER = (
    select(batch_lines.c.number)
    .where(
        batch_lines.c.batch == bindparam("its_batch"),
        batch_lines.c.order_id == bindparam("order"),
        batch_lines.c.state == LineState.DONE.value,
    )
    .limit(1)
)


def has_touched(conn: Connection, batch: int, order: OrderId) -> bool:
    """Whether a line of the file was done on that order."""
    return conn.execute(_ON_ORDER, {"its_batch": batch, "order": order}).first() is not None
