"""The approver speaks: a stage reported done is done, or in progress again."""

from orders import rights
from orders.centre_file.workflow import Stage
from orders.deciding import guards
from orders.deciding.holding import end_hold
from orders.deciding.notifying import notify
from orders.deciding.settling import settle
from orders.events import Kind
from orders.moves import Actor, Approve, Reject
from orders.order import Order, StageState
from orders.refusals.access import OwnWork, StageNotYours
from orders.refusals.stage import NotAwaitingApproval
from orders.refusals.stale import AlreadyRecorded
from orders.trail import Trail


def approve(move: Approve, trail: Trail) -> None:
    may_approve(trail.order, move.stage, trail.actor, move.version)
    end_hold(trail, move.stage)
    trail.add(Kind.APPROVED, move.stage, note=move.note, evidence=move.evidence)
    stage = trail.order.workflow.stage(move.stage)
    notify(trail, stage)
    settle(trail, finished_by=frozenset({stage.department}))


def reject(move: Reject, trail: Trail) -> None:
    may_reject(trail.order, move.stage, trail.actor, move.version)
    guards.reason(move.note, "reject")
    end_hold(trail, move.stage)
    trail.add(Kind.REJECTED, move.stage, note=move.note, evidence=move.evidence)


def may_approve(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """The approver the stage names, about somebody else's work; only who has nobody above him approves his own."""
    stage = _approving(order, stage_id, actor)
    record = order.stage(stage_id)
    if record.state is StageState.DONE and stage.approver is not None:
        raise AlreadyRecorded(what=Kind.APPROVED.value, stage=stage_id, at=record.done_at)
    _awaiting(order, stage_id, seen)
    if record.done_by == actor.person and not rights.may_approve_own(actor):
        raise OwnWork(stage=stage_id, who_may=rights.who_may_approve(stage))


def may_reject(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """The same people; one's own work may be rejected, which approves nothing."""
    _approving(order, stage_id, actor)
    _awaiting(order, stage_id, seen)


def _approving(order: Order, stage_id: str, actor: Actor) -> Stage:
    guards.writing(actor)
    stage = guards.known(order, stage_id)
    if not rights.may_approve(actor, stage):
        who_may = rights.who_may_approve(stage)
        raise StageNotYours(stage=stage_id, department=stage.department, who_may=who_may)
    return stage


def _awaiting(order: Order, stage_id: str, seen: int | None) -> None:
    record = order.stage(stage_id)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)
    if record.state is not StageState.APPROVAL:
        raise NotAwaitingApproval(stage=stage_id)
