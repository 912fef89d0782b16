"""Who else hears of a move: the next department at once, the one a hold or a return concerns, the approver."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from handlers.acting import Moved
from handlers.context import Context
from handlers.reply import Button, Clock, Lane, Param, Say, Text, text
from handlers.tap_data import TapData, pack
from handlers.wording import (
    department_name,
    hold_kind_name,
    order_title,
    person_name,
    stage_name,
)
from orders.events import Event, Kind
from orders.order import Order, StageState
from storage import chats_rows, outbox, people_rows, said

PRIVATE_AT_MOST = 10  # people of a department without a group who are told one by one


def tell(ctx: Context, moved: Moved) -> tuple[Say, ...]:
    """The messages for everybody but the asker. A department acting on its own chat is not told what it just did."""
    says: list[Say] = []
    for department, events in _by_department(moved):
        lines = tuple(_line(ctx, moved, event) for event in events)
        notice = Say(
            lines=lines,
            buttons=_keys(moved.after, events),
            lane=Lane.REMINDERS,
            unasked=True,
            note_for=_note(moved.after, moved.events[0].move),
        )
        says += _to_department(ctx, moved.after, department, notice)
    says += _taken_back(ctx, moved)
    return tuple(says)


def _by_department(moved: Moved) -> Iterable[tuple[str, list[Event]]]:
    """Events that concern a department other than the actor's own doing, bundled per department, in order."""
    concerned = [(department, event) for event in moved.events for department in _concerned(moved, event)]
    concerned.sort(key=lambda pair: pair[0])
    for department, pairs in groupby(concerned, key=lambda pair: pair[0]):
        yield department, [event for _, event in pairs]


def _concerned(moved: Moved, event: Event) -> tuple[str, ...]:
    order = moved.after
    own = order.workflow.stage(event.stage).department if event.stage else ""
    match event.kind:
        case Kind.OFFERED:
            return (own,) if order.stage(event.stage or "").state is StageState.OFFERED else ()
        case Kind.REOPENED | Kind.REJECTED | Kind.RESUMED:
            return (own,)
        case Kind.HELD:
            hold = order.stage(event.stage or "").hold
            return tuple({own, hold.department}) if hold else ()
        case Kind.SUBMITTED:
            approver = order.workflow.stage(event.stage or "").approver
            return (approver.department or own,) if approver else ()
        case Kind.APPROVED:
            return (own,)
        case Kind.PAUSED | Kind.UNPAUSED | Kind.CANCELLED | Kind.CHANGED | Kind.PROMISED:
            return tuple(sorted({order.workflow.stage(one).department for one in _begun(moved.before)}))
        case Kind.CLOSED:
            return (order.opened_by_department,) if order.opened_by_department else ()
    return ()


def _begun(order: Order) -> Iterable[str]:
    return (one.id for one in order.stages.values() if one.state not in {StageState.WAITING, StageState.SKIPPED})


def _line(ctx: Context, moved: Moved, event: Event) -> Text:
    order = moved.after
    params: dict[str, Param] = {
        "order": order_title(order),
        "by": person_name(ctx.view, event.by),
    }
    if event.stage:
        params["stage"] = stage_name(order, event.stage)
        params["department"] = department_name(ctx.centre, order.workflow.stage(event.stage).department)
        record = order.stage(event.stage)
        if event.kind is Kind.OFFERED and record.confirm_by is not None:
            params["confirm_by"] = Clock(at=record.confirm_by)
        if event.kind is Kind.HELD and record.hold is not None:
            params["kind"] = hold_kind_name(ctx.centre, record.hold.kind)
            params["answers"] = department_name(ctx.centre, record.hold.department)
    if event.kind is Kind.PROMISED and order.promised_on is not None:
        params["promised"] = order.promised_on
    line = text(f"notice.{event.kind}", **params)
    reason = next((one.note for one in moved.events if one.note), "")
    return text("notice.with_note", line=line, note=reason) if reason else line


def _keys(order: Order, events: Iterable[Event]) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for event in events:
        if not event.stage:
            continue
        record = order.stage(event.stage)
        at = {"order": order.id, "stage": event.stage, "version": record.version}
        if event.kind is Kind.OFFERED and record.state is StageState.OFFERED:
            name = stage_name(order, event.stage)
            rows.append(
                (
                    Button(label=text("button.received_stage", stage=name), data=pack(TapData(verb="rc", **at)), style="success"),
                    Button(label=text("button.decline"), data=pack(TapData(verb="dc", **at))),
                )
            )
        if event.kind is Kind.SUBMITTED:
            rows.append(
                (
                    Button(label=text("button.approve"), data=pack(TapData(verb="ap", **at)), style="success"),
                    Button(label=text("button.reject"), data=pack(TapData(verb="rj", **at)), style="danger"),
                )
            )
    return tuple(rows)


def _to_department(ctx: Context, order: Order, department: str, notice: Say) -> list[Say]:
    """Into the department's own chats; without any, to its people in private; without those, to coordination.

    The chat in which the move was made has its receipt already, unless the notice brings a button there.
    """
    here = (ctx.incoming.chat.id, ctx.incoming.chat.thread)
    places = chats_rows.destinations(ctx.conn, order.company, department)
    if places:
        told = [place for place in places if place != here or notice.buttons]
        return [replace(notice, chat=chat, thread=thread) for chat, thread in told]
    members = people_rows.members(ctx.conn, order.company, department)
    reachable = [one for one in members if one.reachable]
    if reachable:
        return [replace(notice, to_user=one.user) for one in reachable[:PRIVATE_AT_MOST] if one.id != ctx.me.id]
    centre = ctx.centres[order.company]
    if department == centre.coordination:
        return []
    nobody = text("notice.nobody_to_tell", department=department_name(centre, department))
    return _to_department(ctx, order, centre.coordination, replace(notice, lines=(*notice.lines, nobody), buttons=()))


def _taken_back(ctx: Context, moved: Moved) -> list[Say]:
    """Notices of an undone move are edited where they were sent, and withdrawn where they were not yet."""
    says: list[Say] = []
    for event in moved.events:
        if event.kind is not Kind.UNDONE:
            continue
        note = _note(moved.after, int(event.data["move"]))
        outbox.withdraw(ctx.conn, note)
        line = text("notice.taken_back", order=order_title(moved.after), by=person_name(ctx.view, event.by))
        says += [
            Say(lines=(line,), chat=one.chat, thread=one.thread, edits=one.message, lane=Lane.REMINDERS)
            for one in said.messages_of(ctx.conn, note)
        ]
    return says


def _note(order: Order, move: int) -> str:
    """What the notices of a move are remembered by."""
    return f"notice:{order.id}:{move}"
