"""An order's story as a workbook: what happened, who held it when, where nobody said anything."""

from collections.abc import Sequence

from handlers.reply import Clock, Document, Listed, Param, Table, Text, text
from handlers.stories.story import Story
from handlers.stories.story_entries import Entry
from handlers.stories.story_finding import finding, promise_line
from handlers.stories.story_lanes import Lane, Part, lanes_of
from handlers.stories.story_words import listed, places
from handlers.view import View
from handlers.wording import department_name, order_title, stage_name
from orders.holders import Holder
from orders.order import Order

_Row = tuple[Param | None, ...]


def workbook(
    view: View, order: Order, story: Story, entries: Sequence[Entry], *, words: Sequence[Text]
) -> Document:
    """``words`` are said where a chat takes no file."""
    lanes = lanes_of(story, view.centre.calendar)
    return Document(
        name=f"{order.code.replace('/', '-')}.xlsx",
        tables=(
            _overview(view, order, story, lanes),
            _events(view, order, entries),
            _held(view, order, lanes),
            _silent(view, order, story),
        ),
        lines=tuple(words),
    )


def _overview(view: View, order: Order, story: Story, lanes: Sequence[Lane]) -> Table:
    rows: list[_Row] = [
        (text("sheet.order"), order_title(order)),
        (text("sheet.title"), order.facts.title),
        (text("sheet.state"), text(f"state.order_{order.state}")),
        (text("sheet.first_promise"), order.first_promised_on),
        (text("sheet.promise"), order.promised_on),
        (text("sheet.since"), Clock(at=story.since)),
        (text("sheet.until"), None if story.goes_on else Clock(at=story.until)),
        (text("sheet.as_of"), Clock(at=view.now)),
        (text("sheet.finding"), finding(view, order, story, lanes)),
        (text("sheet.delivery"), promise_line(view, story)),
    ]
    head = (text("sheet.what"), text("sheet.value"))
    return Table(title=text("sheet.overview"), head=head, rows=tuple(rows))


def _events(view: View, order: Order, entries: Sequence[Entry]) -> Table:
    columns = ("at", "by", "stage", "did", "details", "note", "on_behalf", "undone", "held_after")
    rows: list[_Row] = []
    for entry in entries:
        rows.append(_event(view, order, entry))
        if gap := entry.silence:
            silence = text("sheet.silence", until=Clock(at=gap.until))
            rows.append((Clock(at=gap.since), None, None, silence, None, None, None, None, places(view, order, gap.held)))  # fmt: skip
    return Table(title=text("sheet.events"), head=_head(columns), rows=tuple(rows))


def _event(view: View, order: Order, entry: Entry) -> _Row:
    details: list[Param] = [*entry.details, *entry.changes]
    if entry.passed_on:
        details.append(text("history.passed_on", stages=listed(entry.passed_on)))
    return (
        Clock(at=entry.at),
        entry.by,
        entry.stage,
        entry.what,
        Listed(items=tuple(details), joiner="lines") if details else None,
        entry.note or None,
        entry.on_behalf or None,
        text("sheet.taken_back") if entry.undone else None,
        _holders(view, order, entry.after.held) if entry.after else None,
    )


def _holders(view: View, order: Order, held: Sequence[Holder]) -> Param | None:
    return places(view, order, held) if held else None


def _held(view: View, order: Order, lanes: Sequence[Lane]) -> Table:
    """In the order of time; working minutes in the department's own calendar."""
    columns = ("stage", "department", "since", "until", "minutes", "late", "still")
    parts = [(part, lane) for lane in lanes for part in lane.parts]
    parts.sort(key=lambda one: (one[0].since, one[0].until))
    rows = tuple(_part(view, order, lane, part) for part, lane in parts)
    return Table(title=text("sheet.held"), head=_head(columns), rows=rows)


def _part(view: View, order: Order, lane: Lane, part: Part) -> _Row:
    calendar = view.centre.calendar_of(lane.department)
    return (
        text("sheet.whole") if lane.stage is None else stage_name(order, lane.stage),
        department_name(view.centre, lane.department),
        Clock(at=part.since),
        Clock(at=part.until),
        calendar.working_minutes_between(part.since, part.until),
        text(f"sheet.late_{part.late}") if part.late else None,
        text("sheet.stood_still") if part.still else None,
    )


def _silent(view: View, order: Order, story: Story) -> Table:
    columns = ("since", "until", "minutes", "held_by")
    rows = tuple(
        (
            Clock(at=gap.since),
            Clock(at=gap.until),
            view.centre.calendar.working_minutes_between(gap.since, gap.until),
            places(view, order, gap.held),
        )
        for gap in story.gaps
    )
    return Table(title=text("sheet.silent"), head=_head(columns), rows=rows)


def _head(columns: Sequence[str]) -> tuple[Text, ...]:
    return tuple(text(f"sheet.{one}") for one in columns)
