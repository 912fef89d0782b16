"""The answer to a move: order, stage, state, who has it next, the next legal moves, and undo."""

from collections.abc import Sequence
from datetime import datetime

from handlers.cases.case_receipts import followed_lines
from handlers.changes import rush_lines
from handlers.changes.change_lines import change_lines, flag_lines
from handlers.context import Context
from handlers.late.late_lines import said_lines
from handlers.money.settled import asked_below
from handlers.moves.acting import Moved
from handlers.news import ack_lines
from handlers.news.assignee_notices import silent_assignees
from handlers.news.telling import not_reached
from handlers.order_cards.delivery_lines import counted_lines, delivery_params
from handlers.order_cards.order_lines import field_lines
from handlers.reply import Button, Clock, Listed, Param, Text, text
from handlers.seeing import chat_sees
from handlers.stage_keys import DONE as DONE_VERB
from handlers.stage_keys import draft_keys, show_key, stage_key, stage_keys, undo_key
from handlers.wording import (
    department_name,
    due_line,
    evidence_counted,
    holder_line,
    main_kind,
    of_the_whole,
    order_title,
    person_name,
    progress,
    stage_name,
    stage_names,
    told_together,
)
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from orders.holders import holders
from orders.order import Order, OrderState, StageState
from storage.order_book import events_rows

# What the asker is told of: what he did. What follows of itself (offers, skips) shows in the holders' lines.
_SAID = (
    Kind.OPENED, Kind.RECEIVED, Kind.REPORTED, Kind.ESTIMATED, Kind.SUBMITTED, Kind.APPROVED, Kind.REJECTED, Kind.DONE,
    Kind.DECLINED, Kind.SENT_BACK, Kind.HELD, Kind.HOLD_OWNED, Kind.HOLD_REFUSED, Kind.HOLD_DECIDED, Kind.RESUMED,
    Kind.CHANGED, Kind.REQUESTED, Kind.PROMISED, Kind.LATE_FILED, Kind.LATE_ACCEPTED, Kind.LATE_RETURNED, Kind.PAUSED,
    Kind.UNPAUSED, Kind.CANCELLED, Kind.UNDONE, Kind.FLAGS_SET, Kind.ASSIGNED, Kind.PRIORITY_ASKED,
    Kind.PRIORITY_DECIDED, Kind.RECALLED, Kind.ACKNOWLEDGED, Kind.LINKED, Kind.DELIVERED,
    Kind.DISPUTED, Kind.UPHELD, Kind.PUT_OFF,
)  # fmt: skip


_ENDS = frozenset({Kind.DONE, Kind.SUBMITTED, Kind.APPROVED, Kind.DECLINED, Kind.SENT_BACK})
_UNDERSTOOD = frozenset(
    {Kind.REPORTED, Kind.RECEIVED, Kind.RESUMED, Kind.DELIVERED}
)  # of work that ends in the same move


def receipt(ctx: Context, moved: Moved) -> tuple[Text, ...]:
    """The lines of one move's receipt."""
    told = [line for event in _told(moved) for line in _event_lines(ctx, moved, event)]
    if counted := evidence_counted([one for event in moved.events for one in event.evidence]):
        told[-1] = text("receipt.with_evidence", line=told[-1], evidence=Listed(items=tuple(counted)))
    closed = moved.after.state is OrderState.CLOSED
    closing = [Text(key=of_the_whole("receipt", Kind.CLOSED, moved.after))] if closed else []
    return (
        order_title(moved.after),
        *told,
        *_notified(ctx, moved),
        *closing,
        *_next_lines(ctx, moved),
        *followed_lines(ctx, moved),
        *asked_below(ctx, moved)[0],
        *silent_assignees(ctx, moved),
        *_not_told(ctx, moved),
    )


def _notified(ctx: Context, moved: Moved) -> list[Text]:
    """Who is to acknowledge it."""
    noted = (event for event in moved.events if event.kind is Kind.NOTIFIED)
    return [ack_lines.receipt_line(ctx.centres[moved.after.company], moved.after, one, {}) for one in noted]


