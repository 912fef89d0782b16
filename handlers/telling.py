"""Who else hears of a move: the next department at once, the one a hold or a return concerns, the approver."""

from collections.abc import Iterable
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
from storage import chats_rows, outbox, people_rows

PRIVATE_AT_MOST = 10  # people of a department without a group who are told one by one


def tell(ctx: Context, moved: Moved) -> tuple[Say, ...]:
    """The messages for everybody but the asker. A department acting on its own chat is not told what it just did."""
    says: list[Say] = []
    for department, events in _by_department(moved):
        lines = tuple(line for event in events if (line := _line(ctx, moved, event)) is not None)
        if lines:
            says += _to_department(ctx, moved.after, department, lines, _keys(moved.after, events))
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


def _line(ctx: Context, moved: Moved, event: Event) -> Text | None:
    order = moved.after
    params: dict[str, Param] = {
        "order": order_title(order),
        "by": person_name(ctx, event.by),
        "note": event.note,
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
    return text(f"notice.{event.kind}", **params)


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
                    Button(label=text("button.received", stage=name), data=pack(TapData(verb="rc", **at)), style="success"),
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


def _to_department(
    ctx: Context, order: Order, department: str, lines: tuple[Text, ...], keys: tuple[tuple[Button, ...], ...]
) -> list[Say]:
    """Into the department's own chats; without any, to its people in private; without those, to coordination."""
    note = f"notice:{order.id}:{order.version}"
    shape = {"buttons": keys, "lane": Lane.REMINDERS, "unasked": True, "note_for": note}
    here = (ctx.incoming.chat.id, ctx.incoming.chat.thread)
    places = chats_rows.destinations(ctx.conn, order.company, department)
    if places:
        return [Say(lines=lines, chat=chat, thread=thread, **shape) for chat, thread in places if (chat, thread) != here or keys]
    people = [one for one in people_rows.members(ctx.conn, order.company, department) if one.reachable]
    if people:
        return [Say(lines=lines, to_user=one.user_id, **shape) for one in people[:PRIVATE_AT_MOST] if one.id != ctx.me.id]
    centre = ctx.centres[order.company]
    if department == centre.coordination:
        return []
    nobody = text("notice.nobody_to_tell", department=department_name(centre, department))
    return _to_department(ctx, order, centre.coordination, (*lines, nobody), keys)


def _taken_back(ctx: Context, moved: Moved) -> list[Say]:
    """Notices of an undone move are edited where they were sent, and withdrawn where they were not yet."""
    says: list[Say] = []
    for event in moved.events:
        if event.kind is not Kind.UNDONE:
            continue
        last = int(event.data["last"])
        for notice in outbox.take_back(ctx.conn, f"notice:{moved.after.id}:{last}"):
            line = text("notice.taken_back", order=order_title(moved.after), by=person_name(ctx, event.by))
            says.append(
                Say(lines=(line,), chat=notice.chat, thread=notice.thread, edits=notice.message_id, lane=Lane.CARDS)
            )
    return says
