"""A stage is stopped by somebody or something else, and goes on again."""

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Actor, PutOnHold, Resume
from orders.order import Order
from orders.refusals import AlreadyRecorded, MomentPassed, NotHeld, StageNotYours
from orders.trail import Trail


def put_on_hold(move: PutOnHold, trail: Trail) -> None:
    """The due time stays; the ball goes to the department that answers for the hold."""
    may_hold(trail.order, move.stage, trail.actor, move.version)
    check_at = move.check_at or trail.times.hold_check(move.kind, move.department, trail.now)
    if check_at <= trail.now:
        raise MomentPassed(moment=check_at)
    trail.add(
        Kind.HELD,
        move.stage,
        note=move.note,
        evidence=move.evidence,
        hold=move.kind,
        department=move.department,
        check_at=check_at.isoformat(),
    )


def may_hold(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    if record.hold is not None:
        raise AlreadyRecorded(what=Kind.HELD.value, stage=stage_id, by=record.hold.by, at=record.hold.since)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)


def resume(move: Resume, trail: Trail) -> None:
    may_resume(trail.order, move.stage, trail.actor, move.version)
    trail.add(Kind.RESUMED, move.stage, note=move.note, evidence=move.evidence)


def may_resume(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Those who work on the stage, and those who answer for the hold."""
    guards.writing(actor)
    stage = guards.known(order, stage_id)
    record = order.stage(stage_id)
    if record.hold is None:
        guards.working(order, stage_id, actor)
    elif not rights.may_resume(actor, stage, record.hold):
        who_may = rights.who_may_resume(stage, record.hold)
        raise StageNotYours(stage=stage_id, department=stage.department, who_may=who_may)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)
    if record.hold is None:
        raise NotHeld(stage=stage_id)


def end_hold(trail: Trail, stage_id: str) -> None:
    """Work that was answered, or went back, is held up by nothing any more: who answers for the hold hears it."""
    if trail.stage(stage_id).hold is not None:
        trail.add(Kind.RESUMED, stage_id)
