"""A stage is given to somebody by name, taken by somebody, or given back to the department."""

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Actor, Assign
from orders.order import Order, StageState
from orders.refusals.access import StageNotYours
from orders.refusals.people import AssigneeOutside
from orders.refusals.stage import StageIsDone, StageSkipped
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.trail import Trail


def assign(move: Assign, trail: Trail) -> None:
    """What buttons offer stays as it is: only who is meant to press them has changed."""
    may_assign(trail.order, move.stage, trail.actor, move.version)
    record, stage = trail.stage(move.stage), trail.order.workflow.stage(move.stage)
    to = None if move.to is None else move.to.person
    if to is None and record.assigned_to is None:
        raise NothingChanged
    if to == record.assigned_to:
        raise AlreadyRecorded(what=Kind.ASSIGNED.value, stage=move.stage)
    if move.to is not None and not rights.may_be_given(move.to, stage.department):
        raise AssigneeOutside(stage=move.stage, department=stage.department, by=move.to.person)
    trail.add(Kind.ASSIGNED, move.stage, note=move.note, person=to)


def may_assign(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Of what was given to somebody else only heads and those who steer dispose."""
    guards.writing(actor)
    department = guards.known(order, stage_id).department
    record = order.stage(stage_id)
    free = record.assigned_to in {None, actor.person} and rights.may_work(actor, department)
    if not (free or rights.may_allot(actor, department)):
        who_may = rights.who_may_allot(department)
        if record.assigned_to is None:
            who_may = (f"department:{department}", *who_may)
        raise StageNotYours(stage=stage_id, department=department, who_may=who_may)
    guards.not_ended(order)
    guards.fresh(record, seen)
    if record.state is StageState.SKIPPED:
        raise StageSkipped(stage=stage_id)
    if record.state is StageState.DONE:
        raise StageIsDone(stage=stage_id, by=record.done_by, at=record.done_at)
