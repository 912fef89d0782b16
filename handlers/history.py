"""/history: an order's whole story, day by day, with who held it when and where nobody said anything."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.change_lines import change_lines
from handlers.context import Context
from handlers.finding import find_order
from handlers.reply import Clock, Document, Listed, Param, Reply, Text, text
from handlers.replying import here
from handlers.seeing import chat_sees_money
from handlers.stage_keys import HISTORY, show_key
from handlers.story import Gap, Held, Made, Story, story_of
from handlers.tap_data import TapData
from handlers.view import View
from handlers.wording import (
    department_name,
    evidence_counted,
    hold_kind_name,
    main_kind,
    order_title,
    person_name,
    quantity_text,
    stage_name,
)
from orders.events import Event, Kind
from orders.order import Order, OrderId, Quantity
from orders.refusals import TapUnreadable
from storage import events_rows, orders_rows

LINES = 40  # a longer story goes as a file, with a summary in the message
MINUTES = 60


def history(ctx: Context, args: str) -> Reply:
    """``/history <order>``."""
    found = find_order(ctx, args, ended_too=True)
    return _told(ctx, orders_rows.load(ctx.conn, found.row.id))


def tapped(ctx: Context, tap: TapData) -> Reply:
    try:
        order = orders_rows.load(ctx.conn, OrderId(tap.order))
    except LookupError:
        raise TapUnreadable from None
    if order.company not in ctx.actors:
        raise TapUnreadable
    return _told(ctx, order)


def _told(ctx: Context, order: Order) -> Reply:
    view = ctx.view_of(order.company)
    chat = ctx.incoming.chat
    money = chat_sees_money(view, chat.id, chat.thread, order)
    story = story_of(order, events_rows.history(ctx.conn, order.id), view.centre.calendar, ctx.now)
    days = _day_lines(view, order, story, money=money)
    summary = _summary(view, order, story)
    keys = ((show_key(order.id),),)
    if len(days) + len(summary) <= LINES:
        return Reply(says=(here(ctx.incoming, *summary, *days, buttons=keys),))
    file = Document(name=f"{order.code.replace('/', '-')}.txt", lines=(*summary, *days))
    return Reply(says=(here(ctx.incoming, *summary, text("history.in_file"), buttons=keys, document=file),))


def _summary(view: View, order: Order, story: Story) -> list[Text]:
    """How long it took, who had it when, where it was silent."""
    head = text(
        "history.head",
        order=order_title(order),
        state=text(f"state.order_{order.state}"),
        since=Clock(at=story.made[0].first.at),
        count=len(story.made),
    )
    lines = [head, Text(key=""), text("history.held_head")]
    lines += [_held_line(view, order, one) for one in story.held if one.until != one.since]
    if story.gaps:
        lines += [
            Text(key=""),
            text("history.gaps_head"),
            *(_gap_line(view, order, gap) for gap in story.gaps),
        ]
    return lines


def _held_line(view: View, order: Order, held: Held) -> Text:
    until = held.until or view.now
    minutes = view.centre.calendar_of(held.department).working_minutes_between(held.since, until)
    params: dict[str, Param] = {
        "where": _where(view, order, held),
        "since": Clock(at=held.since),
        "until": Clock(at=until),
        "worked": _worked(minutes),
    }
    day = held.since.astimezone(view.centre.zone).date()
    if held.until and held.until.astimezone(view.centre.zone).date() == day:
        times = {"since": Clock(at=held.since, style="time"), "until": Clock(at=held.until, style="time")}
        return Text(key="history.same_day", params=params | times | {"day": day})
    return Text(key="history.held" if held.until else "history.holds", params=params)


def _worked(minutes: int) -> Text:
    if minutes < MINUTES:
        return text("history.minutes", count=minutes)
    return text("history.hours", count=round(minutes / MINUTES))


def _gap_line(view: View, order: Order, gap: Gap) -> Text:
    held = Listed(items=tuple(_where(view, order, one) for one in gap.held))
    return text(
        "history.gap",
        since=Clock(at=gap.since, style="day"),
        until=Clock(at=gap.until, style="day"),
        held=held,
    )


def _where(view: View, order: Order, held: Held) -> Text:
    department = department_name(view.centre, held.department)
    if held.stage is None:
        return text("history.whole", department=department)
    return text("history.stage", stage=stage_name(order, held.stage), department=department)


def _day_lines(view: View, order: Order, story: Story, *, money: bool) -> list[Text]:
    """Each day under its date; a silence stands where it was."""
    lines: list[Text] = []
    silent = {gap.since: gap for gap in story.gaps}
    shown: date | None = None
    for made in story.made:
        day = made.first.at.astimezone(view.centre.zone).date()
        if day != shown:
            lines += [Text(key=""), text("history.day", day=day)]
            shown = day
        lines += _made_lines(view, order, story, made, money=money)
        if gap := silent.get(made.first.at):
            lines.append(_gap_line(view, order, gap))
    return lines


def _made_lines(view: View, order: Order, story: Story, made: Made, *, money: bool) -> list[Text]:
    event = _main(made)
    line = text(
        "history.did",
        at=Clock(at=event.at, style="time"),
        by=person_name(view, event.by),
        what=_what(order, story, event),
    )
    if details := _details(view, order, made):
        line = text("history.with_details", line=line, details=Listed(items=tuple(details)))
    if note := next((one.note for one in made.events if one.note), ""):
        line = text("history.with_note", line=line, note=note)
    if event.on_behalf:
        line = text("history.on_behalf", line=line, who=event.on_behalf)
    if made.undone:
        line = text("history.undone", line=line)
    lines = [line]
    if event.kind in {Kind.CHANGED, Kind.PROMISED}:
        lines += change_lines(view.centre, order, event, money=money)
    if (offered := _passed_on(order, made)) and not made.undone:
        lines.append(text("history.passed_on", stages=Listed(items=tuple(offered))))
    return lines


def _main(made: Made) -> Event:
    own = [event for event in made.events if event.stage == made.first.stage]
    main = main_kind([event.kind for event in own])
    return next(event for event in own if event.kind == main)


def _what(order: Order, story: Story, event: Event) -> Param:
    """What was done with which stage; an undo is about the stage whose move it took back."""
    what, stage = text(f"event.{event.kind}"), event.stage
    if event.kind is Kind.UNDONE:
        stage = next(one.first.stage for one in story.made if one.first.seq == event.data["move"])
    if stage is None:
        return what
    return text("history.of_stage", stage=stage_name(order, stage), what=what)


def _details(view: View, order: Order, made: Made) -> list[Param]:
    details: list[Param] = []
    for event in made.events:
        if event.stage == made.first.stage:
            details += _of_event(view, order, event)
    return details + evidence_counted([one for event in made.events for one in event.evidence])


def _of_event(view: View, order: Order, event: Event) -> list[Param]:
    data = event.data
    match event.kind:
        case Kind.REPORTED:
            return _reported(order, event)
        case Kind.ESTIMATED:
            return [Clock(at=datetime.fromisoformat(data["estimate"]))]
        case Kind.HELD:
            answers = department_name(view.centre, data["department"])
            return [text("history.hold", kind=hold_kind_name(view.centre, data["hold"]), answers=answers)]
        case Kind.SENT_BACK | Kind.DECLINED:
            return (
                [text("history.back_to", stage=stage_name(order, str(data["to"])))] if data.get("to") else []
            )
    return []


def _reported(order: Order, event: Event) -> list[Param]:
    data = event.data
    said: list[Param] = []
    if data.get("percent") is not None:
        said.append(text("word.percent", percent=int(data["percent"])))
    if data.get("quantity"):
        said.append(quantity_text(Quantity(**data["quantity"])))
    names = {field.id: field.names for field in order.workflow.stage(event.stage or "").fields}
    said += [
        text("history.field", field=names.get(field, field), value=str(value))
        for field, value in data.get("fields", {}).items()
    ]
    return said


def _passed_on(order: Order, made: Made) -> Sequence[Param]:
    """The stages whose turn came by this move."""
    own = made.first.stage
    come = [e.stage for e in made.events if e.kind is Kind.OFFERED and e.stage and e.stage != own]
    return [stage_name(order, one) for one in dict.fromkeys(come)]


TAPS = {HISTORY: tapped}
