"""What can be done about a move by those who are told of it."""

from collections.abc import Sequence

from handlers.changes.rush_keys import grant_keys
from handlers.holds.hold_keys import Rows, decide_keys, whose_keys
from handlers.late.late_lines import file_keys, judge_keys
from handlers.reply import Button, text
from handlers.stage_keys import APPROVE, DECLINE, RECEIVE, REJECT, RESUME, STAGE, acknowledge_key, stage_key
from handlers.wording import stage_name
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from orders.notices import missing
from orders.order import Order, StageState

_Row = tuple[Button, ...]


def notice_keys(centre: Centre, order: Order, events: Sequence[Event], department: str) -> tuple[_Row, ...]:
    """What the department can do about each stage that somebody is wanted for."""
    rows = (
        row
        for event in events
        if event.stage
        for row in (
            _row(order, event.kind, event.stage, department),
            *_of_hold(centre, order, event, department),
        )
    )
    asked = grant_keys(order) if any(event.kind is Kind.PRIORITY_ASKED for event in events) else ()
    return (*(row for row in rows if row), *asked, *_of_late_report(order, events, department))


def _of_late_report(order: Order, events: Sequence[Event], department: str) -> Rows:
    late = order.late_report
    kinds = {event.kind for event in events}
    if late is None or department != late.owed_by:
        return ()
    if Kind.LATE_FILED in kinds:
        return judge_keys(order, late)
    return file_keys(order) if Kind.LATE_RETURNED in kinds else ()


def _of_hold(centre: Centre, order: Order, event: Event, department: str) -> Rows:
    """Whose it is, for whoever is asked that."""
    stage = event.stage or ""
    hold = order.stage(stage).hold
    if hold is None:
        return ()
    if event.kind is Kind.HELD and hold.department == department:
        return whose_keys(order, stage)
    return decide_keys(centre, order, stage) if event.kind is Kind.HOLD_REFUSED else ()


def _may_resume(order: Order, stage: str) -> frozenset[str]:
    """Whoever only follows the stage is told that it is stuck, and asked nothing."""
    hold = order.stage(stage).hold
    own = order.workflow.stage(stage).department
    return frozenset({own, hold.department}) if hold else frozenset({own})


def _row(order: Order, kind: Kind, stage: str, department: str) -> _Row:
    name = stage_name(order, stage)
    match kind:
        case Kind.OFFERED if order.stage(stage).state is StageState.OFFERED:
            received = text("button.received_stage", stage=name)
            return (
                stage_key(order, stage, RECEIVE, received, style="success"),
                stage_key(order, stage, DECLINE, text("button.decline")),
            )
        case Kind.NOTIFIED | Kind.RECALLED if department in missing(order, stage):
            return (acknowledge_key(order, stage, department),)
        case Kind.HELD | Kind.HOLD_DECIDED if department in _may_resume(order, stage):
            return (stage_key(order, stage, RESUME, text("button.resume"), style="success"),)
        case Kind.REOPENED | Kind.REJECTED:
            return (stage_key(order, stage, STAGE, text("button.stage", stage_name=name)),)
        case Kind.SUBMITTED:
            return (
                stage_key(order, stage, APPROVE, text("button.approve"), style="success"),
                stage_key(order, stage, REJECT, text("button.reject"), style="danger"),
            )
    return ()
