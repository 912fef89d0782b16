"""A year of a company's calendar as the command line prints it."""

from collections.abc import Iterator
from datetime import date

from bot.i18n.languages import languages_of
from bot.i18n.wording import name_in
from orders.calendars.calendar_days import CalendarDay, Run, Source, of_year, runs
from orders.centre_file.calendar_rules import write_hours
from orders.centre_file.centre import Centre
from storage.calendar_rows import CalendarYear

_SAYS = {Source.LIBRARY: "library", Source.FILE: "centre file", Source.HAND: "by hand"}


def listed(centre: Centre, year: int, kept: CalendarYear | None) -> Iterator[str]:
    """``kept``: what is known of the year as a whole."""
    days = of_year(centre.calendar_days, year)
    read_in = f", holidays of {kept.country} read in" if kept is not None and kept.country else ""
    yield f"{centre.id} {year}: {_confirmed(kept, year)}{read_in}"
    if not days:
        yield "  No day differs from the week."
    for run in runs(days):
        yield _line(centre, run)


def _confirmed(kept: CalendarYear | None, year: int) -> str:
    if kept is None or kept.confirmed_at is None:
        return f"not confirmed; when the days are right: dieuphoi calendar confirm {year}"
    return f"confirmed on {kept.confirmed_at:%Y-%m-%d}"


def _line(centre: Centre, run: Run) -> str:
    one = run.first
    span = _day(one.day) if run.first is run.last else f"{_day(one.day)} to {_day(run.last.day)}"
    where = f" ({one.department} alone)" if one.department else ""
    name = name_in(one.names, languages_of(centre.company.language)[0])
    return f"  {span}: {_hours(one)}, {name}{where} [{_SAYS[one.source]}]"


def _day(day: date) -> str:
    return f"{day:%a} {day.isoformat()}"


def _hours(one: CalendarDay) -> str:
    if one.hours is None:
        return "worked as usual"
    return f"worked {write_hours(one.hours)}" if one.hours else "off"
