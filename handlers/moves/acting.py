"""The one path on which an order changes: load, decide, write, and do what follows from it on other orders."""

from dataclasses import replace
from datetime import datetime

from handlers.context import Context
from handlers.moves.consequences import follow
from handlers.moves.moving import Moved, decide, write
from handlers.tap_data import TapData
from orders.events import Event
from orders.moves import Move, StageMove
from orders.order import Order, OrderId
from orders.refusals.access import NotAllowed
from orders.refusals.stale import TapUnreadable, WentOnSince
from orders.whole_order_moves import Undo
from storage.order_book import events_rows, orders_rows

__all__ = ["Moved", "act", "decided", "load", "order_shown", "order_tapped", "stood_still"]


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
    past = _past(ctx, order, move)
    moved = write(ctx, _decided(ctx, order, move, past))
    return replace(moved, also=follow(ctx, moved, past))


def decided(ctx: Context, order: Order, move: Move) -> Moved:
    """What the move would lead to; nothing is written. Raises the refusal."""
    return _decided(ctx, order, move, _past(ctx, order, move))


def _past(ctx: Context, order: Order, move: Move) -> tuple[Event, ...]:
    return events_rows.history(ctx.conn, order.id) if isinstance(move, Undo) else ()


def _decided(ctx: Context, order: Order, move: Move, past: tuple[Event, ...]) -> Moved:
    actor = ctx.actors.get(order.company)
    if actor is None:
        raise NotAllowed(who_may=())
    if ctx.replayed_at is not None:
        stood_still(ctx, order, move.stage if isinstance(move, StageMove) else None)
    return decide(ctx, order, move, actor=actor, history=past)


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
