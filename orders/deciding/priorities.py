"""A priority that changes the plan is asked of a department and decided by its approver."""

from orders import rights
from orders.deciding import guards
from orders.deciding.whole_order import may_change
from orders.events import Kind
from orders.moves import Actor
from orders.order import AskedPriority, Order
from orders.refusals.access import NotAllowed
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import NoPriorityAsked
from orders.trail import Trail
from orders.whole_order_moves import AskPriority, DecidePriority


def ask(move: AskPriority, trail: Trail) -> None:
    may_ask(trail.order, trail.actor)
    guards.reason(move.note, "priority")
    if move.priority == trail.order.facts.priority:
        raise NothingChanged
    trail.add(
        Kind.PRIORITY_ASKED,
        note=move.note,
        evidence=move.evidence,
        priority=move.priority,
        department=move.department,
        approver=move.approver.model_dump(mode="json"),
        decide_by=trail.times.acknowledge_by(move.department, trail.now).isoformat(),
        slips=[dict(one) for one in move.slips],
        slipping=move.slipping,
    )


def may_ask(order: Order, actor: Actor) -> None:
    may_change(order, actor)
    if order.asked is not None:
        raise AlreadyRecorded(what=Kind.PRIORITY_ASKED.value, by=order.asked.by, at=order.asked.at)


def decide(move: DecidePriority, trail: Trail) -> None:
    asked = may_decide(trail.order, trail.actor)
    guards.reason(move.note, "priority")
    trail.add(
        Kind.PRIORITY_DECIDED,
        note=move.note,
        evidence=move.evidence,
        priority=asked.priority,
        before=trail.order.facts.priority,
        granted=move.granted,
        plan_change=move.granted and move.plan_change,
    )


def may_decide(order: Order, actor: Actor) -> AskedPriority:
    """Whom the priority names, and who has nobody above."""
    guards.writing(actor)
    guards.not_ended(order)
    asked = order.asked
    if asked is None:
        raise NoPriorityAsked
    if not (actor.roles & rights.ABOVE_HEADS or rights.fits(actor, asked.approver, asked.department)):
        raise NotAllowed(who_may=rights.who_may_decide(asked))
    return asked
