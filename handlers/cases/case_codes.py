"""Codes of cases: that of the order they are about and a number, or a series of their own."""

from dataclasses import replace

from handlers.context import Context
from handlers.reading.codes import case_key
from orders.centre_file.centre import Case, Centre
from orders.events import Event, Kind
from orders.order import Order
from orders.refusals.cases import CaseNeedsOrder
from orders.refusals.naming import CodeTaken
from storage.order_book import order_finding, orders_rows

CODES_TRIED = 100  # numbers that are an order's code already are stepped over


def next_code(ctx: Context, centre: Centre, kind: Case, order: str) -> str:
    """The next of its series. ``order``: the code of the order it is about. Raises CaseNeedsOrder where there is none."""
    if kind.code.needs_order and not order:
        raise CaseNeedsOrder
    today = ctx.view_of(centre.id).today
    series = kind.code.series(today, order)
    for _ in range(CODES_TRIED):
        code = kind.code.code(today, orders_rows.next_number(ctx.conn, centre.id, series), order)
        if order_finding.find(ctx.conn, centre.id, case_key(code)) is None:
            return code
    raise CodeTaken(code=code)


def with_codes(ctx: Context, order: Order, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Every case that this move opens gets its code: by it the history names it, and an undo finds it.

    A workflow kept with an order may name a kind that has left the file since: no case is opened, its code is empty.
    """
    if not any(event.kind is Kind.CASE_OPENED for event in events):
        return events
    return tuple(_coded(ctx, order, event) if event.kind is Kind.CASE_OPENED else event for event in events)


def _coded(ctx: Context, order: Order, event: Event) -> Event:
    centre = ctx.centres[order.company]
    kind = centre.case(event.data["case"])
    code = next_code(ctx, centre, kind, code_of_order(ctx, order)) if kind else ""
    return replace(event, data={**event.data, "code": code})


def code_of_order(ctx: Context, order: Order) -> str:
    """The code a case about this one begins with: its own, or that of the order which it is a case of itself."""
    if not order.case:
        return order.code
    row = order_finding.by_id(ctx.conn, order.parent) if order.parent is not None else None
    return row.code if row else ""
