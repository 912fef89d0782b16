"""Flags are raised and lowered: by a choice made in a report, or by somebody who steers the order."""

from collections.abc import Set as AbstractSet

from orders.deciding import guards
from orders.deciding.settling import settle
from orders.deciding.whole_order import may_change
from orders.events import Kind
from orders.moves import Actor
from orders.order import Order, OrderState
from orders.refusals.stale import NothingChanged
from orders.refusals.whole_order import FlagUnknown
from orders.trail import Trail
from orders.whole_order_moves import SetFlags


def set_flags(move: SetFlags, trail: Trail) -> None:
    """Stages not yet begun are skipped or wanted again; what has begun goes on."""
    order = trail.order
    may_set_flags(order, trail.actor)
    if unknown := (move.raised | move.lowered).difference(order.workflow.flags):
        raise FlagUnknown(flags=tuple(sorted(unknown)), known=tuple(order.workflow.flags))
    raise_and_lower(trail, move.raised, move.lowered, note=move.note)
    if trail.order is order:
        raise NothingChanged


def may_set_flags(order: Order, actor: Actor) -> None:
    """Who may change the order, while it is a draft or worked on."""
    may_change(order, actor)
    if order.state is not OrderState.DRAFT:
        guards.running(order)


def raise_and_lower(
    trail: Trail, raised: AbstractSet[str], lowered: AbstractSet[str], *, note: str = ""
) -> None:
    """Record what differs from how the flags stand, and let the stages follow; nothing differs, nothing happens."""
    up = sorted(raised - trail.order.flags - lowered)
    down = sorted((lowered - raised) & trail.order.flags)
    if not (up or down):
        return
    trail.add(Kind.FLAGS_SET, note=note, raised=up, lowered=down)
    if trail.order.state is OrderState.OPEN:
        settle(trail)
