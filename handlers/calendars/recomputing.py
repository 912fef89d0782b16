"""After a change of the calendar: every order that is open or not yet paid is looked at anew, a slice at a time."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from heapq import merge
from itertools import islice

from sqlalchemy import Connection

from handlers.nudges.missing import clocks_of, demanded, things_of
from orders.centre_file.centre import Centre, Centres
from orders.checks import Awaited
from orders.order import Order, OrderId
from reminders.rules import breaks_promise, coming, pressing
from storage.chasing import checks_due, open_orders
from storage.chasing.checks_due import AnyThing, Thing
from storage.order_book import orders_rows
from storage.statements.undo_points import attempt


def recompute(
    conn: Connection, *, centres: Centres, now: datetime, after: OrderId, most: int
) -> OrderId | None:
    """Say when to look next at the orders after this one. Return the last of the slice, None when there are no more.

    Whatever is missing already is for the next sweep, which knows how far its reminders have climbed. Due times and
    other moments that people were told stand; what a stage that still waits will be due by is counted when it begins.
    """
    following = merge(*(open_orders.open_after(conn, company, after, most) for company in centres))
    last: OrderId | None = None
    for last in islice(following, most):
        _look_anew(conn, last, centres, now)
    return last


def _look_anew(conn: Connection, number: OrderId, centres: Centres, now: datetime) -> None:
    """An order about which there is a bug keeps its clocks: the sweep that comes to it puts it aside and tells."""

    def look_anew() -> None:
        order = orders_rows.load(conn, number, for_update=True)
        checks_due.look_at(conn, _looks(conn, order, centres[order.company], now))

    attempt(conn, look_anew, otherwise=lambda: None)


def _looks(conn: Connection, order: Order, centre: Centre, now: datetime) -> dict[AnyThing, datetime | None]:
    asked = cache(lambda: demanded(conn, order))
    return {
        thing: _look(thing, order, centre, clocks_of(conn, centre, order, thing, asked=asked), now)
        for thing in things_of(order)
    }


def _look(
    thing: Thing, order: Order, centre: Centre, clocks: Sequence[Awaited], now: datetime
) -> datetime | None:
    breaks = not thing.instalment and breaks_promise(order, thing.part, now=now, times=centre.times)
    return now if breaks or pressing(clocks, now=now) is not None else coming(clocks, now=now)
