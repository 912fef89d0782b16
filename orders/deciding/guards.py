"""The questions every move on a stage begins with, and the refusals they end in."""

from orders import flow, rights
from orders.centre_file.workflow import Stage
from orders.moves import Actor, Move, StageMove
from orders.order import Order, OrderState, StageRecord, StageState
from orders.refusals.access import AuditorOnlyReads, OnBehalfNotYours, StageNotYours
from orders.refusals.naming import StageUnknown
from orders.refusals.stage import StageIsDone, StageSkipped, StageWaits
from orders.refusals.stale import TapStale
from orders.refusals.whole_order import OrderCancelled, OrderClosed, OrderIsDraft, OrderPaused, ReasonMissing


def writing(actor: Actor) -> None:
    if not rights.may_write(actor):
        raise AuditorOnlyReads


def known(order: Order, stage_id: str) -> Stage:
    if stage_id not in order.stages:
        raise StageUnknown(text=stage_id)
    return order.workflow.stage(stage_id)


def working(order: Order, stage_id: str, actor: Actor) -> StageRecord:
    """The actor may work on the stage."""
    writing(actor)
    department = known(order, stage_id).department
    if not rights.may_work(actor, department):
        raise StageNotYours(stage=stage_id, department=department, who_may=rights.who_may_work(department))
    return order.stage(stage_id)


def speaking_for(order: Order, move: Move, actor: Actor) -> None:
    """What is reported in somebody's name is reported by one who may."""
    if not move.on_behalf or not isinstance(move, StageMove):
        return
    writing(actor)
    department = known(order, move.stage).department
    if not rights.may_speak_for(actor, department):
        may = rights.who_may_speak_for(department)
        raise OnBehalfNotYours(stage=move.stage, who=move.on_behalf, who_may=may)


def running(order: Order) -> None:
    """The order is worked on."""
    if order.state is OrderState.DRAFT:
        raise OrderIsDraft
    if order.state is OrderState.PAUSED:
        raise OrderPaused(since=order.since)
    not_ended(order)


def not_ended(order: Order) -> None:
    if order.state is OrderState.CANCELLED:
        raise OrderCancelled(since=order.since)
    if order.state is OrderState.CLOSED:
        raise OrderClosed(since=order.closed_at)


def fresh(record: StageRecord, seen: int | None) -> None:
    """What the person saw is how it stands."""
    if seen is not None and seen != record.version:
        raise TapStale(stage=record.id, seen=seen, version=record.version)


def at_work(order: Order, record: StageRecord) -> None:
    """Somebody has the stage: offered, in progress or awaiting approval."""
    if record.state is StageState.SKIPPED:
        raise StageSkipped(stage=record.id)
    if record.state is StageState.WAITING:
        raise StageWaits(stage=record.id, waits_for=flow.waits_for(order, record.id))
    if record.state is StageState.DONE:
        raise StageIsDone(stage=record.id, by=record.done_by, at=record.done_at)


def reason(note: str, move: str) -> None:
    if not note.strip():
        raise ReasonMissing(move=move)
