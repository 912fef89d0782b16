"""/order: one order as it stands, kept up to date in the chat; several orders of a customer as one list."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.finding import called, find_order, rows_of
from handlers.reply import NOTHING, Reply, text
from handlers.replying import personal
from handlers.stage_keys import SHOW, in_rows, show_key
from handlers.tap_data import TapData
from handlers.wording import titled
from orders.order import OrderId
from orders.refusals.naming import OrderAmbiguous
from orders.refusals.stale import TapUnreadable
from storage.order_book import order_finding
from storage.order_book.order_finding import OrderRow
from storage.post import cards_rows

LISTED = 30  # orders in one list; the rest is asked for by code


def order(ctx: Context, args: str) -> Reply:
    """``/order <code | customer>``."""
    try:
        found = find_order(ctx, args, ended_too=True)
    except OrderAmbiguous as several:
        return list_orders(ctx, rows_of(ctx, several.codes))
    return post_card(ctx, found.row)


def show(ctx: Context, tap: TapData) -> Reply:
    """The card, by button."""
    row = order_finding.by_id(ctx.conn, OrderId(tap.order))
    if row is None or row.company not in ctx.actors:
        raise TapUnreadable
    return post_card(ctx, row)


def post_card(ctx: Context, row: OrderRow) -> Reply:
    """Want the live card here: delivery posts it, and edits it in place whenever the order moves.

    It is no row of the outbox: what it shows is read when it is sent (handlers/cards).
    """
    chat = ctx.incoming.chat
    cards_rows.want(
        ctx.conn,
        kind="order",
        ref=str(row.id),
        company=row.company,
        chat=chat.id,
        thread=chat.thread,
        version=row.version,
        afresh=True,
    )
    return NOTHING


def list_orders(ctx: Context, rows: Sequence[OrderRow]) -> Reply:
    """A line and a button each."""
    names = called(ctx, rows)
    lines = [
        text(
            "order.listed",
            order=titled(row.code, row.customer),
            title=row.title,
            state=text(f"state.order_{row.state}"),
        )
        for row in rows[:LISTED]
    ]
    if len(rows) > LISTED:
        lines.append(text("order.more", count=len(rows) - LISTED))
    return personal(
        ctx.incoming, *lines, buttons=in_rows(show_key(row.id, names[row.id]) for row in rows[:LISTED])
    )


TAPS = {SHOW: show}
