"""A year of a company's calendar as the command line prints it."""

from collections.abc import Iterator
from datetime import date

from orders.calendar_days import CalendarDay, Run, Source, holding, runs
from orders.calendar_rules import write_hours
from orders.centre import Centre
from storage.calendar_rows import CalendarYear

_SAYS = {Source.LIBRARY: "library", Source.FILE: "centre file", Source.HAND: "by hand"}


def listed(centre: Centre, year: int, kept: CalendarYear | None) -> Iterator[str]:
    """``kept``: what is known of the year as a whole."""
    days = [one for one in holding(centre.calendar_days) if one.day.year == year]
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
    return f"  {span}: {_hours(one)}, {_name(centre, one)}{where} [{_SAYS[one.source]}]"


def _day(day: date) -> str:
    return f"{day:%a} {day.isoformat()}"


def _hours(one: CalendarDay) -> str:
    if one.hours is None:
        return "worked as usual"
    return f"worked {write_hours(one.hours)}" if one.hours else "off"


def _name(centre: Centre, one: CalendarDay) -> str:
    tongue = centre.company.language
    if tongue.startswith("zh"):
        return one.names.zh
    return one.names.vi if tongue == "vi" else one.names.en
