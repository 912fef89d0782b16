"""When somebody must look next: nothing that is not ended lies where no clock runs (S2-13)."""

from datetime import datetime

from orders.order import ACTIVE_STATES, Order, OrderState, StageRecord, StageState
from orders.times import Times
from orders.workflow import Stage


def next_check(order: Order, stage_id: str | None, *, times: Times) -> datetime | None:
    """The next look at the stage, or (None) at the order as a whole; a moment that lies behind means now.

    Always a moment for a draft, for a paused order, and for every active stage of an open order; None for all that
    has no clock of its own: what waits, is done, or has ended, and the stages of an order that stands still.
    """
    if stage_id is None:
        return order.check_at
    record = order.stage(stage_id)
    if order.state is not OrderState.OPEN or record.state not in ACTIVE_STATES:
        return None
    return _of_stage(order.workflow.stage(stage_id), record, times)


def _of_stage(stage: Stage, record: StageRecord, times: Times) -> datetime | None:
    if record.hold is not None:
        return record.hold.check_at
    if record.state is StageState.OFFERED:
        return record.confirm_by
    since = record.since
    assert since is not None, "every event that begins a state says when"
    if record.state is StageState.APPROVAL:
        return times.approval_by(stage, since)
    wanted = [_next_word(stage, record, since, times), record.due_at]
    return min(moment for moment in wanted if moment is not None)


def _next_word(stage: Stage, record: StageRecord, since: datetime, times: Times) -> datetime:
    """When the department should be heard again. An estimate silences until then, unless a report came after it ran out."""
    last = max(since, record.reported_at or since)
    if record.estimate is not None and record.estimate > last:
        return record.estimate
    return times.update_by(stage, last)
