"""What follows from a move by itself on other orders: a choice opens a case, and an undo takes it back."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.case_births import bear, taken_over
from handlers.case_codes import kind_of
from handlers.context import Context
from handlers.moving import Moved, make
from handlers.reading.codes import case_key
from orders.events import Event, Kind
from orders.moves import THE_BOT, Cancel, Undo
from orders.refusals import BotError, CaseGoesOn
from storage import events_rows, order_finding, orders_rows


def follow(ctx: Context, moved: Moved, past: Sequence[Event]) -> tuple[Moved, ...]:
    """Make the moves that follow. ``past``: all that had happened to the order, where the move is an undo."""
    opened = tuple(_opened(ctx, moved, event) for event in moved.events if event.kind is Kind.CASE_OPENED)
    undone = {event.data["move"] for event in moved.events if event.kind is Kind.UNDONE}
    again = [event for event in past if event.move in undone and event.kind is Kind.CASE_OPENED]
    return (*opened, *(_withdrawn(ctx, moved, event) for event in again))


def _opened(ctx: Context, moved: Moved, event: Event) -> Moved:
    """By the person whose answer it was, and at work at once."""
    order = moved.after
    kind = kind_of(ctx.centres[order.company], event.data["case"])
    parent = order.parent if order.case else order.id
    return bear(
        ctx,
        kind,
        code=event.data["code"],
        company=order.company,
        facts=taken_over(order),
        parent=parent,
        source=event.source,
    )


def _withdrawn(ctx: Context, moved: Moved, event: Event) -> Moved:
    """A case that nobody has worked on goes with the answer that opened it. Raises CaseGoesOn."""
    company = moved.after.company
    row = order_finding.find(ctx.conn, company, case_key(event.data["code"]))
    assert row is not None, "a case is stored with the event that opened it"
    case = orders_rows.load(ctx.conn, row.id, for_update=True)
    history = events_rows.history(ctx.conn, row.id)
    opening = next(one.move for one in history if one.kind is Kind.OPENED)
    try:
        drafted = make(ctx, case, Undo(move=opening), actor=THE_BOT, history=history)
    except BotError:
        refusal = CaseGoesOn(code=case.code)
        refusal.about = moved.before
        raise refusal from None
    gone = make(ctx, drafted.after, Cancel(), actor=THE_BOT)
    return replace(
        drafted, after=gone.after
    )  # who was told of its opening hears that it was taken back, and no more
