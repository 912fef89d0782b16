"""The trail in words: who was told of what by which rule, and what was done by right."""

from collections.abc import Sequence
from datetime import datetime

from handlers.audit.accounting import Accounted
from handlers.chats.chat_titles import chat_title
from handlers.reply import Clock, Listed, Param, Text, text
from handlers.view import View
from handlers.wording import department_name, department_names, person_name, stage_name
from orders.checks import Rule
from orders.events import Event, Kind
from orders.moves import THE_BOT
from orders.order import Order, PersonId
from reminders.explaining import Account, PutOff, Who, Why
from storage.audit import Entry
from storage.chasing.reminder_rows import Reminder
from storage.chasing.reminders_told import Told

_WHY = {
    Why.PASSED: "audit.why_passed",
    Why.UNANSWERED: "audit.why_unanswered",
    Why.UNSAID: "audit.why_unsaid",
    Why.AGAIN: "audit.why_again",
    Why.OVER: "audit.why_over",
}
_PUT_OFF = {
    PutOff.ASKED: "audit.put_off_asked",
    PutOff.HOURS: "audit.put_off_hours",
    PutOff.BUNDLE: "audit.put_off_bundle",
    PutOff.REST: "audit.put_off_rest",
    PutOff.STOOD: "audit.put_off_stood",
    PutOff.UNDER_WAY: "audit.put_off_under_way",
    PutOff.LATE: "audit.put_off_late",
}
_OF_MONEY = frozenset({Rule.MONEY_UNASKED.value, Rule.MONEY_UNPAID.value})
_ACTS = frozenset(
    [
        "admin_named",
        "calendar_confirmed",
        "chat_bound",
        "chat_language",
        "duty_ended",
        "duty_handed_in",
        "duty_made_up",
        "duty_noted",
        "duty_sent_back",
        "duty_signed",
        "duty_taken_back",
        "duty_unsigned",
        "file_run",
        "file_undo",
        "group_enrolled",
        "head_ended",
        "head_made",
        "invite_made",
        "invite_revoked",
        "invite_used",
        "kept_failed",
        "leave_deputy",
        "leave_ended",
        "leave_noted",
        "payment_asked",
        "payment_cancelled",
        "payment_received",
        "payment_taken_back",
        "person_removed",
        "reminder_disputed",
        "role_given",
        "role_taken",
    ]
)


def missed_line(view: View, order: Order, about: Reminder) -> Text:
    """What was missing, of whom, since when."""
    stage = about.of_order.stage
    known = stage is not None and stage in order.stages
    where: Param = stage_name(order, str(stage)) if known else text("audit.whole")
    part = next((one for one in order.workflow.instalments if one.id == about.of_order.instalment), None)
    if part is not None:
        where = part.names
    return Text(
        key="audit.missed",
        params={
            "where": where,
            "department": department_name(view.centre, about.department),
            "rule": text(f"audit.rule_{about.rule}"),
            "at": Clock(at=about.missed_at, style="by" if about.rule == Rule.LATE_DUE else "full"),
        },
    )


def duty_missed_line(view: View, about: Reminder) -> Text:
    """The same of a duty: by which rule it was asked for."""
    return Text(
        key="audit.duty_missed",
        params={
            "department": department_name(view.centre, about.department),
            "rule": text(f"audit.rule_{about.rule}"),
            "at": Clock(at=about.missed_at),
        },
    )


def told_line(view: View, one: Accounted) -> Text:
    """When somebody was told of it, who, and why just then."""
    account = one.account
    paused = account.asked.rule in _OF_MONEY  # nobody puts money off: its order was paused
    parts: list[Param] = [_why(account, paused=paused)]
    if account.left_out:
        parts.append(text("audit.left_out", who=Listed(items=tuple(map(_rung, account.left_out)))))
    if account.put_off is not None:
        stood = paused and account.put_off is PutOff.ASKED
        parts.append(text(_PUT_OFF[PutOff.STOOD if stood else account.put_off]))
    parts += _unsaid(one.told)
    parts += [text("audit.doubt", doubt=text(f"audit.doubt_{doubt}")) for doubt in account.doubts]
    return Text(
        key="audit.told",
        params={
            "at": Clock(at=one.told.reminder.made_at),
            "who": _rung(account.who),
            "places": Listed(
                items=tuple(dict.fromkeys(chat_title(view.conn, place.chat) for place in one.told.places))
            ),
            "why": Listed(items=tuple(parts), joiner="clause"),
        },
    )


