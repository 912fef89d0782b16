"""Working hours, days off and extra working days as a centre file writes them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from orders.calendars.calendar_days import CalendarDay, Source
from orders.calendars.working_years import DAY, Interval, Intervals
from orders.centre_file.faults import Fault, Faults, refuse
from orders.names import Config, Names

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS_ACCEPTED = "intervals such as 08:00-12:00, 13:00-17:00"
DAYS_ACCEPTED = "mon tue wed thu fri sat sun, or a run of them such as mon-sat"
_CLOCK = r"([01]?\d|2[0-4]):([0-5]\d)"
_INTERVAL = rf"{_CLOCK}\s*[-–]\s*{_CLOCK}"
_DAYS = rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?"


def parse_hours(value: object) -> Intervals:
    """Read a day's intervals. One that ends before it begins is a night shift; 24:00 is midnight at the end."""
    parts = value.split(",") if isinstance(value, str) else [""]
    intervals = tuple(_interval(part.strip(), value) for part in parts)
    for earlier, later in pairwise(intervals):
        if later.start < earlier.end:
            raise ValueError(f"The hours '{value}' overlap or are out of order. Accepted: {HOURS_ACCEPTED}.")
    return intervals


def write_hours(intervals: Intervals) -> str:
    """The same as ``parse_hours`` reads it."""
    return ", ".join(
        f"{_clock(one.start)}-{_clock(one.end - DAY if one.end > DAY else one.end)}" for one in intervals
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _interval(part: str, value: object) -> Interval:
    found = re.fullmatch(_INTERVAL, part)
    start, end = (60 * int(found[1]) + int(found[2]), 60 * int(found[3]) + int(found[4])) if found else (0, 0)
    if start == end or start >= DAY or end > DAY:
        raise ValueError(f"'{value}' are no working hours. Accepted: {HOURS_ACCEPTED}.")
    return Interval(start=start, end=end if end > start else end + DAY)


def parse_week(value: object) -> Mapping[int, Intervals]:
    """Read ``{mon-fri: 08:00-12:00, 13:00-17:00, sat: 08:00-12:00}``; days left out are not worked."""
    if not isinstance(value, Mapping) or not value:
        raise ValueError(
            f"Working hours are written per day. Accepted: {DAYS_ACCEPTED}, each with {HOURS_ACCEPTED}."
        )
    week: dict[int, Intervals] = {}
    faults = []
    for key, hours in value.items():
        try:
            days, intervals = _weekdays(str(key)), parse_hours(hours)
            twice = [WEEKDAYS[day] for day in days if day in week]
            if twice:
                raise ValueError(f"The hours of {', '.join(twice)} are written twice. Take one of them out.")
            week |= dict.fromkeys(days, intervals)
        except ValueError as error:
            faults.append(Fault(path=(str(key),), says=str(error)))
    refuse(faults)
    return week


def _weekdays(text: str) -> tuple[int, ...]:
    found = re.fullmatch(_DAYS, text.strip().lower())
    first = WEEKDAYS.index(found[1]) if found else 0
    last = WEEKDAYS.index(found[2] or found[1]) if found else -1
    if last < first:
        raise ValueError(f"'{text}' is no day of the week. Accepted: {DAYS_ACCEPTED}.")
    return tuple(range(first, last + 1))


def parse_day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f"'{value}' is no date. Accepted: year-month-day such as 2026-02-16.")


_HOURS_PATTERN = rf"{_INTERVAL}(\s*,\s*{_INTERVAL})*"
HoursText = Annotated[
    Intervals,
    PlainValidator(parse_hours),
    WithJsonSchema({"type": "string", "pattern": f"^{_HOURS_PATTERN}$", "description": HOURS_ACCEPTED}),
]
WeekTable = Annotated[
    Mapping[int, Intervals],
    PlainValidator(parse_week),
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {f"^{_DAYS}$": {"type": "string", "pattern": f"^{_HOURS_PATTERN}$"}},
            "additionalProperties": False,
            "minProperties": 1,
            "description": f"{DAYS_ACCEPTED}; {HOURS_ACCEPTED}",
        }
    ),
]
Day = Annotated[date, PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]


class DayOff(Config):
    """A day, or the days from ``day`` to ``until``, on which nobody works."""

    day: Day
    until: Day | None = None
    names: Names

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and not timedelta() <= self.until - self.day <= timedelta(days=60):
            raise Faults(
                [Fault(path=("until",), says=f"{self.until} is not within 60 days after {self.day}.")]
            )
        return self

    def days(self) -> Iterator[date]:
        for more in range(((self.until or self.day) - self.day).days + 1):
            yield self.day + timedelta(days=more)


class ExtraDay(Config):
    """A day that is worked although the week says otherwise, or with hours of its own."""

    day: Day
    hours: HoursText
    names: Names


class CalendarChange(Config):
    """What a department does differently: its hours replace the company's, its days are added and win."""

    hours: WeekTable | None = None
    off: tuple[DayOff, ...] = ()
    extra: tuple[ExtraDay, ...] = ()

    def days(self, department: str = "") -> Iterator[CalendarDay]:
        """Every single day it names, as those of ``department``."""
        for off in self.off:
            for day in off.days():
                yield CalendarDay(
                    day=day, department=department, hours=(), names=off.names, source=Source.FILE
                )
        for one in self.extra:
            yield CalendarDay(
                day=one.day, department=department, hours=one.hours, names=one.names, source=Source.FILE
            )

    @model_validator(mode="after")
    def _no_day_is_both(self) -> Self:
        off = {day for one in self.off for day in one.days()}
        refuse(
            [
                Fault(
                    path=("extra", at),
                    says=f"{one.day} is a day off as well.",
                    mend="Take it out of one of them.",
                )
                for at, one in enumerate(self.extra)
                if one.day in off
            ]
        )
        return self


class CalendarRules(CalendarChange):
    """When the company works."""

    hours: WeekTable
