"""The one path on which an order changes: load, decide, write; cards and trays that show it are told to look again."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.context import Context
from handlers.reading.customers import customer_key
from handlers.tap_data import TapData
from orders import engine
from orders.checks import next_check, parts
from orders.events import Event
from orders.holders import holders
from orders.moves import Move, StageMove, Undo
from orders.order import Order, OrderId
from orders.refusals import BotError, NotAllowed, TapUnreadable, WentOnSince
from orders.times import Times
from storage import cards_rows, events_rows, orders_rows
from storage.orders_rows import Checks


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A move that was made: the order before and after, and what happened."""

    before: Order
    after: Order
    events: tuple[Event, ...]


def load(ctx: Context, order_id: OrderId) -> Order:
    """An order to be changed: locked until the transaction ends."""
    return orders_rows.load(ctx.conn, order_id, for_update=True)


def order_tapped(ctx: Context, tap: TapData) -> Order:
    """The order a button is about, to be changed; forged or foreign data is answered like an old button.

    Raises TapUnreadable.
    """
    try:
        order = load(ctx, OrderId(tap.order))
    except LookupError:
        raise TapUnreadable from None
    if order.company not in ctx.actors:
        raise TapUnreadable
    return order


def order_shown(ctx: Context, tap: TapData) -> Order:
    """The order a button is about, only to be read. Raises TapUnreadable."""
    try:
        order = orders_rows.load(ctx.conn, OrderId(tap.order))
    except LookupError:
        raise TapUnreadable from None
    if order.company not in ctx.actors:
        raise TapUnreadable
    return order


def act(ctx: Context, order: Order, move: Move) -> Moved:
    """Make one move or raise the refusal. Writes through the context's connection; the caller's transaction commits."""
    moved = decided(ctx, order, move)
    after = moved.after
    orders_rows.save(
        ctx.conn,
        order,
        after,
        moved.events,
        checks=checks_of(after, ctx.centres[order.company].times),
        customer_key=customer_key(after.facts.customer),
    )
    redraw(ctx, order, after)
    return moved


def decided(ctx: Context, order: Order, move: Move) -> Moved:
    """What the move would lead to; nothing is written. Raises the refusal."""
    actor = ctx.actors.get(order.company)
    if actor is None:
        raise NotAllowed(who_may=())
    if ctx.replayed_at is not None:
        stood_still(ctx, order, move.stage if isinstance(move, StageMove) else None)
    at = _at(ctx, order)
    past = events_rows.history(ctx.conn, order.id) if isinstance(move, Undo) else ()
    times = ctx.centres[order.company].times
    try:
        result = engine.decide(order, move, actor=actor, now=at, times=times, history=past)
    except BotError as refusal:
        refusal.about = order  # its stages are named as this order's workflow names them
        raise
    events = result.events
    if at != ctx.now:
        said = {"said_at": ctx.now.isoformat()}
        events = tuple(replace(event, data={**event.data, **said}) for event in events)
    return Moved(before=order, after=result.after, events=events)


def stood_still(ctx: Context, order: Order, stage: str | None) -> None:
    """What was kept of a stranger counts only for what has not changed since: the stage, or (None) the whole order.

    Raises WentOnSince.
    """
    last = events_rows.last_event(ctx.conn, order.id, stage)
    if ctx.replayed_at is not None and last is not None and _said_at(last) > ctx.now:
        refusal = WentOnSince(stage=stage, said_at=ctx.now)
        refusal.about = order
        raise refusal


def _said_at(event: Event) -> datetime:
    late = event.data.get("said_at")
    return datetime.fromisoformat(late) if late else event.at


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
    """Cards and trays that show this order are out of date from now on."""
    departments = _departments(after) | (_departments(before) if before else set())
    cards_rows.bump_all(ctx.conn, after, departments)


def _departments(order: Order) -> set[str]:
    """Every department whose tray shows this order."""
    return {holder.department for holder in holders(order)}
