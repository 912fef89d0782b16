"""Whether a group may hear something unasked now: the one place in which that is decided, for all kinds."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.reply import Say
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre
from reminders.budget import Spent, Urgency, day_began, goes_at
from storage.people import chats_rows
from storage.post import held_letters
from storage.post.outbox import Letter


def kept_until(conn: Connection, letter: Letter, say: Say, centre: Centre, now: datetime) -> datetime | None:
    """None: it may go and is counted among the day's messages; else when to ask again.

    It may not while those it asks are not at work, nor where its group has heard enough.
    What cannot wait is counted when it was said, see ``was_said``.
    """
    waits = say.may_wait
    if waits is None or letter.begun:
        return None
    if waits.not_before is not None and waits.not_before > now:
        return waits.not_before
    if waits.urgency is Urgency.AT_ONCE or letter.counted or not _counts(letter, say):
        return None
    since = letter.held_since
    at = may_go_at(
        conn, centre, letter.chat, letter.thread, urgency=waits.urgency, now=now, waits_since=since
    )
    if at > now:
        return at
    held_letters.count(conn, letter, now)
    return None


def was_said(conn: Connection, letter: Letter, say: Say, now: datetime) -> None:
    """Count what had not to ask."""
    if not letter.counted and _counts(letter, say):
        held_letters.count(conn, letter, now)


def may_go_at(
    conn: Connection,
    centre: Centre,
    chat: int,
    thread: int | None,
    *,
    urgency: Urgency,
    now: datetime,
    waits_since: datetime | None,
) -> datetime:
    """``now``, or when to ask again; until the transaction ends nobody else decides about that group."""
    hours = hours_of(conn, centre, chat, thread)
    held_letters.lock(conn, chat)
    return goes_at(
        urgency,
        budget=centre.defaults.unasked_per_day,
        spent=spent_in(conn, chat, thread, hours=hours, now=now, urgency=urgency),
        hours=hours,
        now=now,
        waits_since=waits_since,
    )


def spent_in(
    conn: Connection, chat: int, thread: int | None, *, hours: WorkCalendar, now: datetime, urgency: Urgency
) -> Spent:
    """What a group has heard unasked today, as far as it matters to a message of that urgency."""
    began = day_began(hours, now)
    messages, last_at = held_letters.spent(conn, chat, thread, began)
    soon = urgency is Urgency.SOON and held_letters.heard(conn, chat, thread, began, urgency)
    return Spent(messages=messages, last_at=last_at, soon=soon)


def hours_of(conn: Connection, centre: Centre, chat: int, thread: int | None) -> WorkCalendar:
    """Those of the one department that is told there; where there are several, the company's."""
    bound = chats_rows.departments_of(conn, chat, thread)
    return centre.hours_of({one.department for one in bound if one.company == centre.id})


def _counts(letter: Letter, say: Say) -> bool:
    """A new message in a group that nobody there has just asked for."""
    return letter.unasked and letter.chat < 0 and say.edits is None
