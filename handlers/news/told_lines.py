"""What others are told of a move, in words: what happened, and to whom a stage is new also what the order is about."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.changes import rush_lines
from handlers.changes.change_lines import change_lines, flag_lines
from handlers.context import Context
from handlers.late.late_lines import said_lines
from handlers.moves.acting import Moved
from handlers.news import ack_lines
from handlers.order_cards.delivery_lines import delivery_params
from handlers.order_cards.order_lines import fact_lines, field_lines
from handlers.reply import Clock, Param, Text, text
from handlers.seeing import department_sees
from handlers.wording import (
    department_name,
    hold_kind_name,
    of_the_whole,
    order_title,
    person_name,
    stage_name,
    stage_names,
    told_together,
)
from orders.events import Event, Kind
from orders.order import StageState

OF_HOLDS = frozenset({Kind.HELD, Kind.HOLD_OWNED, Kind.HOLD_REFUSED, Kind.HOLD_DECIDED, Kind.RESUMED})
NOT_AT_WORK: Mapping[StageState, str] = {
    StageState.DONE: "notice.resumed_done",
    StageState.APPROVAL: "notice.resumed_done",
    StageState.WAITING: "notice.resumed_returned",
}  # where the move that ended a hold has brought the stage: "it goes on" would be wrong


def what_happened(ctx: Context, moved: Moved, events: Sequence[Event], department: str) -> list[Text]:
    """All of them in one message, which gives the reason once."""
    offered = [event.stage for event in events if event.kind is Kind.OFFERED and event.stage]
    lines = [_offer_line(moved, together) for together in told_together(moved.after, offered)]
    reasoned = 0
    for event in (one for one in events if one.kind is not Kind.OFFERED):
        if event.note and not reasoned:
            reasoned = len(lines)
        lines += _lines(ctx, moved, event, department)
    return _with_reason(moved, events, lines, reasoned)


def what_it_is_about(ctx: Context, moved: Moved, events: Sequence[Event], department: str) -> list[Text]:
    """What the order is about, for those to whom it, or a stage of it, is new."""
    order = moved.after
    offered = [event.stage for event in events if event.kind is Kind.OFFERED and event.stage]
    noted = [event.stage for event in events if event.kind is Kind.NOTIFIED and event.stage]
    if not (offered or noted or any(event.kind is Kind.OPENED for event in events)):
        return []
    sees = department_sees(ctx.view_of(order.company), order, department)
    givers = dict.fromkeys((*noted, *(giver for one in offered for giver in order.stage(one).offered_from)))
    filled_in = [line for giver in givers for line in field_lines(order, giver, money=sees.money)]
    return [*fact_lines(ctx.view_of(order.company), order, sees=sees), *filled_in]


def event_lines(ctx: Context, moved: Moved, events: Sequence[Event]) -> list[Text]:
    """Only that it happened."""
    return _with_reason(moved, events, [_line(ctx, moved, event) for event in events])


def _offer_line(moved: Moved, stages: Sequence[str]) -> Text:
    order = moved.after
    params: dict[str, Param] = {"order": order_title(order), "stage": stage_names(order.workflow, stages)}
    if confirm_by := order.stage(stages[0]).confirm_by:
        params["confirm_by"] = Clock(at=confirm_by)
    return Text(key="notice.offered", params=params)


def _lines(ctx: Context, moved: Moved, event: Event, department: str) -> list[Text]:
    if event.kind in rush_lines.TOLD:
        return rush_lines.told_lines(ctx.view_of(moved.after.company), moved.after, event)
    line = _line(ctx, moved, event)
    if event.kind is Kind.FLAGS_SET:
        return [line, *flag_lines(moved.after, event)]
    if event.kind is Kind.LATE_FILED and moved.after.late_report:
        return [line, *said_lines(ctx.centres[moved.after.company], moved.after.late_report)]
    if event.kind not in {Kind.CHANGED, Kind.PROMISED}:
        return [line]
    sees = department_sees(ctx.view_of(moved.after.company), moved.after, department)
    return [line, *change_lines(ctx.centres[moved.after.company], moved.after, event, sees=sees)]


def _line(ctx: Context, moved: Moved, event: Event) -> Text:
    order, centre = moved.after, ctx.centres[moved.after.company]
    if event.kind in ack_lines.TOLD:
        return ack_lines.told_line(order, event, person_name(ctx.view, event.by))
    params: dict[str, Param] = {
        "order": order_title(order),
        "by": person_name(ctx.view, event.by),
    }
    if event.stage:
        params["stage"] = stage_name(order, event.stage)
        params["department"] = department_name(centre, order.workflow.stage(event.stage).department)
        record = order.stage(event.stage)
        if event.kind is Kind.DELIVERED:
            params |= delivery_params(event)
        if event.kind in OF_HOLDS and record.hold is not None:
            params["kind"] = hold_kind_name(centre, record.hold.kind)
            params["answers"] = department_name(centre, record.hold.department)
    key = of_the_whole("notice", event.kind, order)
    if event.kind is Kind.RESUMED and event.stage:
        key = NOT_AT_WORK.get(order.stage(event.stage).state, key)
    if event.kind is Kind.RESUMED and event.data.get("case"):
        key, params["case"] = "notice.resumed_by_case", str(event.data["case"])
    return Text(key=key, params=params)


def _with_reason(moved: Moved, events: Iterable[Event], lines: list[Text], at: int = 0) -> list[Text]:
    """One line has the reason for all; a priority's own line tells it already."""
    reason = next((one.note for one in moved.events if one.note), "")
    if not (reason and lines) or any(event.kind in rush_lines.TOLD for event in events):
        return lines
    return [*lines[:at], text("notice.with_note", line=lines[at], note=reason), *lines[at + 1 :]]
