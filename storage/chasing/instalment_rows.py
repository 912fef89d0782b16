"""When somebody must look again at an instalment that has fallen due: kept beside the order, whose events know no money."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, update

from orders.order import OrderId
from storage.statements.upserts import insert_into
from storage.tables.payment_tables import instalment_checks

_OF_ORDER = instalment_checks.c.order_id == bindparam("of_order")
_WAKE = update(instalment_checks).where(_OF_ORDER).values(next_check_at=bindparam("at"), settled=False)
_DROP = delete(instalment_checks).where(
    _OF_ORDER, instalment_checks.c.instalment.in_(bindparam("which", expanding=True))
)


def fell_due(conn: Connection, company: str, order: OrderId, since: Mapping[str, datetime]) -> None:
    """Look at these from then on; one that is looked at already is looked at anew."""
    for instalment, at in since.items():
        its = {"company": company, "next_check_at": at, "settled": False}
        new = insert_into(conn, instalment_checks).values(order_id=order, instalment=instalment, **its)
        conn.execute(new.on_conflict_do_update(index_elements=["order_id", "instalment"], set_=its))


def not_due(conn: Connection, order: OrderId, which: Collection[str]) -> None:
    """What made them fall due has been taken back."""
    if which:
        conn.execute(_DROP, {"of_order": order, "which": sorted(which)})


def money_moved(conn: Connection, order: OrderId, now: datetime) -> None:
    """Money was asked for, came, or was taken back: look at all of the order's anew."""
    conn.execute(_WAKE, {"of_order": order, "at": now})
