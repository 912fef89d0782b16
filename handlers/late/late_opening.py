"""A promise is broken: the bot itself asks for a late report."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.moves.showing import checks_of, redraw
from orders import engine
from orders.centre_file.centre import Centre
from orders.moves import THE_BOT
from orders.order import Order
from orders.whole_order_moves import OpenLate
from storage.order_book import orders_rows


def open_late(conn: Connection, order: Order, centre: Centre, now: datetime) -> Order:
    """The order with its late report asked for; who is asked hears of it by the reminders that follow."""
    at = max(now, order.last_at or now)
    made = engine.decide(order, OpenLate(), actor=THE_BOT, now=at, times=centre.times)
    orders_rows.save(conn, order, made.after, made.events, checks=checks_of(made.after, centre.times, now))
    redraw(conn, centre, None, made.after)
    return made.after