def _not_told(ctx: Context, moved: Moved) -> list[Text]:
    """Who ought to know and was not reached: the asker had better call."""
    centre = ctx.centres[moved.after.company]
    names = Listed(items=tuple(department_name(centre, one) for one in not_reached(ctx, moved)))
    return [text("receipt.not_told", departments=names)] if names.items else []


def _next_lines(ctx: Context, moved: Moved) -> list[Text]:
    """When what was reported on is due, whose turn has come, and who has the rest."""
    order, own = moved.after, moved.events[0].stage
    centre = ctx.centres[order.company]
    lines = [due_line(due, ctx.now)] if (due := _due(order, own)) else []
    offers = [event.stage for event in moved.events if event.kind is Kind.OFFERED and event.stage]
    offered = [one for one in offers if order.stage(one).state is StageState.OFFERED]
    lines += [_offer_line(centre, order, together) for together in told_together(order, offered)]
    known = {*offered, own} if due else {*offered}
    lines += [
        holder_line(centre, order, one)
        for one in holders(order)
        if one.stage not in known or one.stage is None
    ]
    return lines


def _due(order: Order, stage: str | None) -> datetime | None:
    """Only of a stage that is being worked on: of one that is stuck it says who has to act."""
    record = order.stage(stage) if stage else None
    working = record is not None and record.state is StageState.ACTIVE and record.hold is None
    return record.due_at if record and working else None


def _offer_line(centre: Centre, order: Order, stages: Sequence[str]) -> Text:
    params: dict[str, Param] = {
        "stages": stage_names(order.workflow, stages),
        "department": department_name(centre, order.workflow.stage(stages[0]).department),
    }
    if confirm_by := order.stage(stages[0]).confirm_by:
        params["confirm_by"] = Clock(at=confirm_by)
    return Text(key="receipt.next", params=params)


def receipt_short(ctx: Context, moved: Moved) -> Text:
    """One line, for one report among several."""
    line = text(
        "receipt.short", order=order_title(moved.after), line=_event_line(ctx, moved, _told(moved)[-1])
    )
    if not moved.also:
        return line
    return text("case.besides", line=line, followed=Listed(items=tuple(followed_lines(ctx, moved))))


def receipt_keys(ctx: Context, moved: Moved) -> tuple[tuple[Button, ...], ...]:
    """What the asker may do next, then undo and the card."""
    actor = ctx.actors[moved.after.company]
    stage = next((event.stage for event in moved.events if event.stage), None)
    rows: tuple[tuple[Button, ...], ...] = ()
    if stage and moved.after.stage(stage).state in {StageState.ACTIVE, StageState.APPROVAL}:
        rows = stage_keys(moved.after, stage, actor)
    rows += asked_below(ctx, moved)[1]
    rows += tuple((_done_key(moved, one),) for one in _received_by_itself(moved, stage))
    if moved.after.state is OrderState.DRAFT:
        rows += draft_keys(moved.after)
    if any(event.kind is Kind.UNDONE for event in moved.events):
        return (*rows, (show_key(moved.after.id),))
    return (*rows, (undo_key(moved.after, moved.events[0].move), show_key(moved.after.id)))


def _told(moved: Moved) -> list[Event]:
    """The events worth a line; a report that closes its stage is told as the closing alone."""
    own = moved.events[0].stage
    told = [
        event
        for event in moved.events
        if event.kind in _SAID and (event.stage in {own, None} or event.kind is Kind.RECALLED)
    ]
    ends = any(event.kind in _ENDS for event in told)
    if told and told[0].kind is Kind.UNDONE:
        return told[:1]
    if ends:
        told = [event for event in told if event.kind not in _UNDERSTOOD]
    return told or list(moved.events[:1])


