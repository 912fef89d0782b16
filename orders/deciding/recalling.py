"""A notice is taken back: by whoever gave it out, or since the date it names has moved."""

from orders import flow
from orders.calendars.spans import BeforePromised
from orders.deciding import guards
from orders.deciding.going_back import reopen
from orders.deciding.notifying import recall
from orders.moves import Actor, Recall
from orders.notices import standing
from orders.order import Order, OrderState
from orders.refusals.notices import NoNotice
from orders.trail import Trail


def recall_notice(move: Recall, trail: Trail) -> None:
    """Its stage is in progress again; a new notice goes out once all have acknowledged that this one is recalled."""
    may_recall(trail.order, move.stage, trail.actor, move.version)
    guards.reason(move.note, "recall")
    recall(trail, move.stage, note=move.note)
    reopen(trail, move.stage, by_stage=move.stage)


def may_recall(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    guards.running(order)
    guards.fresh(record, seen)
    if standing(record) is None or flow.delivered(order):
        raise NoNotice(stage=stage_id)


def recall_by_promise(trail: Trail) -> None:
    """What is due by the promised date names it: a note of goods that are not out yet is made anew with the new date."""
    if trail.order.state is OrderState.DRAFT or flow.delivered(trail.order):
        return
    for stage in trail.order.workflow.stages:
        if isinstance(stage.due, BeforePromised) and standing(trail.stage(stage.id)) is not None:
            recall(trail, stage.id)
            reopen(trail, stage.id, by_stage=stage.id)
