"""Outside working hours nothing rings in private but the answer to what that person has just asked (lesson 1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.reply import Lane, Say
from orders.centre_file.centre import Centre, Centres
from storage.people import people_rows


def hushed(
    conn: Connection, says: Sequence[Say], centres: Centres, *, asker: int | None, now: datetime
) -> tuple[Say, ...]:
    """What one command leads to, silent where it goes to somebody else who is not at work now.

    ``asker``: the messenger's id of whose command it is. Who works at night is rung at night.
    """
    return tuple(
        replace(say, silent=True)
        if say.to_user is not None and _rings(say, asker) and not is_at_work(conn, say.to_user, centres, now)
        else say
        for say in says
    )


def is_at_work(conn: Connection, user: int, centres: Centres, now: datetime) -> bool:
    """Whether any company of theirs has them at work now; of no department one is at work with the whole company."""
    person = people_rows.by_user(conn, user)
    own = person.memberships if person is not None else ()
    working = {one.company for one in own if one.company in centres} or set(centres)
    return any(
        _works(centres[company], {one.department for one in own if one.company == company}, now)
        for company in working
    )


def _rings(say: Say, asker: int | None) -> bool:
    return not say.silent and say.lane is Lane.REMINDERS and say.chat is None and say.to_user != asker


def _works(centre: Centre, departments: set[str], now: datetime) -> bool:
    calendars = [centre.calendar_of(one) for one in departments] or [centre.calendar]
    return any(calendar.is_working(now) for calendar in calendars)
