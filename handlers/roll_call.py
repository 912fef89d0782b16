"""The roll-call of duties: at each minute at which any falls due, what is done, late or missing, to whoever receives it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.duty_keys import list_key
from handlers.duty_lines import duty_line
from handlers.duty_notices import receivers
from handlers.duty_sweep import PUNCTUAL
from handlers.reply import Clock, Lane, Say, Text, text
from handlers.rungs import Place, Rungs
from handlers.view import View
from handlers.voicing import voice
from orders.centre import Centre, Centres
from orders.duties import DutyDay, due_at, next_day
from storage import duty_rows, postings_rows

REPORT = "roll_call"
_BACK = timedelta(days=7)


def post_due(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """Post what is due and not yet posted; True if anything was.

    What a stop has missed is made up for in working time: the last day alone, in one message a chat that says so.
    """
    posted = [_of_company(conn, centre, now, machine_now) for centre in centres.values() if centre.duties]
    return any(posted)


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """When the next duty falls due anywhere, whatever has become of it by then."""
    return min(_coming(centres, now), default=None)


def _coming(centres: Centres, now: datetime) -> Iterator[datetime]:
    for centre in centres.values():
        for duty in centre.duties:
            calendar = centre.calendar_of(duty.department)
            day = next_day(duty, now, calendar)
            if day is not None:
                yield due_at(duty, day, calendar)


def _of_company(conn: Connection, centre: Centre, now: datetime, machine_now: datetime) -> bool:
    today = now.astimezone(centre.zone).date()
    rows = duty_rows.since(conn, centre.id, today - _BACK)
    due = [day for day in rows if day.due_at <= now and not day.called]
    if not due:
        return False
    newest = max(day.day for day in due)
    told = [day for day in due if day.day == newest]
    late = now - min(day.due_at for day in told) >= PUNCTUAL
    if late and not centre.calendar.is_working(now):
        return False
    duty_rows.called(conn, [day.id for day in due])
    told = [day for day in told if centre.duty(day.duty) is not None and _first(conn, centre, day, now)]
    if not told:
        return False
    says = _says(View(conn=conn, centre=centre, now=now), told, late=late)
    voice(conn, says, centre.id, now=machine_now, owner=None, lease=None)
    return True


def _first(conn: Connection, centre: Centre, day: DutyDay, now: datetime) -> bool:
    """One row for each duty's day and minute decides, whoever else posts it."""
    minute = f"{day.due_at.astimezone(centre.zone):%H:%M}"
    return postings_rows.take(conn, centre.id, f"{REPORT} {minute} {day.duty}", day.day, now)


def _says(view: View, told: Sequence[DutyDay], *, late: bool) -> tuple[Say, ...]:
    """One for each chat, with what is of concern to it; coordination's hears of all."""
    centre = view.centre
    places = _places(view, told)
    silent = not centre.calendar.is_working(view.now)
    return tuple(
        _to(
            place,
            Say(
                lines=(_head(days, late=late), *(duty_line(view, day) for day in days)),
                buttons=((list_key(),),),
                lane=Lane.REPORTS,
                unasked=True,
                silent=silent,
            ),
        )
        for place, days in places.items()
    )


def _head(days: Sequence[DutyDay], *, late: bool) -> Text:
    minutes = {day.due_at for day in days}
    if late:
        return text("duty.head_made_up", day=days[0].day)
    return text("duty.head", at=Clock(at=max(minutes), style="time"), day=days[0].day)


def _places(view: View, told: Sequence[DutyDay]) -> Mapping[Place, Sequence[DutyDay]]:
    centre, conn = view.centre, view.conn
    coordination = Rungs(conn=conn, centre=centre, department=centre.coordination, now=view.now)
    found: defaultdict[Place, list[DutyDay]] = defaultdict(list)
    for day in told:
        duty = centre.duty(day.duty)
        receiving = receivers(conn, centre, duty.to, view.now) if duty is not None and duty.to else ()
        for place in dict.fromkeys((*receiving, *coordination.places("coordinator"))):
            found[place].append(day)
    return found


def _to(place: Place, say: Say) -> Say:
    if place.chat < 0:
        return replace(say, chat=place.chat, thread=place.thread or None)
    return replace(say, to_user=place.chat)
