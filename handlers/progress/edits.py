"""An edited message whose first form was recorded: what was recorded, with undo."""

from handlers.context import Context
from handlers.reply import Clock, Reply, text
from handlers.replying import personal
from handlers.stage_keys import show_key, undo_key
from handlers.wording import order_title
from storage.intake import batch_rows
from storage.order_book import events_rows, orders_rows


def told_before(ctx: Context) -> Reply | None:
    """None if the message's first form changed nothing."""
    chat, message = ctx.incoming.chat.id, ctx.incoming.message
    if batch_rows.by_message(ctx.conn, chat, message) is not None:
        return personal(ctx.incoming, text("batch.already"))
    did = events_rows.by_source(ctx.conn, chat, message)
    if not did:
        return None
    order_id, event = did[0]
    order = orders_rows.load(ctx.conn, order_id)
    line = text(
        "edit.already",
        order=order_title(order),
        what=text(f"event.{event.kind}"),
        at=Clock(at=event.at, style="time"),
    )
    return personal(ctx.incoming, line, buttons=((undo_key(order, event.move), show_key(order.id)),))
