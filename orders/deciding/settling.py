"""What follows from a move by itself: stages skipped or wanted again, the next ones offered, the order closed."""

from collections.abc import Set as AbstractSet

from orders import flow, rights
from orders.centre_file.workflow import Stage
from orders.events import Kind
from orders.order import OrderState, StageState
from orders.trail import Trail


def settle(trail: Trail, *, finished_by: AbstractSet[str] = frozenset()) -> None:
    """Bring every stage not yet begun to where flags and predecessors want it.

    A next stage of a department in ``finished_by`` needs no receipt: its people have the work in hand.
    """
    for stage in trail.order.workflow.stages:
        _skip_or_revive(trail, stage)
    for stage in trail.order.workflow.stages:
        if trail.stage(stage.id).state is StageState.WAITING and not flow.waits_for(trail.order, stage.id):
            _offer(trail, stage)
            if stage.department in finished_by:
                receive(trail, stage)
    if trail.order.state is OrderState.OPEN and flow.all_passed(trail.order):
        trail.add(Kind.CLOSED)


def receive(trail: Trail, stage: Stage, *, note: str = "") -> None:
    """The stage's clock starts now, or started when the time to confirm ran out, whichever came first.

    Who confirms for another department, or in somebody's name, does not become the one who works on it.
    """
    start = min(trail.now, trail.stage(stage.id).confirm_by or trail.now)
    theirs = rights.belongs_to(trail.actor, stage.department) and not trail.on_behalf
    trail.add(
        Kind.RECEIVED,
        stage.id,
        note=note,
        person=trail.actor.person if theirs else None,
        due_at=trail.times.due_at(stage, start, trail.order.promised_on).isoformat(),
    )


def _offer(trail: Trail, stage: Stage) -> None:
    confirm_by = trail.times.confirm_by(stage, trail.now)
    trail.add(
        Kind.OFFERED,
        stage.id,
        confirm_by=confirm_by.isoformat(),
        due_at=trail.times.due_at(stage, confirm_by, trail.order.promised_on).isoformat(),
        givers=list(flow.givers(trail.order, stage.id)),
    )


def _skip_or_revive(trail: Trail, stage: Stage) -> None:
    """Flags decide about stages not yet begun; one whose successors have begun without it is passed by."""
    state = trail.stage(stage.id).state
    wanted = flow.wanted(trail.order, stage)
    if state is StageState.WAITING and not wanted:
        trail.add(Kind.SKIPPED, stage.id)
    elif state is StageState.SKIPPED and wanted and not _overtaken(trail, stage):
        trail.add(Kind.WAITS_AGAIN, stage.id, because="flags")


def _overtaken(trail: Trail, stage: Stage) -> bool:
    return any(flow.begun(trail.stage(after.id)) for after in trail.order.workflow.downstream(stage.id))
