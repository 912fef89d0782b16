"""An instalment falls due, or does so no more, with a move on its order: from then on somebody looks whether it is paid."""

from sqlalchemy import Connection

from orders.order import Order
from payments.collecting import due_since
from storage.chasing import instalment_rows


def note_due(conn: Connection, before: Order | None, after: Order) -> None:
    """``before`` None: the order is new. Nothing is written where the move changes nothing about it."""
    since = {one.id: due_since(after, one) for one in after.workflow.instalments}
    if not since:
        return
    was = {}
    if before is not None and before.facts.amount == after.facts.amount:  # another price is another claim
        was = {one.id: due_since(before, one) for one in before.workflow.instalments}
    changed = {one: at for one, at in since.items() if at != was.get(one)}
    fallen = {one: at for one, at in changed.items() if at is not None}
    instalment_rows.fell_due(conn, after.company, after.id, fallen)
    instalment_rows.not_due(conn, after.id, changed.keys() - fallen.keys())
