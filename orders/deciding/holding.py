"""A stage is stopped by somebody or something else, and goes on again."""

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Actor, AnswerHold, DecideHold, PutOnHold, Resume
from orders.order import Hold, Order
from orders.refusals.access import NotAllowed, StageNotYours
from orders.refusals.stage import NotHeld
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import MomentPassed
from orders.trail import Trail

_ANSWERS = {
    "ours": Kind.HOLD_OWNED,
    "disputed": Kind.HOLD_REFUSED,
    "decided": Kind.HOLD_DECIDED,
}


def put_on_hold(move: PutOnHold, trail: Trail) -> None:
    """The due time stays; the ball goes to the department that answers for the hold, which may say that it does not.

    Who reports a hold of their own department has said already that it is theirs.
    """
    may_hold(trail.order, move.stage, trail.actor, move.version)
    check_at = move.check_at or trail.times.hold_check(move.kind, move.department, trail.now)
    if check_at <= trail.now:
        raise MomentPassed(moment=check_at)
    own = rights.belongs_to(trail.actor, move.department) and not trail.on_behalf
    trail.add(
        Kind.HELD,
        move.stage,
        note=move.note,
        evidence=move.evidence,
        hold=move.kind,
        department=move.department,
        answer="own" if own else "",
        case=move.case,
        check_at=check_at.isoformat(),
        due_at=_due_at(trail, move.kind, move.department),
    )


def may_hold(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    if record.hold is not None:
        raise AlreadyRecorded(what=Kind.HELD.value, stage=stage_id, by=record.hold.by, at=record.hold.since)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)


def answer_hold(move: AnswerHold, trail: Trail) -> None:
    """Refused, with a reason, the ball goes to whoever decides, until they have."""
    may_answer(trail.order, move.stage, trail.actor, move.version)
    if move.ours:
        trail.add(Kind.HOLD_OWNED, move.stage, note=move.note, evidence=move.evidence)
        return
    guards.reason(move.note, "refuse_hold")
    trail.add(
        Kind.HOLD_REFUSED,
        move.stage,
        note=move.note,
        evidence=move.evidence,
        decider=move.decider,
        check_at=trail.times.decision_by(move.decider, trail.now).isoformat(),
    )


def may_answer(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Those of the department that answers for the hold, once."""
    hold = _held(order, stage_id, actor)
    if not rights.belongs_to(actor, hold.department):
        who_may = (f"department:{hold.department}",)
        raise StageNotYours(stage=stage_id, department=hold.department, who_may=who_may)
    if hold.answer == "own":
        raise AlreadyRecorded(what=Kind.HELD.value, stage=stage_id, by=hold.by, at=hold.since)
    if hold.answer:
        raise AlreadyRecorded(what=_ANSWERS[hold.answer].value, stage=stage_id)
    _standing(order, stage_id, seen)


def decide_hold(move: DecideHold, trail: Trail) -> None:
    """The department named answers for the hold from its beginning; one that had not yet has its full time from now."""
    may_decide(trail.order, move.stage, trail.actor, move.version)
    hold = _held(trail.order, move.stage, trail.actor)
    same = hold.department == move.department
    if same and hold.answer == "decided":
        raise AlreadyRecorded(what=Kind.HOLD_DECIDED.value, stage=move.stage)
    if same and hold.answer in {"own", "ours"}:
        raise NothingChanged
    due_at = hold.due_at and hold.due_at.isoformat()
    trail.add(
        Kind.HOLD_DECIDED,
        move.stage,
        note=move.note,
        evidence=move.evidence,
        department=move.department,
        check_at=trail.times.hold_check(hold.kind, move.department, trail.now).isoformat(),
        due_at=due_at if same else _due_at(trail, hold.kind, move.department),
    )


def may_decide(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Coordination and those above, whether or not anybody said that it is not theirs."""
    _held(order, stage_id, actor)
    if not rights.may_decide_hold(actor):
        raise NotAllowed(who_may=("role:coordinator", "role:manager"))
    _standing(order, stage_id, seen)


def _held(order: Order, stage_id: str, actor: Actor) -> Hold:
    guards.writing(actor)
    guards.known(order, stage_id)
    record = order.stage(stage_id)
    if record.hold is None:
        guards.running(order)
        guards.at_work(order, record)
        raise NotHeld(stage=stage_id)
    return record.hold


def _standing(order: Order, stage_id: str, seen: int | None) -> None:
    guards.running(order)
    guards.fresh(order.stage(stage_id), seen)


def _due_at(trail: Trail, kind: str, department: str) -> str | None:
    due_at = trail.times.hold_due(kind, department, trail.now, trail.order.promised_on)
    return due_at.isoformat() if due_at else None


def resume(move: Resume, trail: Trail) -> None:
    """What waited for a case goes on with its end, also in an order that is paused: it will not be held up then."""
    if not move.case:
        may_resume(trail.order, move.stage, trail.actor, move.version)
        trail.add(Kind.RESUMED, move.stage, note=move.note, evidence=move.evidence)
        return
    guards.not_ended(trail.order)
    _held(trail.order, move.stage, trail.actor)
    trail.add(Kind.RESUMED, move.stage, case=move.case)


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
