"""What follows from a move by itself on other orders: a choice opens a case, the end of a case lets its order go on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.cases.case_births import bear, taken_over
from handlers.context import Context
from handlers.moves.moving import Moved, make
from handlers.reading.codes import case_key
from orders.events import Event, Kind
from orders.moves import THE_BOT, Resume
from orders.order import FINAL_STATES, Order, OrderId
from orders.refusals import BotError
from orders.refusals.cases import CaseBlocks, CaseGoesOn
from orders.whole_order_moves import Cancel, Undo
from storage.order_book import events_rows, order_finding, orders_rows


def follow(ctx: Context, moved: Moved, past: Sequence[Event]) -> tuple[Moved, ...]:
    """Make the moves that follow. ``past``: all that had happened to the order, where the move is an undo."""
    opened = tuple(_opened(ctx, moved, event) for event in moved.events if _opens(event))
    undone = {event.data["move"] for event in moved.events if event.kind is Kind.UNDONE}
    again = [event for event in past if event.move in undone and _opens(event)]
    withdrawn = tuple(_withdrawn(ctx, moved, event) for event in again)
    return (*opened, *withdrawn, *(_on_the_parent(ctx, moved) if moved.after.case else ()))


# --- a choice opens a case ---------------------------------------------------------------------------------------


def _opens(event: Event) -> bool:
    """Not where the kind of case had left the centre file."""
    return event.kind is Kind.CASE_OPENED and bool(event.data["code"])


def _opened(ctx: Context, moved: Moved, event: Event) -> Moved:
    """By the person whose answer it was, and at work at once."""
    order = moved.after
    kind = ctx.centres[order.company].case(event.data["case"])
    assert kind is not None, "only a kind that is known has a code"
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


# --- an order waits for a case -----------------------------------------------------------------------------------


def _on_the_parent(ctx: Context, moved: Moved) -> tuple[Moved, ...]:
    """What becomes of the stages that wait for this case."""
    before, case = moved.before, moved.after
    if before.parent is not None and before.parent != case.parent:
        _blocks_nothing(ctx, case, before.parent)
    if case.parent is None:
        return ()
    if case.state in FINAL_STATES and before.state not in FINAL_STATES:
        return tuple(_resumed(ctx, case, case.parent))
    if before.state in FINAL_STATES and case.state not in FINAL_STATES:
        return tuple(_held_again(ctx, case, case.parent))
    return ()


def _blocks_nothing(ctx: Context, case: Order, parent: OrderId) -> None:
    """A case does not leave the order that waits for it. Raises CaseBlocks."""
    order = orders_rows.load(ctx.conn, parent, for_update=True)
    if _waiting(order, case):
        raise CaseBlocks(code=order.code)


def _resumed(ctx: Context, case: Order, parent: OrderId) -> Iterator[Moved]:
    order = orders_rows.load(ctx.conn, parent, for_update=True)
    for stage in _waiting(order, case) if order.state not in FINAL_STATES else ():
        moved = make(ctx, order, Resume(stage=stage, case=case.code), actor=THE_BOT)
        order = moved.after
        yield moved


def _held_again(ctx: Context, case: Order, parent: OrderId) -> Iterator[Moved]:
    """The end of the case was taken back: so is what it let go on, unless somebody has worked on it since."""
    order = orders_rows.load(ctx.conn, parent, for_update=True)
    history = events_rows.history(ctx.conn, parent)
    undone = {event.data["move"] for event in history if event.kind is Kind.UNDONE}
    ended = [one for one in history if one.data.get("case") == case.code and one.kind is Kind.RESUMED]
    for event in (one for one in ended if one.move not in undone):
        try:
            moved = make(ctx, order, Undo(move=event.move), actor=THE_BOT, history=history)
        except BotError:
            continue
        order, history = moved.after, (*history, *moved.events)
        yield moved


def _waiting(order: Order, case: Order) -> list[str]:
    return [one.id for one in order.stages.values() if one.hold is not None and one.hold.case == case.id]
