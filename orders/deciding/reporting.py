"""Reports on a stage: receipt, progress, estimate, done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from orders import rights
from orders.centre_file.workflow import EvidenceKind, Stage
from orders.deciding import guards
from orders.deciding.answers import check_answers, effect_of, missing_fields, opened_by
from orders.deciding.counting import check_quantity, close_counted, completed, delivery
from orders.deciding.flags import raise_and_lower
from orders.deciding.notifying import may_notify, notify
from orders.deciding.settling import receive, settle
from orders.events import Kind
from orders.moves import Actor, Receive, Report
from orders.order import Order, StageRecord, StageState
from orders.quantities import quantity_to_json
from orders.refusals.closing import EvidenceMissing, FieldsMissing
from orders.refusals.counting import PercentOutOfRange
from orders.refusals.reading import NothingToRecord
from orders.refusals.stage import StageAwaitsApproval
from orders.refusals.stale import AlreadyRecorded
from orders.refusals.whole_order import MomentPassed
from orders.rights import who_may_approve
from orders.trail import Trail

# The same figures from the same person are a repeat within this time; later they say "still so", which counts.
REPEAT_WITHIN = timedelta(minutes=10)


def confirm(move: Receive, trail: Trail) -> None:
    """The receiver has it: the ball was his since the offer, now the stage's own clock runs."""
    may_receive(trail.order, move.stage, trail.actor, move.version)
    receive(trail, trail.order.workflow.stage(move.stage), note=move.note)
    if move.evidence:
        trail.add(Kind.REPORTED, move.stage, evidence=move.evidence)


def may_receive(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    if record.received_at is not None:
        raise AlreadyRecorded(
            what=Kind.RECEIVED.value, stage=stage_id, by=record.received_by, at=record.received_at
        )
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)


def report(move: Report, trail: Trail) -> None:
    """On an offered stage any report is its receipt; on a held one, work that went on ends the hold."""
    _check_of(move)(trail.order, move.stage, trail.actor, move.version)
    stage = trail.order.workflow.stage(move.stage)
    _check_content(move, trail.order, trail)
    if trail.stage(stage.id).state is StageState.OFFERED:
        receive(trail, stage)
    goes_on = move.resumes or move.done or move.percent is not None or move.quantity
    if trail.stage(stage.id).hold and goes_on:
        trail.add(Kind.RESUMED, stage.id)
    write_down(move, stage, trail)
    if move.done:
        _finish(move, stage, trail)


def _check_of(move: Report) -> Callable[[Order, str, Actor, int | None], None]:
    if move.done:
        return may_finish
    of_the_work = move.percent is not None or move.quantity is not None or move.fields
    return may_progress if of_the_work else may_explain


def may_explain(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Say in words, or with a day, how it stands: of a held stage also those who answer for the hold."""
    guards.writing(actor)
    stage = guards.known(order, stage_id)
    record = order.stage(stage_id)
    if record.hold is None or not rights.may_resume(actor, stage, record.hold):
        may_progress(order, stage_id, actor, seen)
        return
    guards.running(order)
    guards.fresh(record, seen)


def may_progress(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)
    if record.state is StageState.APPROVAL:
        raise StageAwaitsApproval(stage=stage_id, who_may=who_may_approve(order.workflow.stage(stage_id)))


def may_finish(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    finishable(order, record, seen)
    may_notify(record)


def finishable(order: Order, record: StageRecord, seen: int | None) -> None:
    """It is in somebody's hands, and not reported done."""
    stage_id = record.id
    if record.state is StageState.DONE:
        raise AlreadyRecorded(what=Kind.DONE.value, stage=stage_id, by=record.done_by, at=record.done_at)
    if record.state is StageState.APPROVAL:
        at = record.reported_at
        raise AlreadyRecorded(what=Kind.SUBMITTED.value, stage=stage_id, by=record.done_by, at=at)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)


