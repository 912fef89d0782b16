"""When somebody must look next, and at what: nothing that is not ended lies where no clock runs (S2-13)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.centre_file.workflow import Stage
from orders.flow import may_break_promise
from orders.notices import missing
from orders.order import ACTIVE_STATES, FINAL_STATES, Hold, Order, OrderState, StageRecord, StageState
from orders.put_off import quiet
from orders.rights import approving_department
from orders.times import Times

_OWED = "@"  # in no id of a stage


class Rule(StrEnum):
    """What may be missing when its moment has passed."""

    RECEIPT = "receipt"  # an offer is not confirmed
    UPDATE = "update"  # nothing was heard
    ESTIMATE = "estimate"  # a moment somebody named has passed
    WARNING = "warning"  # the due time comes near
    DUE = "due"
    HOLD = "hold"  # whoever answers for what stops it says how it stands
    HOLD_DUE = "hold_due"  # what stops it should be over
    DISPUTE = "dispute"  # somebody has to decide who answers for what stops it
    APPROVAL = "approval"
    NOTICE = "notice"  # not acknowledged
    PRIORITY = "priority"  # asked for and not decided on
    PROMISE = "promise"  # the promised day is over: missing of nobody, but a late report is owed from then on
    LATE_WANTED = "late_wanted"  # a late report is asked for
    LATE_DUE = "late_due"  # and is not there in time
    LATE_ANSWER = "late_answer"  # it is neither accepted nor returned
    DRAFT = "draft"  # neither opened nor thrown away
    PAUSED = "paused"
    MONEY_UNASKED = "money_unasked"  # an instalment has fallen due and nobody asked the customer for it
    MONEY_UNPAID = "money_unpaid"  # and is not paid in time


@dataclass(frozen=True, kw_only=True, slots=True)
class Awaited:
    """A clock that runs: what will be missing at ``at``, and of whom. ``department`` is empty where coordination acts."""

    rule: Rule
    at: datetime
    department: str
    quiet_until: datetime | None = None  # it was put off

    @property
    def asked_at(self) -> datetime:
        """When somebody is asked."""
        return self.at if self.quiet_until is None else max(self.at, self.quiet_until)


def part_owed(stage_id: str, department: str) -> str:
    """The part of an order that a department owes: a receipt for the stage's notice, or (no stage) a decision."""
    return f"{stage_id}{_OWED}{department}"


def stage_and_department(part: str | None) -> tuple[str | None, str]:
    """The stage a part is about, if any, and the department where it is owed by one."""
    stage_id, _, department = (part or "").partition(_OWED)
    return stage_id or None, department


def parts(order: Order) -> tuple[str | None, ...]:
    """Whatever a clock may run on: the order as a whole (None), its active stages by their ids, what departments owe."""
    active = (one.id for one in order.stages.values() if one.state in ACTIVE_STATES)
    return (None, *active, *owed_parts(order))


def owed_parts(order: Order) -> tuple[str, ...]:
    asked = order.asked if order.state not in FINAL_STATES else None
    decision = (part_owed("", asked.department),) if asked else ()
    return decision + tuple(
        part_owed(one.id, department)
        for one in order.stages.values()
        if one.notice is not None
        for department in missing(order, one.id)
    )


def next_check(order: Order, part: str | None, *, times: Times) -> datetime | None:
    """The next look at a part of the order, or (None) at the order as a whole; a moment that lies behind means now.

    Always a moment for a draft, for a paused order, and for every active stage of an open order; None for all that
    has no clock of its own: what waits, is done, or has ended, and the stages of an order that stands still.
    """
    return min((one.asked_at for one in awaited(order, part, times=times)), default=None)


def awaited(order: Order, part: str | None, *, times: Times) -> tuple[Awaited, ...]:
    """Every clock that runs on the part, or (None) on the order as a whole, the most pressing first."""
    clocks = _clocks(order, part, times)
    return quiet(order, part, clocks) if order.put_off else clocks


def _clocks(order: Order, part: str | None, times: Times) -> tuple[Awaited, ...]:
    stage_id, department = stage_and_department(part)
    if department:
        return _of_notice(order, stage_id, department) if stage_id else _of_priority(order)
    if stage_id is None:
        return (*_of_order(order), *_of_promise(order, times), *_of_late_report(order))
    record = order.stage(stage_id)
    if order.state is not OrderState.OPEN or record.state not in ACTIVE_STATES:
        return ()
    return _of_stage(order.workflow.stage(stage_id), record, times)


def _of_order(order: Order) -> tuple[Awaited, ...]:
    if order.check_at is None:
        return ()
    if order.state is OrderState.DRAFT:
        return (Awaited(rule=Rule.DRAFT, at=order.check_at, department=order.opened_by_department),)
    return (Awaited(rule=Rule.PAUSED, at=order.check_at, department=""),)


