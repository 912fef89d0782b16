"""Who a stage was given to hears of it in private, and so does who had it before."""

from handlers.context import Context
from handlers.leave.roster import Presence
from handlers.moves.acting import Moved
from handlers.order_cards.order_lines import fact_lines
from handlers.reply import Button, Clock, Lane, Say, Text, text
from handlers.seeing import department_sees
from handlers.stage_keys import RECEIVE, STAGE, show_key, stage_key
from handlers.wording import order_title, person_name, stage_name
from orders.events import Event, Kind
from orders.order import Order, PersonId, StageState
from storage.people import people_rows
from storage.people.people_rows import PersonRow


def to_assignees(ctx: Context, moved: Moved, note: str) -> list[Say]:
    """``note``: what the notices of this move are remembered by."""
    given = [one for one in moved.events if one.kind is Kind.ASSIGNED and one.stage]
    return [say for event in given for say in _of_one(ctx, moved, event, note)]


def silent_assignees(ctx: Context, moved: Moved) -> list[Text]:
    """For the asker: who was given something and cannot be told, or is away."""
    lines: list[Text] = []
    for event in moved.events:
        if event.kind is not Kind.ASSIGNED or event.data["person"] is None:
            continue
        person = people_rows.by_id(ctx.conn, PersonId(event.data["person"]))
        if person is None or person.id == ctx.me.id:
            continue
        presence = Presence(conn=ctx.conn, company=moved.after.company, now=ctx.now)
        if presence.is_away(person.id):
            deputies = presence.instead([person])
            key = "receipt.assignee_away_for" if deputies else "receipt.assignee_away"
            deputy = deputies[0].name if deputies else ""
            lines.append(Text(key=key, params={"name": person.name, "deputy": deputy}))
        elif not person.reachable:
            lines.append(text("receipt.assignee_silent", name=person.name, bot=ctx.bot.username))
    return lines


def _of_one(ctx: Context, moved: Moved, event: Event, note: str) -> list[Say]:
    stage = event.stage or ""
    order, before = moved.after, moved.before.stage(stage).assigned_to
    says: list[Say] = []
    if (person := _row(ctx, event.data["person"])) is not None:
        presence = Presence(conn=ctx.conn, company=order.company, now=ctx.now)
        for one in dict.fromkeys((person, *presence.instead([person]))):
            says += _given(ctx, order, event, told=one, person=person, note=note)
    if before is not None and (former := _row(ctx, before)) is not None:
        line = text(
            "notice.not_yours",
            order=order_title(order),
            stage=stage_name(order, stage),
            by=person_name(ctx.view, event.by),
        )
        says += _private(ctx, former, (line,), ((show_key(order.id),),), note)
    return says


def _given(
    ctx: Context, order: Order, event: Event, *, told: PersonRow, person: PersonRow, note: str
) -> list[Say]:
    stage = event.stage or ""
    record = order.stage(stage)
    line = text(
        "notice.assigned" if told.id == person.id else "notice.assigned_for",
        order=order_title(order),
        stage=stage_name(order, stage),
        by=person_name(ctx.view, event.by),
        name=person.name,
    )
    lines = [line, *([text("order.due", due=Clock(at=record.due_at))] if record.due_at else [])]
    view = ctx.view_of(order.company)
    sees = department_sees(view, order, order.workflow.stage(stage).department)
    lines += fact_lines(view, order, sees=sees)
    keys: tuple[Button, ...] = ()
    if record.state is StageState.OFFERED:
        received = text("button.received_stage", stage=stage_name(order, stage))
        keys = (stage_key(order, stage, RECEIVE, received, style="success"),)
    elif record.state is not StageState.WAITING:
        keys = (stage_key(order, stage, STAGE, text("button.stage", stage_name=stage_name(order, stage))),)
    return _private(ctx, told, tuple(lines), ((*keys, show_key(order.id)),), note)


def _private(
    ctx: Context, person: PersonRow, lines: tuple[Text, ...], keys: tuple[tuple[Button, ...], ...], note: str
) -> list[Say]:
    """Who cannot be written to in private is named to the asker instead (``silent_assignees``)."""
    if person.id == ctx.me.id or not person.reachable:
        return []
    return [Say(lines=lines, to_user=person.user, buttons=keys, lane=Lane.REMINDERS, note_for=note)]


def _row(ctx: Context, person: int | None) -> PersonRow | None:
    return None if person is None else people_rows.by_id(ctx.conn, PersonId(person))
