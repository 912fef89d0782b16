"""The files that came with a stage's papers, as an invoice: counted on the card and passed on, where amounts may be seen."""

from handlers.context import Context
from handlers.moves.acting import order_shown
from handlers.progress.spoken import PICTURES
from handlers.reply import Button, Listed, Reply, Text, text
from handlers.replying import public
from handlers.seeing import Sees, chat_sees
from handlers.stage_keys import PAPERS, stage_key
from handlers.tap_data import TapData
from handlers.wording import evidence_counted, order_title, stage_name
from orders.order import Order, StageRecord, StageState
from orders.refusals.access import NotAllowed
from orders.refusals.stale import TapUnreadable
from orders.undo import undone_moves
from storage.order_book import events_rows

MOST = 10  # messages passed on at once: as many as an album holds


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
    """The messages that brought them, as long as what they reported stands; of many the latest."""
    history = events_rows.history(ctx.conn, order.id)
    undone = undone_moves(history)
    sources = [
        event.source
        for event in history
        if event.stage == stage
        and event.move not in undone
        and any(one.kind in PICTURES for one in event.evidence)
    ]
    return tuple(dict.fromkeys((one.chat, one.message) for one in sources if one and one.message))[-MOST:]


def paper_lines(order: Order, record: StageRecord, sees: Sees) -> list[Text]:
    """That there are files to a stage's papers."""
    if not sees.money or not has_papers(order, record):
        return []
    counted = Listed(items=tuple(evidence_counted(record.evidence)))
    return [text("order.papers", stage=stage_name(order, record.id), evidence=counted)]


def has_papers(order: Order, record: StageRecord) -> bool:
    """Whether files came with what was filled in about money: the invoice itself."""
    asked = any(field.about_money for field in order.workflow.stage(record.id).fields)
    return asked and any(one.kind in PICTURES for one in record.evidence)


def paper_keys(order: Order) -> list[Button]:
    done = (one for one in order.stages.values() if one.state is StageState.DONE and has_papers(order, one))
    return [
        stage_key(order, one.id, PAPERS, text("button.papers", stage=stage_name(order, one.id)))
        for one in done
    ]


TAPS = {PAPERS: show}
