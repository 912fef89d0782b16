"""Single days that differ from the week: who says so, and whose word holds where several speak of one day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orders.calendars.working_years import Intervals
from orders.names import Names


class Source(StrEnum):
    """Who says it, from the one whose word gives way to all others to the one whose word always holds."""

    LIBRARY = "library"  # the public holidays of a country, as they were known when they were read in
    FILE = "file"
    HAND = "hand"  # a person, since then


_RANKS = {source: rank for rank, source in enumerate(Source)}


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDay:
    """``department`` "" means all. ``hours`` () is a day off; None is worked like the fullest day of the week."""

    day: date
    department: str = ""
    hours: Intervals | None
    names: Names
    source: Source

    @property
    def rank(self) -> tuple[int, bool]:
        """The greater holds: a later source first of all, then a department's own day before everybody's."""
        return _RANKS[self.source], self.department != ""


def hours_by_day(
    days: Iterable[CalendarDay], department: str, week: Mapping[int, Intervals]
) -> dict[date, Intervals]:
    """What holds for a department ("": for whatever belongs to none), whose week this is."""
    ordinary = max(week.values(), key=_length)
    own = (one for one in days if one.department in {"", department})
    return {
        one.day: ordinary if one.hours is None else one.hours
        for one in sorted(own, key=lambda each: each.rank)
    }


def holding(days: Iterable[CalendarDay]) -> tuple[CalendarDay, ...]:
    """Those whose word holds, by date: for everybody one a day at most, and what departments do otherwise."""
    held: dict[tuple[date, str], CalendarDay] = {}
    for one in sorted(days, key=lambda each: each.rank):
        if not one.department:
            held = {at: other for at, other in held.items() if at[0] != one.day}
        held[one.day, one.department] = one
    return tuple(sorted(held.values(), key=lambda one: (one.day, one.department)))


def of_year(days: Iterable[CalendarDay], year: int) -> tuple[CalendarDay, ...]:
    """Those whose word holds in it."""
    return tuple(one for one in holding(days) if one.day.year == year)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Days that follow one another and are alike."""

    first: CalendarDay
    last: CalendarDay


def runs(days: Sequence[CalendarDay]) -> tuple[Run, ...]:
    """``days`` by date, those of one department, name, hours and source put together."""
    open_runs: list[Run] = []
    for one in days:
        before = next((run for run in reversed(open_runs) if _continues(run.last, one)), None)
        if before is None:
            open_runs.append(Run(first=one, last=one))
        else:
            open_runs[open_runs.index(before)] = Run(first=before.first, last=one)
    return tuple(open_runs)


def _continues(before: CalendarDay, after: CalendarDay) -> bool:
    return (after.day - before.day).days == 1 and (
        (before.department, before.hours, before.names, before.source)
        == (after.department, after.hours, after.names, after.source)
    )


def _length(intervals: Intervals) -> int:
    return sum(one.end - one.start for one in intervals)
