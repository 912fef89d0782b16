"""Those in whose name something was reported are told and may say it is not so; then the coordination hears and decides."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.addressing import to_department
from handlers.context import Context
from handlers.moves.acting import Moved
from handlers.reply import Button, Lane, MayWait, Param, Say, Text, text
from handlers.stage_keys import UPHOLD, dispute_key, key, show_key, undo_key
from handlers.wording import main_kind, order_title, person_name, progress, stage_name
from orders.events import Event, Kind
from orders.order import Behalf, Order, PersonId
from reminders.budget import Urgency
from storage.people import people_rows
from storage.people.people_rows import PersonRow


def behalf_says(ctx: Context, moved: Moved, note: str) -> list[Say]:
    """``note``: what the notices of this move are remembered by."""
    event = next((one for one in moved.events if one.stage), None)
    behalf = moved.after.stage(event.stage).behalf if event and event.stage else None
    if event is None or behalf is None:
        return []
    blank = Say(
        lines=(),
        lane=Lane.REMINDERS,
        unasked=True,
        may_wait=MayWait(urgency=Urgency.PRESSING, code=moved.after.code),
        note_for=note,
    )
    match event.kind:
        case Kind.DISPUTED:
            return _to_coordination(ctx, moved.after, event, behalf, blank)
        case Kind.UPHELD:
            upheld = _line(ctx, moved.after, event, behalf, "notice.upheld")
            return _to_whose_it_is(ctx, moved.after, event, behalf, _with_keys(blank, upheld, moved.after))
    if not event.on_behalf or behalf.move != event.move:
        return []
    asked = _asked(ctx, moved, event, behalf)
    notice = _with_keys(blank, asked, moved.after, dispute_key(moved.after, event.stage or "", event.move))
    return _to_whose_it_is(ctx, moved.after, event, behalf, notice)


def _asked(ctx: Context, moved: Moved, event: Event, behalf: Behalf) -> Text:
    """What was said of them, as the receipt says it."""
    own = [one.kind.value for one in moved.events if one.stage == event.stage]
    said, done = main_kind(own), progress(moved.after.stage(event.stage or ""))
    figures = any("percent" in one.data or "quantity" in one.data for one in moved.events)
    what = done if said == Kind.REPORTED and figures and done is not None else text(f"event.{said}")
    line = _line(ctx, moved.after, event, behalf, "notice.on_behalf", what=what)
    words = next((one.note for one in moved.events if one.note), "")
    return text("notice.with_note", line=line, note=words) if words else line


def _line(ctx: Context, order: Order, event: Event, behalf: Behalf, label: str, **more: Param) -> Text:
    view = ctx.view_of(order.company)
    params: dict[str, Param] = {
        "order": order_title(order),
        "stage": stage_name(order, event.stage or ""),
        "by": person_name(view, event.by),
        "reporter": person_name(view, behalf.by),
        "who": behalf.who,
    }
    return Text(key=label, params=params | more)


def _to_whose_it_is(ctx: Context, order: Order, event: Event, behalf: Behalf, notice: Say) -> list[Say]:
    """The person alone, where known and reached; else the stage's department, also where the report was made."""
    department = order.workflow.stage(event.stage or "").department
    person = _reached(ctx, behalf.of)
    if person is None:
        return to_department(ctx, order.company, department, notice, here_too=True)
    working = ctx.centres[order.company].calendar_of(department).is_working(ctx.now)
    return [replace(notice, to_user=person.user, silent=not working)]


def _to_coordination(ctx: Context, order: Order, event: Event, behalf: Behalf, blank: Say) -> list[Say]:
    """Who reported it hears too, wherever they are."""
    disputed = _line(ctx, order, event, behalf, "notice.disputed")
    keys = (
        undo_key(order, behalf.move),
        key("button.uphold", UPHOLD, order=order.id, stage=event.stage or "", version=behalf.move),
    )
    notice = _with_keys(blank, disputed, order, *keys)
    coordination = ctx.centres[order.company].coordination
    told = to_department(ctx, order.company, coordination, notice, here_too=True)
    reporter = _reached(ctx, behalf.by)
    if reporter is None or any(one.department == coordination for one in reporter.memberships):
        return told
    own = _with_keys(blank, disputed, order, undo_key(order, behalf.move))
    return [*told, replace(own, to_user=reporter.user)]


def _reached(ctx: Context, person: PersonId | None) -> PersonRow | None:
    row = people_rows.by_id(ctx.conn, person) if person is not None and person != ctx.me.id else None
    return row if row is not None and row.reachable else None


def _with_keys(blank: Say, line: Text, order: Order, *keys: Button) -> Say:
    rows: Sequence[tuple[Button, ...]] = (keys, (show_key(order.id),)) if keys else ((show_key(order.id),),)
    return replace(blank, lines=(line,), buttons=tuple(rows))
