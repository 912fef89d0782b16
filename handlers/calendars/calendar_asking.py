"""In November the coordination is asked about next year's calendar, once."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from handlers.calendars.calendar_years import AHEAD_FROM, unconfirmed, year_keys, year_lines
from handlers.each_company import for_each
from handlers.nudges.rungs import Place, Rungs
from handlers.reply import Lane, Say, text
from handlers.voicing import voice
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre, Centres
from storage.chasing import postings_rows

QUESTION = "calendar"
FIRST_HOUR = timedelta(hours=1)  # of a working day: whoever can answer is there, and the day is not yet full


def ask_due(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """Ask where it is time to; True if anybody was asked.

    A coordination that nobody can reach, or a company founded in December, is asked on the first working morning on
    which there is somebody.
    """
    return for_each(conn, centres.values(), lambda centre: _ask(conn, centre, now, machine_now))


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """The next morning on which it may be asked."""
    return min((_next_morning(centre.calendar, now) for centre in centres.values()), default=None)


def _ask(conn: Connection, centre: Centre, now: datetime, machine_now: datetime) -> bool:
    if not _is_time(centre.calendar, now):
        return False
    today = centre.calendar.working_date(now)
    year = today.year + 1
    before = postings_rows.latest(conn, centre.id, QUESTION)
    if (before is not None and before.year >= year) or year not in unconfirmed(conn, centre, today):
        return False
    rungs = Rungs(conn=conn, centre=centre, department=centre.coordination, now=now)
    places = rungs.places("coordinator")
    if not places or not postings_rows.take(conn, centre.id, QUESTION, date(year, 1, 1), now):
        return False
    says = tuple(_question(centre, year, place) for place in places)
    voice(conn, says, centre.id, now=machine_now, owner=None, lease=None)
    return True


def _question(centre: Centre, year: int, place: Place) -> Say:
    return Say(
        lines=(text("calendar.ask", year=str(year)), *year_lines(centre, year)),
        buttons=year_keys(centre, year),
        chat=place.chat,
        thread=place.thread or None,
        to_user=place.chat if place.chat > 0 else None,
        lane=Lane.REPORTS,
        unasked=True,
    )


def _is_time(calendar: WorkCalendar, now: datetime) -> bool:
    if not calendar.is_working(now):
        return False
    day = calendar.working_date(now)
    return day.month >= AHEAD_FROM and now - calendar.opening(day) < FIRST_HOUR


def _next_morning(calendar: WorkCalendar, now: datetime) -> datetime:
    day = calendar.day_from(_in_season(calendar.working_date(now)))
    if calendar.opening(day) <= now:
        day = calendar.day_from(day + timedelta(days=1))
    return calendar.opening(calendar.day_from(_in_season(day)))


def _in_season(day: date) -> date:
    return max(day, date(day.year, AHEAD_FROM, 1))
