"""After a change of the calendar: every order that has not ended is looked at anew, a slice at a time."""

from datetime import datetime
from heapq import merge
from itertools import islice

from sqlalchemy import Connection

from orders.centre_file.centre import Centres
from orders.checks import parts
from orders.order import Order, OrderId
from orders.times import Times
from reminders.rules import breaks_promise, missed, next_change
from storage.chasing import checks_due
from storage.chasing.checks_due import AnyThing, Thing
from storage.order_book import orders_rows
from storage.stores.failures import is_commands_own


def recompute(
    conn: Connection, *, centres: Centres, now: datetime, after: OrderId, most: int
) -> OrderId | None:
    """Say when to look next at the orders after this one. Return the last of the slice, None when there are no more.

    Whatever is missing already is for the next sweep, which knows how far its reminders have climbed. Due times and
    other moments that people were told stand; what a stage that still waits will be due by is counted when it begins.
    """
    following = merge(*(checks_due.live_after(conn, company, after, most) for company in centres))
    last: OrderId | None = None
    for last in islice(following, most):
        _look_anew(conn, last, centres, now)
    return last


def _look_anew(conn: Connection, number: OrderId, centres: Centres, now: datetime) -> None:
    """An order about which there is a bug keeps its clocks: the sweep that comes to it puts it aside and tells."""
    try:
        order = orders_rows.load(conn, number, for_update=True)
        looks = _looks(order, centres[order.company].times, now)
    except Exception as error:
        if not is_commands_own(error):
            raise
    else:
        checks_due.look_at(conn, looks)


def _looks(order: Order, times: Times, now: datetime) -> dict[AnyThing, datetime | None]:
    return {
        Thing.of(order.id, part): now
        if missed(order, part, now=now, times=times) or breaks_promise(order, part, now=now, times=times)
        else next_change(order, part, now=now, times=times)
        for part in parts(order)
    }
