"""One order changes: the move is decided and written; cards and trays that show it are told to look again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.cases.case_codes import with_codes
from handlers.context import Context
from handlers.moves.falling_due import note_due
from handlers.moves.showing import checks_of, redraw
from handlers.reading.codes import case_key, code_key
from handlers.reading.customers import customer_key
from orders import engine
from orders.events import Event
from orders.moves import Actor, Move
from orders.order import Order
from orders.refusals import BotError
from storage.order_book import orders_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A move that was made: the order before and after, and what happened.

    ``also``: what followed from it by itself on other orders, as the case that an answer opened.
    """

    before: Order
    after: Order
    events: tuple[Event, ...]
    also: tuple["Moved", ...] = ()


def make(ctx: Context, order: Order, move: Move, *, actor: Actor, history: Sequence[Event] = ()) -> Moved:
    """Decide one move and write it, or raise the refusal. Nothing that follows on other orders is done here."""
    return write(ctx, decide(ctx, order, move, actor=actor, history=history))


def decide(ctx: Context, order: Order, move: Move, *, actor: Actor, history: Sequence[Event] = ()) -> Moved:
    """What the move leads to, not yet written. Raises the refusal."""
    times = ctx.centres[order.company].times
    at = _at(ctx, order)
    try:
        result = engine.decide(order, move, actor=actor, now=at, times=times, history=history)
    except BotError as refusal:
        refusal.about = order  # its stages are named as this order's workflow names them
        raise
    events = result.events
    if at != ctx.now:
        said = {"said_at": ctx.now.isoformat()}
        events = tuple(replace(event, data={**event.data, **said}) for event in events)
    return Moved(before=order, after=result.after, events=events)


def write(ctx: Context, moved: Moved) -> Moved:
    """Write what was decided; cases it opens have their codes from now on."""
    before, after = moved.before, moved.after
    events = with_codes(ctx, after, moved.events)
    orders_rows.save(
        ctx.conn,
        before,
        after,
        events,
        checks=checks_of(after, ctx.centres[after.company].times, ctx.present),
        customer_key=customer_key(after.facts.customer),
    )
    redraw(ctx.conn, ctx.centres[after.company], before, after)
    note_due(ctx.conn, before, after)
    return replace(moved, events=events)


def store_new(ctx: Context, made: Order, events: Sequence[Event]) -> Order:
    """A draft just created, with the id it got."""
    key = case_key(made.code) if made.case else code_key(made.code)
    number = orders_rows.add(
        ctx.conn,
        made,
        events,
        code_key=key,
        customer_key=customer_key(made.facts.customer),
        checks=checks_of(made, ctx.centres[made.company].times, ctx.present),
    )
    made = replace(made, id=number)
    redraw(ctx.conn, ctx.centres[made.company], None, made)
    note_due(ctx.conn, None, made)
    return made


def _at(ctx: Context, order: Order) -> datetime:
    """Time never runs backwards in an order: what comes late is written at the time of what stands there already.

    When it was said is kept in the events' data.
    """
    return max(ctx.now, order.last_at) if order.last_at else ctx.now
