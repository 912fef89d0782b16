"""Who else hears of a file's lines: each department one message for all of them, when the last one is done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from handlers.addressing import to_department
from handlers.context import Context
from handlers.moves.acting import Moved
from handlers.news.correcting import corrected
from handlers.news.following import to_follower
from handlers.news.telling import by_department, by_follower
from handlers.news.wanted_answers import waits_for_an_answer
from handlers.reply import Lane, MayWait, Param, Say, Text, text
from handlers.reply_json import text_from_json, text_to_json
from handlers.stage_keys import MY, key
from handlers.wording import person_name, stage_names, titled
from orders.events import Event, Kind
from reminders.budget import Urgency
from storage.intake.batch_rows import Batch

LISTED = 15  # lines of one message; the rest is counted


class Told:
    """What each department is to hear of the lines done so far: how many there are, and the first of them."""

    def __init__(self, kept: Mapping[str, Any] | None) -> None:
        self._by_department = {department: _Heard(**one) for department, one in (kept or {}).items()}

    def add(self, ctx: Context, moved: Moved) -> None:
        for department, events in by_department(ctx, moved):
            heard = self._heard(department, moved, events)
            heard.follows = False
            heard.waits |= waits_for_an_answer(moved.after, events, department)
        for follower, events in by_follower(ctx, moved).items():
            self._heard(follower, moved, events)
        for followed in moved.also:
            self.add(ctx, followed)

    def _heard(self, department: str, moved: Moved, events: Sequence[Event]) -> "_Heard":
        heard = self._by_department.setdefault(department, _Heard())
        heard.count += 1
        if len(heard.lines) < LISTED:
            heard.lines.append(text_to_json(_line(moved, events)))
        return heard

    def to_json(self) -> Mapping[str, Any]:
        return {department: asdict(heard) for department, heard in self._by_department.items()}

    def notices(self, ctx: Context, batch: Batch) -> list[Say]:
        """One for each department concerned, in each of its chats; where the file was sent only what waits for an answer."""
        says: list[Say] = []
        for department, heard in self._by_department.items():
            lines = tuple(map(text_from_json, heard.lines))
            notice = Say(
                lines=_message(ctx, batch, lines, heard.count),
                buttons=((key("button.my_work", MY),),),
                lane=Lane.REMINDERS,
                unasked=True,
                may_wait=MayWait(urgency=Urgency.ROUTINE),
                note_for=_note(batch),
            )
            if heard.follows:
                says += to_follower(ctx, batch.company, department, replace(notice, buttons=()))
            else:
                says += to_department(ctx, batch.company, department, notice, here_too=heard.waits)
        return says


@dataclass(kw_only=True, slots=True)
class _Heard:
    count: int = 0
    waits: bool = False  # for an answer of the department
    follows: bool = True  # and has nothing else to do with any of it
    lines: list[Any] = field(default_factory=list)


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
    return corrected(ctx.view, _note(batch), news, in_flight=in_flight)


def _message(ctx: Context, batch: Batch, lines: Sequence[Text], count: int) -> tuple[Text, ...]:
    head = text("batch.notice", count=count, by=person_name(ctx.view, batch.person), file=batch.file_name)
    rest = count - len(lines)
    return (head, *lines, *([text("batch.more", count=rest)] if rest > 0 else []))


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