def word_line(view: View, order: Order, event: Event, undone: Event | None) -> Text:
    """A push, or that somebody put off what was asked; ``undone``: by which it was taken back, if it was."""
    params: dict[str, Param] = {
        "at": Clock(at=event.at),
        "by": person_name(view, event.by),
        "stage": stage_name(order, event.stage) if event.stage else text("audit.whole"),
    }
    if event.kind is Kind.PUT_OFF:
        params["until"] = Clock(at=datetime.fromisoformat(event.data["until"]))
    line = Text(key="audit.put_off" if event.kind is Kind.PUT_OFF else "audit.push", params=params)
    line = text("notice.with_note", line=line, note=event.note) if event.note else line
    if undone is None:
        return line
    if undone.by == THE_BOT.person:
        return text("audit.push_unheard", line=line)
    return text("audit.taken_back", line=line, by=person_name(view, undone.by), at=Clock(at=undone.at))


def act_line(view: View, entry: Entry) -> Text:
    """What was done by right; an act no sentence is known for is called as it is written."""
    act = entry.act.replace(".", "_")
    return Text(
        key="audit.act",
        params={
            "at": Clock(at=entry.at),
            "by": text("word.bot") if entry.who is None else person_name(view, entry.who),
            "act": text(f"audit.act_{act}") if act in _ACTS else text("word.plain", text=entry.act),
            "about": Listed(items=(*_subject(view, entry), *_details(view, entry))),
        },
    )


def _why(account: Account, *, paused: bool) -> Text:
    key = "audit.why_resumed" if paused and account.why is Why.OVER else _WHY[account.why]
    return (
        Text(key=key) if account.why in {Why.PASSED, Why.AGAIN} else text(key, since=Clock(at=account.since))
    )


def _rung(who: Who | None) -> Param:
    return text(f"audit.who_{who}") if who else text("audit.who_gone")


def _unsaid(told: Told) -> list[Param]:
    """What became of it where it has not been said: it began no wait."""
    if told.reminder.said_at is not None:
        return []
    if any(one.under_way for one in told.places):
        return [text("audit.under_way")]
    answered = any(one.answered for one in told.places)
    return [text("audit.answered_before") if answered else text("audit.not_delivered")]


def _subject(view: View, entry: Entry) -> Sequence[Param]:
    """Whom or what it was done to. The code of an invitation tells nobody anything: what it is for stands in the details."""
    kind, _, subject = entry.subject.partition(":")
    return () if kind == "invite" else (_named(view, entry, kind, subject),)


def _named(view: View, entry: Entry, kind: str, subject: str) -> Param:
    if kind == "person":
        return person_name(view, PersonId(int(subject)))
    if kind in {"user", "chat"}:
        return chat_title(view.conn, int(subject))
    if kind == "duty":
        duty = view.centre.duty(subject)
        return duty.names if duty is not None else subject
    if kind == "file":
        return str(entry.data.get("file", subject))
    return subject


def _details(view: View, entry: Entry) -> list[Param]:
    """Of which department, which role, which order."""
    data = entry.data
    named = [*data.get("departments", ()), *filter(None, [data.get("department")])]
    details: list[Param] = [department_names(view.centre, named)] if named else []
    if role := data.get("role"):
        details.append(text("audit.who_head") if role == "head" else text(f"role.{role}"))
    details += [str(data[one]) for one in ("order", "language") if data.get(one)]
    return details
