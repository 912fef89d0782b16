"""A case is an order of its own kind; what it is about may be said later."""

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.evolving import facts_to_json
from orders.moves import Actor
from orders.order import ACTIVE_STATES, Order
from orders.refusals.access import NotAllowed
from orders.refusals.cases import NotACase
from orders.refusals.stale import NothingChanged
from orders.trail import Trail
from orders.whole_order_moves import LinkCase


def link(move: LinkCase, trail: Trail) -> None:
    """The event keeps which order it was about before, and the facts it took over."""
    order = trail.order
    may_link(order, trail.actor)
    if order.parent == move.parent:
        raise NothingChanged
    before, after = facts_to_json(order.facts), facts_to_json(move.facts)
    trail.add(
        Kind.LINKED,
        note=move.note,
        before=order.parent,
        parent=move.parent,
        code=move.code,
        facts={one: after[one] for one in after if after[one] != before[one]},
    )


def may_link(order: Order, actor: Actor) -> None:
    """Who opened the case or steers it, and everybody who has it in hand."""
    guards.writing(actor)
    if not order.case:
        raise NotACase
    guards.not_ended(order)
    in_hand = (
        order.workflow.stage(one.id).department for one in order.stages.values() if one.state in ACTIVE_STATES
    )
    if not (
        actor.person == order.opened_by
        or rights.may_draft(actor, order)
        or any(rights.may_work(actor, one) for one in in_hand)
    ):
        raise NotAllowed(who_may=rights.who_may_draft(order))
