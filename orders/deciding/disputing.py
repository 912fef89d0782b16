"""What was reported in somebody's name, and is said not to be so. Neither word changes what stands: an undo does."""

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Actor, Dispute, Uphold
from orders.order import Behalf, Order
from orders.refusals.access import BehalfOver, NotAllowed, OwnBehalf, StageNotYours
from orders.refusals.stale import AlreadyRecorded
from orders.trail import Trail

_DECIDE = frozenset({"coordinator", "manager", "admin"})


def dispute(move: Dispute, trail: Trail) -> None:
    """Once for each report. Those it was made for may, and their department."""
    may_dispute(trail.order, move.stage, trail.actor)
    _same(trail.order, move.stage, move.disputed)
    trail.add(Kind.DISPUTED, move.stage, note=move.note, evidence=move.evidence, disputed=move.disputed)


def may_dispute(order: Order, stage_id: str, actor: Actor) -> None:
    guards.writing(actor)
    department = guards.known(order, stage_id).department
    behalf = _behalf(order, stage_id)
    if actor.person != behalf.of and not rights.belongs_to(actor, department):
        raise StageNotYours(stage=stage_id, department=department, who_may=(f"department:{department}",))
    if actor.person == behalf.by:
        raise OwnBehalf(stage=stage_id)
    if behalf.answer:
        raise AlreadyRecorded(what=behalf.answer, stage=stage_id)


def uphold(move: Uphold, trail: Trail) -> None:
    may_uphold(trail.order, move.stage, trail.actor)
    _same(trail.order, move.stage, move.disputed)
    trail.add(Kind.UPHELD, move.stage, note=move.note, evidence=move.evidence, disputed=move.disputed)


def may_uphold(order: Order, stage_id: str, actor: Actor) -> None:
    guards.writing(actor)
    guards.known(order, stage_id)
    behalf = _behalf(order, stage_id)
    if not actor.roles & _DECIDE:
        raise NotAllowed(who_may=("role:coordinator", "role:manager"))
    if actor.person == behalf.by and not rights.may_approve_own(actor):
        raise OwnBehalf(stage=stage_id)
    if behalf.answer == "upheld":
        raise AlreadyRecorded(what=behalf.answer, stage=stage_id)
    if not behalf.answer:
        raise BehalfOver(stage=stage_id)


def _behalf(order: Order, stage_id: str) -> Behalf:
    behalf = order.stage(stage_id).behalf
    if behalf is None:
        raise BehalfOver(stage=stage_id)
    return behalf


def _same(order: Order, stage_id: str, move: int) -> None:
    """A button of an earlier report says nothing of a later one."""
    if _behalf(order, stage_id).move != move:
        raise BehalfOver(stage=stage_id)
