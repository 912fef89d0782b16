"""Work goes back: an offer is declined, or a received stage is sent back to an earlier one."""

from orders import flow
from orders.deciding import guards
from orders.deciding.holding import end_hold
from orders.deciding.notifying import recall
from orders.deciding.settling import settle
from orders.events import Kind
from orders.moves import Actor, Decline, SendBack
from orders.order import Order, StageState
from orders.refusals.stage import AlreadyReceived, GiverAmbiguous, NoGiver, NotEarlier, NotReceived
from orders.trail import Trail


def decline(move: Decline, trail: Trail) -> None:
    """The stage that offered it is in progress again, with a fresh clock; the declined one waits."""
    may_decline(trail.order, move.stage, trail.actor, move.version)
    guards.reason(move.note, "decline")
    giver = _giver(trail.order, move)
    end_hold(trail, move.stage)
    trail.add(Kind.DECLINED, move.stage, note=move.note, evidence=move.evidence, to=giver)
    reopen(trail, giver, by_stage=move.stage)


def may_decline(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)
    if record.state is not StageState.OFFERED:
        raise AlreadyReceived(stage=stage_id, earlier=flow.earlier_done(order, stage_id))
    if not record.offered_from:
        raise NoGiver(stage=stage_id)


def send_back(move: SendBack, trail: Trail) -> None:
    """The earlier stage is in progress again; all that came after it waits again; neither receipts nor evidence count any more."""
    may_send_back(trail.order, move.stage, trail.actor, move.version)
    earlier = flow.earlier_done(trail.order, move.stage)
    if move.to not in earlier:
        raise NotEarlier(stage=move.stage, to=move.to, earlier=earlier)
    guards.reason(move.note, "send_back")
    end_hold(trail, move.stage)
    trail.add(Kind.SENT_BACK, move.stage, note=move.note, evidence=move.evidence, to=move.to)
    reopen(trail, move.to, by_stage=move.stage)


def may_send_back(order: Order, stage_id: str, actor: Actor, seen: int | None = None) -> None:
    record = guards.working(order, stage_id, actor)
    guards.running(order)
    guards.fresh(record, seen)
    guards.at_work(order, record)
    if record.state is StageState.OFFERED:
        raise NotReceived(stage=stage_id)
    if not flow.earlier_done(order, stage_id):
        raise NoGiver(stage=stage_id)


def _giver(order: Order, move: Decline) -> str:
    givers = order.stage(move.stage).offered_from
    if move.to is None and len(givers) > 1:
        raise GiverAmbiguous(stage=move.stage, givers=givers)
    if move.to is not None and move.to not in givers:
        raise NotEarlier(stage=move.stage, to=move.to, earlier=givers)
    return move.to or givers[0]


def reopen(trail: Trail, stage_id: str, *, by_stage: str) -> None:
    """The stage is in progress again, what came after waits again, and what they gave notice of is recalled."""
    stage = trail.order.workflow.stage(stage_id)
    due_at = trail.times.due_at(stage, trail.now, trail.order.promised_on)
    trail.add(Kind.REOPENED, stage_id, due_at=due_at.isoformat(), by_stage=by_stage)
    for after in trail.order.workflow.downstream(stage_id):
        if flow.begun(trail.stage(after.id)):
            end_hold(trail, after.id)
            trail.add(Kind.WAITS_AGAIN, after.id, because=stage_id)
            recall(trail, after.id)
    recall(trail, stage_id)
    settle(trail)
