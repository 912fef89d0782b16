"""One order changes: the move is decided and written; cards and trays that show it are told to look again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.case_codes import with_codes
from handlers.context import Context
from handlers.reading.codes import case_key, code_key
from handlers.reading.customers import customer_key
from orders import engine
from orders.checks import next_check, parts
from orders.events import Event
from orders.holders import holders
from orders.moves import Actor, Move
from orders.order import Order
from orders.refusals import BotError
from orders.times import Times
from storage import cards_rows, orders_rows
from storage.orders_rows import Checks


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
        checks=checks_of(after, ctx.centres[after.company].times),
        customer_key=customer_key(after.facts.customer),
    )
    redraw(ctx, before, after)
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
        checks=checks_of(made, ctx.centres[made.company].times),
    )
    made = replace(made, id=number)
    redraw(ctx, None, made)
    return made


def _at(ctx: Context, order: Order) -> datetime:
    """Time never runs backwards in an order: what comes late is written at the time of what stands there already.

    When it was said is kept in the events' data.
    """
    return max(ctx.now, order.last_at) if order.last_at else ctx.now


def checks_of(order: Order, times: Times) -> Checks:
    """When somebody must look next, at each part of the order."""
    looks = {part: next_check(order, part, times=times) for part in parts(order)}
    return {one: at for one, at in looks.items() if at is not None}


def redraw(ctx: Context, before: Order | None, after: Order) -> None:
    """Cards and trays that show this order are out of date from now on; so are those of an order it is a case of."""
    showing = departments_showing(after) | (departments_showing(before) if before else set())
    departments = set(map(ctx.centres[after.company].home_of, showing))
    cards_rows.bump_all(ctx.conn, after, departments)
    for parent in {after.parent, before.parent if before else None}:
        if parent is not None:
            cards_rows.bump_order(ctx.conn, parent, 0)


def departments_showing(order: Order) -> set[str]:
    """Every department whose tray shows this order."""
    return {holder.department for holder in holders(order)}
