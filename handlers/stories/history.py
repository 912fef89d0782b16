"""/history: an order's whole story, day by day, with who held it when and where nobody said anything."""

from collections.abc import Sequence
from datetime import date

from handlers.context import Context
from handlers.finding import find_order
from handlers.late.delays import booking_lines
from handlers.moves.acting import order_shown
from handlers.reply import Button, Clock, Param, Reply, Text, text
from handlers.replying import here
from handlers.seeing import Sees, chat_sees
from handlers.stage_keys import HISTORY, STORY_FILE, STORY_PICTURE, key, show_key
from handlers.stories.story import Held, Story, story_of
from handlers.stories.story_entries import Entry, entries_of
from handlers.stories.story_file import workbook
from handlers.stories.story_lanes import lanes_of
from handlers.stories.story_picture import caption, picture
from handlers.stories.story_words import gap_line, listed, place, worked
from handlers.tap_data import TapData
from handlers.view import View
from handlers.wording import order_title
from orders.order import Order
from storage.order_book import events_rows, orders_rows

LINES = 40  # a longer story goes as a file, with a summary in the message


def history(ctx: Context, args: str) -> Reply:
    """``/history <order>``."""
    found = find_order(ctx, args, ended_too=True)
    return _told(ctx, orders_rows.load(ctx.conn, found.row.id))


def tapped(ctx: Context, tap: TapData) -> Reply:
    return _told(ctx, order_shown(ctx, tap))


def drawn(ctx: Context, tap: TapData) -> Reply:
    """The story as one picture."""
    order = order_shown(ctx, tap)
    view, story = _story(ctx, order)
    lanes = lanes_of(story, view.centre.calendar)
    lines, drawing = caption(view, order, story, lanes), picture(view, order, story, lanes)
    return Reply(says=(here(ctx.incoming, *lines, picture=drawing, buttons=_keys(order, STORY_FILE)),))


def filed(ctx: Context, tap: TapData) -> Reply:
    """The story as a file."""
    order = order_shown(ctx, tap)
    view, story = _story(ctx, order)
    entries = entries_of(view, order, story, sees=_sees(ctx, view, order))
    head, *held = _summary(view, order, story)
    file = workbook(view, order, story, entries, words=(*held, *_day_lines(view, order, entries)))
    return Reply(says=(here(ctx.incoming, head, document=file, buttons=_keys(order, STORY_PICTURE)),))


def _told(ctx: Context, order: Order) -> Reply:
    view, story = _story(ctx, order)
    entries = entries_of(view, order, story, sees=_sees(ctx, view, order))
    days = _day_lines(view, order, entries)
    summary = _summary(view, order, story)
    if len(days) + len(summary) <= LINES:
        keys = _keys(order, STORY_PICTURE, STORY_FILE)
        return Reply(says=(here(ctx.incoming, *summary, *days, buttons=keys),))
    file = workbook(view, order, story, entries, words=days)
    lines = (*summary, text("history.in_file"))
    return Reply(says=(here(ctx.incoming, *lines, document=file, buttons=_keys(order, STORY_PICTURE)),))


def _story(ctx: Context, order: Order) -> tuple[View, Story]:
    view = ctx.view_of(order.company)
    return view, story_of(order, events_rows.history(ctx.conn, order.id), view.centre.calendar, ctx.now)


def _sees(ctx: Context, view: View, order: Order) -> Sees:
    chat = ctx.incoming.chat
    return chat_sees(view, chat.id, chat.thread, order)


def _keys(order: Order, *other_ways: str) -> tuple[tuple[Button, ...], ...]:
    """The other ways to have the story, and the order as it stands."""
    labels = {STORY_PICTURE: "button.story_picture", STORY_FILE: "button.story_file"}
    ways = tuple(key(labels[one], one, order=order.id) for one in other_ways)
    return ((*ways, show_key(order.id)),)


def _head(order: Order, story: Story) -> Text:
    return text(
        "history.head",
        order=order_title(order),
        state=text(f"state.order_{order.state}"),
        since=Clock(at=story.made[0].first.at),
        count=len(story.made),
    )


def _summary(view: View, order: Order, story: Story) -> list[Text]:
    """How long it took, who had it when, where it was silent."""
    lines = [_head(order, story), Text(key=""), text("history.held_head")]
    lines += [_held_line(view, order, one) for one in story.held if one.until != one.since]
    if story.gaps:
        lines += [
            Text(key=""),
            text("history.gaps_head"),
            *(gap_line(view, order, gap) for gap in story.gaps),
        ]
    if story.booked:
        lines += [Text(key=""), *booking_lines(view, order, story.booked)]
    return lines


def _held_line(view: View, order: Order, held: Held) -> Text:
    until = held.until or view.now
    minutes = view.centre.calendar_of(held.department).working_minutes_between(held.since, until)
    params: dict[str, Param] = {
        "where": place(view, order, held.stage, held.department),
        "since": Clock(at=held.since),
        "until": Clock(at=until),
        "worked": worked(minutes),
    }
    day = held.since.astimezone(view.centre.zone).date()
    if held.until and held.until.astimezone(view.centre.zone).date() == day:
        times = {"since": Clock(at=held.since, style="time"), "until": Clock(at=held.until, style="time")}
        return Text(key="history.same_day", params=params | times | {"day": day})
    return Text(key="history.held" if held.until else "history.holds", params=params)


def _day_lines(view: View, order: Order, entries: Sequence[Entry]) -> list[Text]:
    """Each day under its date; a silence stands where it was."""
    lines: list[Text] = []
    shown: date | None = None
    for entry in entries:
        day = entry.at.astimezone(view.centre.zone).date()
        if day != shown:
            lines += [Text(key=""), text("history.day", day=day)]
            shown = day
        lines += _entry_lines(entry)
        if entry.silence:
            lines.append(gap_line(view, order, entry.silence))
    return lines


def _entry_lines(entry: Entry) -> list[Text]:
    what: Param = entry.what
    if entry.stage is not None:
        what = text("history.of_stage", stage=entry.stage, what=what)
    line = text("history.did", at=Clock(at=entry.at, style="time"), by=entry.by, what=what)
    if entry.details:
        line = text("history.with_details", line=line, details=listed(entry.details))
    if entry.note:
        line = text("history.with_note", line=line, note=entry.note)
    if entry.on_behalf:
        line = text("history.on_behalf", line=line, who=entry.on_behalf)
    if entry.undone:
        line = text("history.undone", line=line)
    if not entry.passed_on:
        return [line, *entry.changes]
    return [line, *entry.changes, text("history.passed_on", stages=listed(entry.passed_on))]


TAPS = {HISTORY: tapped, STORY_PICTURE: drawn, STORY_FILE: filed}
