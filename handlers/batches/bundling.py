"""Who else hears of a file's lines: each department one message for all of them, when the last one is done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.acting import Moved
from handlers.addressing import to_department
from handlers.context import Context
from handlers.correcting import corrected
from handlers.reply import Lane, Param, Say, Text, text
from handlers.reply_json import text_from_json, text_to_json
from handlers.stage_keys import MY, key
from handlers.telling import by_department
from handlers.wording import person_name, stage_names, titled
from orders.events import Event, Kind
from storage import batch_rows
from storage.batch_rows import Batch, LineState

LISTED = 15  # lines of one message; the rest is counted
_MOST_LINES = 5_000


def told_of(ctx: Context, moved: Moved) -> Mapping[str, Any]:
    """What each department is to hear of one line, to be kept until the others are done."""
    return {
        department: text_to_json(_line(moved, events)) for department, events in by_department(ctx, moved)
    }


def notices(ctx: Context, batch: Batch) -> list[Say]:
    """One for each department concerned, in each of its chats."""
    heard: defaultdict[str, list[Text]] = defaultdict(list)
    for row in batch_rows.first_lines(ctx.conn, batch.id, [LineState.DONE], _MOST_LINES):
        for department, line in (row.told or {}).items():
            heard[department].append(text_from_json(line))
    says: list[Say] = []
    for department, lines in heard.items():
        notice = Say(
            lines=_message(ctx, batch, lines),
            buttons=((key("button.my_work", MY),),),
            lane=Lane.REMINDERS,
            unasked=True,
            note_for=_note(batch),
        )
        says += to_department(ctx, batch.company, department, notice, here_too=True)
    return says


def taken_back(ctx: Context, batch: Batch, *, undone: int, kept: int) -> list[Say]:
    """The notices are edited where they stand."""
    key_name = "batch.notice_taken_back_partly" if kept else "batch.notice_taken_back"
    params: dict[str, Param] = {
        "file": batch.file_name,
        "by": person_name(ctx.view, ctx.me.id),
        "undone": undone,
        "kept": kept,
    }
    news = Say(lines=(Text(key=key_name, params=params),), lane=Lane.REMINDERS)
    in_flight = Say(lines=news.lines, lane=Lane.REMINDERS, unasked=True)
    return corrected(ctx.conn, _note(batch), news, in_flight=in_flight)


def _message(ctx: Context, batch: Batch, lines: Sequence[Text]) -> tuple[Text, ...]:
    head = text(
        "batch.notice", count=len(lines), by=person_name(ctx.view, batch.person), file=batch.file_name
    )
    rest = len(lines) - LISTED
    return (head, *lines[:LISTED], *([text("batch.more", count=rest)] if rest > 0 else []))


def _line(moved: Moved, events: Sequence[Event]) -> Text:
    """The order and what happened to it, in a few words."""
    order = moved.after
    offered = [event.stage for event in events if event.kind is Kind.OFFERED and event.stage]
    shown = titled(order.code, order.facts.customer)
    if offered:
        return text("batch.notice_offered", order=shown, stages=stage_names(order.workflow, offered))
    event = events[0]
    what = text(f"event.{event.kind}")
    if event.stage is None:
        return text("batch.notice_order", order=shown, what=what)
    return text("batch.notice_stage", order=shown, what=what, stage=order.workflow.stage(event.stage).names)


def _note(batch: Batch) -> str:
    """What the notices of a file are remembered by."""
    return f"batch:{batch.id}"