def _of_promise(order: Order, times: Times) -> tuple[Awaited, ...]:
    if order.promised_on is None or not may_break_promise(order):
        return ()
    return (Awaited(rule=Rule.PROMISE, at=times.promise_ends(order.promised_on), department=""),)


def _of_late_report(order: Order) -> tuple[Awaited, ...]:
    """Asked for also when the order has been finished meanwhile."""
    late = order.late_report
    if late is None or late.state == "accepted" or order.state is OrderState.CANCELLED:
        return ()
    if late.state == "filed" and late.answer_by is not None:
        return (Awaited(rule=Rule.LATE_ANSWER, at=late.answer_by, department=late.decider),)
    return (
        Awaited(rule=Rule.LATE_DUE, at=late.due_at, department=late.department),
        Awaited(rule=Rule.LATE_WANTED, at=late.asked_at, department=late.department),
    )


def _of_stage(stage: Stage, record: StageRecord, times: Times) -> tuple[Awaited, ...]:
    if record.hold is not None:
        return _of_hold(record, record.hold, times)
    since = record.since
    assert since is not None, "every event that begins a state says when"
    if record.state is StageState.APPROVAL:
        at = times.approval_by(stage, since)
        return (Awaited(rule=Rule.APPROVAL, at=at, department=approving_department(stage)),)
    if record.state is StageState.OFFERED:
        at = record.confirm_by or times.confirm_by(stage, since)
        return (Awaited(rule=Rule.RECEIPT, at=at, department=stage.department),)
    heard = max(since, record.reported_at or since)
    return (*_due(stage, record, heard), *_word(stage, record, heard, times))


def _of_hold(record: StageRecord, hold: Hold, times: Times) -> tuple[Awaited, ...]:
    """Its own clock is answered as a stage's is: by whatever is said after it, or by a later moment named before."""
    if hold.answer == "disputed":
        return (Awaited(rule=Rule.DISPUTE, at=hold.check_at, department=hold.decider),)
    asked = Awaited(rule=Rule.HOLD, at=_hold_asked(record, hold, times), department=hold.department)
    said = record.reported_at
    heard = hold.since if said is None or said < hold.since else max(said, record.estimate or said)
    if hold.due_at is None or heard >= hold.due_at:
        return (asked,)
    return (asked, Awaited(rule=Rule.HOLD_DUE, at=hold.due_at, department=hold.department))


def _of_priority(order: Order) -> tuple[Awaited, ...]:
    asked = order.asked
    if asked is None or order.state in FINAL_STATES:
        return ()
    department = asked.approver.department or asked.department
    return (Awaited(rule=Rule.PRIORITY, at=asked.decide_by, department=department),)


def _of_notice(order: Order, stage_id: str, department: str) -> tuple[Awaited, ...]:
    notice = order.stage(stage_id).notice
    if notice is None or department not in missing(order, stage_id):
        return ()
    return (Awaited(rule=Rule.NOTICE, at=notice.awaited[department], department=department),)


def _due(stage: Stage, record: StageRecord, heard: datetime) -> tuple[Awaited, ...]:
    """Whatever is said after the due time answers it: that it is late stays to be seen, the next word is wanted later.

    So does a later moment named before: nobody is asked for what they have said.
    """
    if record.due_at is None or max(heard, record.estimate or heard) >= record.due_at:
        return ()
    return (Awaited(rule=Rule.DUE, at=record.due_at, department=stage.department),)


def _word(stage: Stage, record: StageRecord, heard: datetime, times: Times) -> tuple[Awaited, ...]:
    """When the department should be heard again. An estimate silences until then, unless a report came after it ran out."""
    if record.estimate is not None and record.estimate > heard:
        return (Awaited(rule=Rule.ESTIMATE, at=record.estimate, department=stage.department),)
    update = Awaited(rule=Rule.UPDATE, at=times.update_by(stage, heard), department=stage.department)
    if record.due_at is None:
        return (update,)
    warned = times.warn_by(stage, record.due_at)
    if not heard < warned < record.due_at:
        return (update,)
    return (update, Awaited(rule=Rule.WARNING, at=warned, department=stage.department))


def _hold_asked(record: StageRecord, hold: Hold, times: Times) -> datetime:
    """A report after the question answers it: until the moment it names, else for as long as that kind of hold may rest."""
    said = record.reported_at
    if said is None or said < hold.check_at:
        return hold.check_at
    if record.estimate is not None and record.estimate > said:
        return record.estimate
    return times.hold_check(hold.kind, hold.department, said)
