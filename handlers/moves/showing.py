"""What a changed order wants of everybody else: the next look at it, and cards and trays drawn anew."""

from datetime import datetime

from sqlalchemy import Connection

from orders.centre_file.centre import Centre
from orders.checks import next_check, parts
from orders.holders import holders
from orders.order import Order
from orders.times import Times
from storage.order_book.orders_rows import Checks
from storage.post import cards_rows


def checks_of(order: Order, times: Times, now: datetime) -> Checks:
    """When somebody must look next, at each part of the order.

    What has passed already is looked at from now on: nobody has let it lie since then.
    """
    looks = {part: next_check(order, part, times=times) for part in parts(order)}
    return {one: max(at, now) for one, at in looks.items() if at is not None}


def redraw(conn: Connection, centre: Centre, before: Order | None, after: Order) -> None:
    """Cards and trays that show this order are out of date from now on; so are those of an order it is a case of."""
    showing = _departments_showing(after) | (_departments_showing(before) if before else set())
    cards_rows.bump_all(conn, after, set(map(centre.home_of, showing)))
    for parent in {after.parent, before.parent if before else None}:
        if parent is not None:
            cards_rows.bump_order(conn, parent, 0)


def _departments_showing(order: Order) -> set[str]:
    """Every department whose tray shows this order."""
    return {holder.department for holder in holders(order)}
