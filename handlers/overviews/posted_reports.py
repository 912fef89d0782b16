"""Reports that come by themselves, at their time on the company's working days: each once, whoever posts it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from handlers.each_company import for_each
from handlers.overviews.charts import chart_lines, picture
from handlers.overviews.kinds import figures_of
from handlers.reply import Clock, Lane, Say, Text, text
from handlers.view import View
from handlers.voicing import voice
from orders.centre_file.centre import Centre, Centres
from storage.chasing import postings_rows
from storage.people import chats_rows

DAILY_CHART = "daily_chart"
PUNCTUAL = timedelta(
    minutes=10
)  # posted so soon it tells how things stood at its time: what is due then is not late yet


def post_due(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """Post what is due and not yet posted; True if anything was.

    What a stop has missed is made up for on its own day, and said to be late. Of a day that is over nobody needs one: the figures would be of now, and today's comes at its time.
    """
    wanting = [centre for centre in centres.values() if centre.reports.daily_chart is not None]
    return for_each(conn, wanting, lambda centre: _daily_chart(conn, centre, now, machine_now))


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """When the next report falls due; None where no company wants any."""
    due = (
        _next_due(centre, centre.reports.daily_chart, now)
        for centre in centres.values()
        if centre.reports.daily_chart is not None
    )
    return min(due, default=None)


def _daily_chart(conn: Connection, centre: Centre, now: datetime, machine_now: datetime) -> bool:
    at = centre.reports.daily_chart
    if at is None:
        return False
    day = _latest_due(centre, at, now)
    if not _is_of_today(centre, day, at, now) or postings_rows.was_taken(conn, centre.id, DAILY_CHART, day):
        return False
    if not postings_rows.take(conn, centre.id, DAILY_CHART, day, now):
        return False
    due = _moment(centre, day, at)
    punctual = now - due < PUNCTUAL
    late = [] if punctual else [text("report.late_posting", day=day, due=Clock(at=due))]
    as_of = due if punctual else now
    says = _says(View(conn=conn, centre=centre, now=as_of), late)
    voice(conn, says, centre.id, now=machine_now, owner=None, lease=None)
    return True


def _says(view: View, late: Sequence[Text]) -> tuple[Say, ...]:
    """One for each chat, or topic, that a department is told in."""
    figures = figures_of(view)
    drawn = picture(view, figures)
    silent = not view.centre.calendar.is_working(view.now)
    return tuple(
        Say(
            lines=(*late, *chart_lines(view, figures, departments)),
            chat=chat,
            thread=thread,
            picture=drawn,
            lane=Lane.REPORTS,
            unasked=True,
            silent=silent,
        )
        for (chat, thread), departments in _places(view).items()
    )


def _places(view: View) -> Mapping[tuple[int, int | None], tuple[str, ...]]:
    active = {chat.id for chat in chats_rows.of_company(view.conn, view.centre.id)}
    places: dict[tuple[int, int | None], tuple[str, ...]] = {}
    for one in chats_rows.bindings_of(view.conn, view.centre.id):
        if one.chat in active:
            place = (one.chat, one.thread)
            places[place] = (*places.get(place, ()), one.department)
    return places


def _latest_due(centre: Centre, at: time, now: datetime) -> date:
    """The last working day whose time has come."""
    today = centre.calendar.day_before(now.astimezone(centre.zone).date(), 0)
    return today if _moment(centre, today, at) <= now else centre.calendar.day_before(today, 1)


def _is_of_today(centre: Centre, day: date, at: time, now: datetime) -> bool:
    """Or has just come, as midnight passed."""
    return day == now.astimezone(centre.zone).date() or now - _moment(centre, day, at) < PUNCTUAL


def _next_due(centre: Centre, at: time, now: datetime) -> datetime:
    day = centre.calendar.day_from(now.astimezone(centre.zone).date())
    if _moment(centre, day, at) <= now:
        day = centre.calendar.day_from(day + timedelta(days=1))
    return _moment(centre, day, at)


def _moment(centre: Centre, day: date, at: time) -> datetime:
    """Its time; where that lies within a full day's hours and the day is a shorter one, when its work ends."""
    calendar, minutes = centre.calendar, at.hour * 60 + at.minute
    due = calendar.at_local(day, minutes)
    return min(due, calendar.closing(day)) if minutes <= calendar.latest_closing else due


def unposted(conn: Connection, centre: Centre, now: datetime, *, late: timedelta) -> datetime | None:
    """When the report was due that should have been posted so long ago, if there is one."""
    at = centre.reports.daily_chart
    if at is None:
        return None
    day = _latest_due(centre, at, now - late)
    if not _is_of_today(centre, day, at, now) or postings_rows.was_taken(conn, centre.id, DAILY_CHART, day):
        return None
    return _moment(centre, day, at)


def has_worked(centre: Centre, now: datetime, late: timedelta) -> bool:
    """Whether it was time to make up for what a stop has missed."""
    return centre.calendar.is_working(now) and centre.calendar.is_working(now - late)
