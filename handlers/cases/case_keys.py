"""The buttons of cases: to the orders they may be about, and to each other."""

from collections.abc import Iterable

from handlers.context import Context
from handlers.reading.customers import customer_key
from handlers.reply import Button
from handlers.stage_keys import CASE_BLOCK, CASE_LINK, in_rows, key
from orders.order import Order, OrderState
from storage.order_book import case_rows, order_finding
from storage.order_book.order_finding import OrderRow

OFFERED = 6  # orders of a customer that a case may be about; another is named by its code


def order_keys(rows: Iterable[OrderRow], verb: str, *, choice: str = "") -> list[Button]:
    """A button for each order."""
    return [key("button.plain", verb, order=row.id, choice=choice, name=row.code) for row in rows]


def wait_keys(ctx: Context, order: Order, stage: str) -> list[Button]:
    """To let a stage wait for one of the order's cases."""
    rows = (one.order for one in case_rows.cases_of(ctx.conn, order.id) if one.order.state is OrderState.OPEN)
    return [key("button.waits_for", CASE_BLOCK, order=one.id, choice=stage, code=one.code) for one in rows]


def case_keys(ctx: Context, case: Order) -> tuple[tuple[Button, ...], ...]:
    """To the orders of its customer, while it is about none; then to let the order wait for it."""
    if case.parent is not None:
        return ((key("button.order_waits", CASE_BLOCK, order=case.id),),)
    wanted = customer_key(case.facts.customer)
    rows = order_finding.find_by_customer(ctx.conn, case.company, wanted) if wanted else ()
    rows = tuple(row for row in rows if not row.case)[:OFFERED]
    keys = [
        key("button.link_to", CASE_LINK, order=case.id, choice=str(row.id), code=row.code) for row in rows
    ]
    return in_rows([*keys, key("button.link_case", CASE_LINK, order=case.id)], 2)
