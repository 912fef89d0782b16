"""The files that came with a stage's papers, as an invoice, passed on where amounts may be seen."""

from handlers.acting import order_shown
from handlers.context import Context
from handlers.reply import Reply, text
from handlers.replying import public
from handlers.seeing import chat_sees
from handlers.spoken import PICTURES
from handlers.stage_keys import PAPERS
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.order import Order
from orders.refusals import NotAllowed, TapUnreadable
from orders.undo import undone_moves
from storage import events_rows


def show(ctx: Context, tap: TapData) -> Reply:
    """Raises NotAllowed where amounts are not to be seen."""
    order = order_shown(ctx, tap)
    if tap.stage not in order.stages:
        raise TapUnreadable
    chat = ctx.incoming.chat
    if not chat_sees(ctx.view_of(order.company), chat.id, chat.thread, order).money:
        raise NotAllowed(who_may=("role:finance", "role:coordinator"))
    found = _messages(ctx, order, tap.stage)
    line = text("papers.here" if found else "papers.gone", stage=stage_name(order, tap.stage))
    return public(ctx.incoming, order_title(order), line, copies=found)


def _messages(ctx: Context, order: Order, stage: str) -> tuple[tuple[int, int], ...]:
    """The messages that brought them, as long as what they reported stands."""
    history = events_rows.history(ctx.conn, order.id)
    undone = undone_moves(history)
    sources = [
        event.source
        for event in history
        if event.stage == stage
        and event.move not in undone
        and any(one.kind in PICTURES for one in event.evidence)
    ]
    return tuple(dict.fromkeys((one.chat, one.message) for one in sources if one and one.message))


TAPS = {PAPERS: show}