def _check_content(move: Report, order: Order, trail: Trail) -> None:
    record = order.stage(move.stage)
    if not (move.done or _says_something(move)):
        raise NothingToRecord(stage=move.stage)
    if move.percent is not None and not 0 <= move.percent <= 100:
        raise PercentOutOfRange(percent=move.percent)
    if move.quantity is not None:
        check_quantity(move.quantity, order, order.workflow.stage(move.stage))
    if move.estimate is not None and move.estimate <= trail.now:
        raise MomentPassed(moment=move.estimate)
    check_answers(order.workflow.stage(move.stage), move.fields)
    if not move.done and _repeats(move, order, trail):
        raise AlreadyRecorded(
            what=Kind.REPORTED.value, stage=move.stage, by=record.reported_by, at=record.reported_at
        )


def _says_something(move: Report) -> bool:
    figures = (move.percent, move.quantity, move.estimate)
    return any(one is not None for one in figures) or bool(move.fields or move.evidence or move.note.strip())


def _repeats(move: Report, order: Order, trail: Trail) -> bool:
    """The same person said the same just now. A note is always news."""
    record, stage = order.stage(move.stage), order.workflow.stage(move.stage)
    if record.reported_by != trail.actor.person or record.reported_at is None or move.note.strip():
        return False
    return (
        record.state is StageState.ACTIVE
        and record.hold is None
        and trail.now - record.reported_at < REPEAT_WITHIN
        and move.percent in (None, record.percent)
        and (move.quantity is None or completed(move.quantity, order, stage) == record.quantity)
        and move.estimate in (None, record.estimate)
        and move.fields.items() <= record.fields.items()
        and all(one in record.evidence for one in move.evidence)
    )


def write_down(move: Report, stage: Stage, trail: Trail) -> None:
    """What was said and shown, with what the answers set off; that it is done comes after."""
    opened = opened_by(stage, trail.stage(stage.id).fields, move.fields)
    data: dict[str, Any] = {}
    note, evidence = "" if move.done else move.note, move.evidence
    if (delivered := delivery(move, stage, trail)) is not None:
        trail.add(Kind.DELIVERED, stage.id, note=note, evidence=evidence, **delivered)
        note, evidence = "", ()
    elif move.quantity is not None:
        data["quantity"] = quantity_to_json(completed(move.quantity, trail.order, stage))
    if move.percent is not None:
        data["percent"] = move.percent
    if move.fields:
        data["fields"] = dict(move.fields)
    if data or evidence or (note and move.estimate is None):
        trail.add(Kind.REPORTED, stage.id, note=note, evidence=evidence, **data)
        note = ""
    if move.estimate is not None and not move.done:
        trail.add(Kind.ESTIMATED, stage.id, note=note, estimate=move.estimate.isoformat())
    for kind in opened:
        trail.add(Kind.CASE_OPENED, stage.id, case=kind)
    raise_and_lower(trail, *effect_of(stage, move.fields))


def _finish(move: Report, stage: Stage, trail: Trail) -> None:
    """Close the stage, or submit it to its approver, if nothing it asks for is missing (S0-24)."""
    record = trail.stage(stage.id)
    if missing := missing_fields(stage, record.fields):
        raise FieldsMissing(stage=stage.id, fields=missing)
    for kinds in missing_proofs(stage, record):
        raise EvidenceMissing(stage=stage.id, kinds=kinds)
    why = close_counted(move, stage, trail) if stage.quantity is not None else ""
    note = move.note if why in move.note else "; ".join(one for one in (move.note, why) if one.strip())
    close(trail, stage, note=note)


def missing_proofs(stage: Stage, record: StageRecord) -> tuple[tuple[EvidenceKind, ...], ...]:
    """What was not shown yet: of each, one kind is enough."""
    shown = {one.kind for one in record.evidence}
    return tuple(kinds for kinds in stage.proofs if not shown.intersection(kinds))


def close(trail: Trail, stage: Stage, *, note: str = "") -> None:
    """It is done, and what follows gets its turn; or it waits for its approver."""
    if stage.approver is not None:
        trail.add(Kind.SUBMITTED, stage.id, note=note)
        return
    trail.add(Kind.DONE, stage.id, note=note)
    notify(trail, stage)
    settle(trail, finished_by=frozenset({stage.department}))
