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
    """None: it may go and is counted among the day's messages; else when to ask again, its group having heard enough.

    What cannot wait is counted when it was said, see ``was_said``.
    """
    if say.may_wait is None or letter.counted or letter.begun or not _counts(letter, say):
        return None
    urgency, since = say.may_wait.urgency, letter.held_since
    if "digest" in letter.payload:
        opening = hours_of(conn, centre, letter.chat, letter.thread).next_opening(now)
        if opening > now:  # nobody is asked for anything outside hours, however little was said that day
            return opening
    at = may_go_at(conn, centre, letter.chat, letter.thread, urgency=urgency, now=now, waits_since=since)
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
        spent=spent_in(conn, chat, thread, hours, now),
        hours=hours,
        now=now,
        waits_since=waits_since,
    )


def spent_in(conn: Connection, chat: int, thread: int | None, hours: WorkCalendar, now: datetime) -> Spent:
    """What a group has heard unasked today."""
    messages, last_at = held_letters.spent(conn, chat, thread, day_began(hours, now))
    return Spent(messages=messages, last_at=last_at)


def hours_of(conn: Connection, centre: Centre, chat: int, thread: int | None) -> WorkCalendar:
    """Those of the one department that is told there; where there are several, the company's."""
    bound = {
        one.department for one in chats_rows.departments_of(conn, chat, thread) if one.company == centre.id
    }
    return centre.calendar_of(bound.pop()) if len(bound) == 1 else centre.calendar


def _counts(letter: Letter, say: Say) -> bool:
    """A new message in a group that nobody there has just asked for."""
    return letter.unasked and letter.chat < 0 and say.edits is None