def _event_lines(ctx: Context, moved: Moved, event: Event) -> list[Text]:
    """One line, and of a change what it changed."""
    line = _event_line(ctx, moved, event)
    if event.kind in {Kind.DONE, Kind.SUBMITTED} and event.stage:
        counted = counted_lines(moved.after, event.stage)
        return [line, *counted, *field_lines(moved.after, event.stage, money=True)]
    if event.kind is Kind.PRIORITY_ASKED:
        return [line, *rush_lines.slip_lines(ctx.view_of(moved.after.company), event)]
    if event.kind is Kind.FLAGS_SET:
        return [line, *flag_lines(moved.after, event)]
    if event.kind is Kind.LATE_FILED and moved.after.late_report:
        return [line, *said_lines(ctx.centres[moved.after.company], moved.after.late_report)]
    if event.kind not in {Kind.CHANGED, Kind.REQUESTED, Kind.PROMISED}:
        return [line]
    chat = ctx.incoming.chat
    view = ctx.view_of(moved.after.company)
    sees = chat_sees(view, chat.id, chat.thread, moved.after)
    return [line, *change_lines(view.centre, moved.after, event, sees=sees)]


def _event_line(ctx: Context, moved: Moved, event: Event) -> Text:
    order = moved.after
    params: dict[str, Param] = {
        "by": person_name(ctx.view, event.by),
        "at": Clock(at=event.at, style="time"),
    }
    key_name = of_the_whole("receipt", event.kind, order)
    if event.stage:
        record = order.stage(event.stage)
        params["stage"] = stage_name(order, event.stage)
        done = progress(record)
        figures = event.kind is Kind.REPORTED and ("percent" in event.data or "quantity" in event.data)
        if figures and done is not None:
            key_name, params["progress"] = "receipt.progress", done
        if event.kind is Kind.DELIVERED:
            params |= delivery_params(event)
        if event.kind is Kind.ESTIMATED and record.estimate is not None:
            params["estimate"] = Clock(at=record.estimate)
        if event.kind is Kind.SENT_BACK:
            params["to"] = stage_name(order, str(event.data["to"]))
    if event.kind is Kind.UNDONE:
        key_name = _undone(ctx, moved, event, params)
    if event.kind is Kind.LINKED:
        params["parent"] = str(event.data["code"])
    line = _of_others(ctx, order, event, params) or Text(key=key_name, params=params)
    if event.on_behalf:
        line = text("receipt.on_behalf", line=line, who=event.on_behalf)
    if event.note and event.kind is not Kind.HELD:  # a hold's reason stands with its holder
        return text("receipt.with_note", line=line, note=event.note)
    return line


def _of_others(ctx: Context, order: Order, event: Event, params: dict[str, Param]) -> Text | None:
    """What names people, departments or orders besides the stage."""
    if event.kind in rush_lines.TOLD:
        return rush_lines.receipt_line(ctx.view_of(order.company), event, params)
    if event.kind is Kind.PUT_OFF:
        until = Clock(at=datetime.fromisoformat(event.data["until"]))
        name = "receipt.put_off" if event.stage else "receipt.put_off_order"
        return Text(key=name, params=params | {"until": until})
    if event.kind in ack_lines.TOLD:
        return ack_lines.receipt_line(ctx.centres[order.company], order, event, params)
    if event.kind is not Kind.ASSIGNED:
        return None
    person = event.data["person"]
    name = "receipt.unassigned" if person is None else "receipt.assigned"
    return Text(key=name, params=params | {"person": person_name(ctx.view, person)})


def _undone(ctx: Context, moved: Moved, event: Event, params: dict[str, Param]) -> str:
    """What was taken back, by the stage it was first about."""
    first = events_rows.event(ctx.conn, moved.after.id, int(event.data["move"]))
    params["what"] = Text(key=of_the_whole("event", main_kind(event.data["kinds"]), moved.after))
    if first is None or first.stage is None:
        return "receipt.undone_order"
    params["stage"] = stage_name(moved.after, first.stage)
    return "receipt.undone"


def _received_by_itself(moved: Moved, own: str | None) -> list[str]:
    """Next stages of the same department: theirs at once, so that they can be closed from here too."""
    return [
        event.stage
        for event in moved.events
        if event.kind is Kind.RECEIVED and event.stage and event.stage != own
    ]


def _done_key(moved: Moved, stage: str) -> Button:
    label = text("button.stage_done", stage=stage_name(moved.after, stage))
    return stage_key(moved.after, stage, DONE_VERB, label)
