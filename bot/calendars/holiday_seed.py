"""A year's public holidays from the library, to begin a calendar with; for the command line alone, it takes half a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import holidays

from bot.calendars.holiday_names import exchanged_for, make_up_names, names_of
from orders.calendars.calendar_days import CalendarDay, Source

ENGLISH = "en_US"


class NoHolidays(Exception):
    """The library knows nothing of this country, or of this year there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seeded:
    """``announced``: the year's make-up working days are among them, so the government's list has reached the library."""

    country: str
    days: tuple[CalendarDay, ...]
    announced: bool


def seeded(country: str, year: int) -> Seeded:
    """Raises NoHolidays, which says what to write instead."""
    found = _listed(country.upper(), year)
    off = {day: name for day, name in found.items() if day.year == year}
    if not off:
        raise NoHolidays(
            f"The library has no holidays of {country.upper()} in {year}. Write them: dieuphoi calendar add"
        )
    exchanges = {worked: day for day, name in found.items() if (worked := exchanged_for(name)) is not None}
    made_up = {day for day in found.weekend_workdays if day.year == year}
    days = [_off(day, name) for day, name in off.items()] + [_made_up(day, exchanges) for day in made_up]
    return Seeded(
        country=found.country, days=tuple(sorted(days, key=lambda one: one.day)), announced=bool(made_up)
    )


def _listed(country: str, year: int) -> holidays.HolidayBase:
    """With the year after it: a day off in January may be worked for in December."""
    try:
        english = ENGLISH in holidays.country_holidays(country).supported_languages
        return holidays.country_holidays(
            country, years=(year, year + 1), language=ENGLISH if english else None, expand=False
        )
    except NotImplementedError:
        raise NoHolidays(
            f"The library knows no country {country}. Take the two letters of ISO 3166: VN, CN, …"
        ) from None


def _off(day: date, name: str) -> CalendarDay:
    return CalendarDay(day=day, hours=(), names=names_of(name), source=Source.LIBRARY)


def _made_up(day: date, exchanges: Mapping[date, date]) -> CalendarDay:
    return CalendarDay(day=day, hours=None, names=make_up_names(exchanges.get(day)), source=Source.LIBRARY)
