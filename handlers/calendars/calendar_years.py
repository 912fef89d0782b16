"""Which years of a company's calendar nobody has confirmed yet, and a year as a message."""

from collections.abc import Sequence
from datetime import date
from zlib import crc32

from sqlalchemy import Connection

from handlers.reply import Button, Param, Text, text
from handlers.stage_keys import key
from handlers.wording import department_name
from orders.calendars.calendar_days import CalendarDay, Run, Source, of_year, runs
from orders.centre_file.calendar_rules import write_hours
from orders.centre_file.centre import Centre
from storage import calendar_rows

SHOW, CONFIRM = "ks", "kc"
AHEAD_FROM = 11  # the month from which next year is thought of
LISTED = 40  # runs of days; the command line has them all


def unconfirmed(conn: Connection, centre: Centre, today: date) -> tuple[int, ...]:
    """This year, next year from November on, and whatever was read in ahead.

    This year needs nobody's word while the centre file alone tells its days: it was written for it.
    """
    known = calendar_rows.years(conn, centre.id)
    wanted = {today.year, *(year for year in known if year > today.year)}
    if today.month >= AHEAD_FROM:
        wanted.add(today.year + 1)
    if today.year not in known and _in_file(centre, today.year):
        wanted.remove(today.year)
    return tuple(year for year in sorted(wanted) if year not in known or known[year].confirmed_at is None)


def days_of(centre: Centre, year: int) -> tuple[CalendarDay, ...]:
    """What differs from the week, as it holds."""
    return of_year(centre.calendar_days, year)


def mark(days: Sequence[CalendarDay]) -> str:
    """Of exactly these days: who confirms a year confirms what they have seen."""
    seen = [(one.day.isoformat(), one.department, _hours(one), *one.names.all()) for one in days]
    return f"{crc32(repr(seen).encode()):08x}"


def year_lines(centre: Centre, year: int) -> list[Text]:
    """What is known of the year, and what to do about it."""
    days = days_of(centre, year)
    if not days:
        return [text("calendar.empty", year=str(year)), text("calendar.import", year=str(year))]
    together = runs(days)
    lines = [_line(centre, run) for run in together[:LISTED]]
    if len(together) > LISTED:
        lines.append(text("calendar.more", number=len(together) - LISTED))
    return [*lines, text("calendar.mend", year=str(year))]


def year_keys(centre: Centre, year: int) -> tuple[tuple[Button, ...], ...]:
    """Where nothing is known there is nothing to confirm."""
    days = days_of(centre, year)
    again = show_key(centre, year, "calendar.button_again")
    if not days:
        return ((again,),)
    sure = key(
        "calendar.button_confirm",
        CONFIRM,
        version=year,
        choice=f"{mark(days)}:{centre.id}",
        style="success",
    )
    return ((sure, again),)


def show_key(centre: Centre, year: int, label: str = "calendar.button_show") -> Button:
    return key(label, SHOW, version=year, choice=centre.id, year=str(year))


def _in_file(centre: Centre, year: int) -> bool:
    return any(one.source is Source.FILE and one.day.year == year for one in centre.calendar_days)


def _line(centre: Centre, run: Run) -> Text:
    one = run.first
    days: Param = (
        one.day if run.first is run.last else text("calendar.span", first=one.day, last=run.last.day)
    )
    line = text("calendar.off", days=days, name=one.names)
    if one.hours is None:
        line = text("calendar.ordinary", days=days, name=one.names)
    elif one.hours:
        line = text("calendar.hours", days=days, hours=_hours(one), name=one.names)
    if not one.department:
        return line
    return text("calendar.of_department", line=line, department=department_name(centre, one.department))


def _hours(one: CalendarDay) -> str:
    return "" if one.hours is None else write_hours(one.hours) or "off"
