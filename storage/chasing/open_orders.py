"""The orders whose clocks are gone through in turn: those that are open, not yet paid, or owe a report why they were late."""

from sqlalchemy import Connection, bindparam, select, union

from orders.order import OrderId
from storage.tables.order_tables import LIVE, orders
from storage.tables.payment_tables import instalment_checks

_LIVE_AFTER = (
    select(orders.c.id)
    .where(LIVE, orders.c.company == bindparam("company"), orders.c.id > bindparam("after"))
    .order_by(orders.c.id)
    .limit(bindparam("most"))
    .subquery("live_due")
)
_UNPAID_AFTER = (
    select(instalment_checks.c.order_id)
    .where(
        instalment_checks.c.next_check_at.is_not(None),
        instalment_checks.c.company == bindparam("company"),
        instalment_checks.c.order_id > bindparam("after"),
    )
    .order_by(instalment_checks.c.order_id)
    .limit(bindparam("most"))
    .subquery("unpaid_due")
)
_LATE_AFTER = (
    select(orders.c.id)
    .where(
        orders.c.late_owed_by.is_not(None),
        orders.c.company == bindparam("company"),
        orders.c.id > bindparam("after"),
    )
    .order_by(orders.c.id)
    .limit(bindparam("most"))
    .subquery("late_due")
)
_OPEN_AFTER = union(select(_LIVE_AFTER), select(_UNPAID_AFTER), select(_LATE_AFTER))


def open_after(conn: Connection, company: str, after: OrderId, most: int) -> tuple[OrderId, ...]:
    """The next orders that have not ended, of whose price something is still looked at, or whose lateness, by their numbers."""
    asked = {"company": company, "after": after, "most": most}
    found = sorted(number for (number,) in conn.execute(_OPEN_AFTER, asked))
    return tuple(OrderId(number) for number in found[:most])
