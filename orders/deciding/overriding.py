"""A stage closed without something it asks for, by whom it names for that, with a reason on record."""

from typing import Any

from orders import rights
from orders.centre_file.workflow import Stage
from orders.deciding import guards
from orders.deciding.answers import check_answers, missing_fields
from orders.deciding.counting import close_counted
from orders.deciding.holding import end_hold
from orders.deciding.notifying import still_misled
from orders.deciding.reporting import close, finishable, missing_proofs, write_down
from orders.deciding.settling import receive
from orders.events import Kind
from orders.moves import Actor, CloseWithout, Report
from orders.order import Order, StageRecord, StageState
from orders.refusals.closing import NothingToOverride, OverrideNotYours, OverrideUnnamed
from orders.trail import Trail


def close_without(move: CloseWithout, trail: Trail) -> None:
    """What is missing is written down with the reason; an approver of the stage still has to say yes."""
    may_close_without(trail.order, move.stage, trail.actor, move.version)
    guards.reason(move.note, "override")
    stage = trail.order.workflow.stage(move.stage)
    check_answers(stage, move.fields)
    if trail.stage(stage.id).state is StageState.OFFERED:
        receive(trail, stage)
    end_hold(trail, stage.id)
    if move.fields or move.evidence:
        write_down(Report(stage=stage.id, fields=move.fields, evidence=move.evidence), stage, trail)
    if stage.quantity is not None:
        close_counted(Report(stage=stage.id, done=True, short=move.note), stage, trail)
    missing = _missing(stage, trail.stage(stage.id))
    if not any(missing.values()):
        raise NothingToOverride(stage=stage.id)
    trail.add(Kind.OVERRIDDEN, stage.id, note=move.note, **missing)
    close(trail, stage)


def _missing(stage: Stage, record: StageRecord) -> dict[str, list[Any]]:
    """What the stage still asks for, as it is kept with the event."""
    return {
        "fields": list(missing_fields(stage, record.fields)),
        "proofs": [list(kinds) for kinds in missing_proofs(stage, record)],
        "misled": list(still_misled(record)),
    }


def may_close_without(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    """Whoever the stage names, while something is missing; whose work it is does not matter."""
    guards.writing(actor)
    stage = guards.known(order, stage_id)
    if stage.override is None:
        raise OverrideUnnamed(stage=stage_id)
    if not rights.may_override(actor, stage):
        raise OverrideNotYours(stage=stage_id, who_may=rights.who_may_override(stage))
    record = order.stage(stage_id)
    finishable(order, record, seen)
    if not any(_missing(stage, record).values()):
        raise NothingToOverride(stage=stage_id)
