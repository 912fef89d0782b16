"""Whole years of working time laid out in absolute minutes, with prefix sums to count on."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Minutes after local midnight. ``end`` beyond 24:00 is a night shift, counted to the day it began."""

    start: int
    end: int


Intervals = tuple[Interval, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """What is worked: the week (Monday is 0), and the days (by ordinal) that are otherwise; () is a day off."""

    zone: ZoneInfo
    week: Mapping[int, Intervals]
    special: Mapping[int, Intervals]

    def on(self, ordinal: int) -> Intervals:
        if ordinal in self.special:
            return self.special[ordinal]
        return self.week.get((ordinal - 1) % 7, ())


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingYears:
    """``before[i]``: working minutes ahead of interval i; its last entry is the total. ``days``: ordinals."""

    first: int
    last: int
    since: int
    until: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    days: list[int]
    dawns: list[int]  # when each of the days begins on the local clock
    opens: list[int]
    closes: list[int]

    def count(self, minute: int) -> int:
        """Working minutes from the beginning of these years until ``minute``."""
        nearest = bisect_right(self.starts, minute) - 1
        if nearest < 0:
            return 0
        return self.before[nearest] + min(minute, self.ends[nearest]) - self.starts[nearest]

    def days_begun(self, minute: int) -> int:
        """How many of the days have begun, a night shift still belonging to the day on which it began."""
        begun = bisect_right(self.dawns, minute)
        if begun >= 2 and minute < self.closes[begun - 2]:
            return begun - 1
        return begun


def lay_out(pattern: Pattern, first: int, last: int) -> WorkingYears:
    """Lay out the local calendar years ``first`` to ``last``."""
    starts: list[int] = []
    ends: list[int] = []
    days: dict[int, tuple[int, int]] = {}
    for ordinal, start, end in _pieces(pattern, first, last):
        opened, closed = days.get(ordinal, (start, end))
        days[ordinal] = (opened, max(closed, end))
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    before = [0]
    for start, end in zip(starts, ends, strict=True):
        before.append(before[-1] + end - start)
    return WorkingYears(
        first=first,
        last=last,
        since=_day_minute(date(first, 1, 1)),
        until=_day_minute(date(last + 1, 1, 1)),
        starts=starts,
        ends=ends,
        before=before,
        days=list(days),
        dawns=[_dawn(pattern.zone, ordinal) for ordinal in days],
        opens=[opened for opened, _ in days.values()],
        closes=[closed for _, closed in days.values()],
    )


def _pieces(pattern: Pattern, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(day, start, end) in order. Of wall times, those that a zone skips fall out and those it repeats count twice."""
    first_day, last_day = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    for since, until, offset in _steady(pattern.zone, first_day, last_day):
        since_day = max(first_day, (since + offset) // DAY + _EPOCH - 1)
        until_day = min(last_day, (until + offset) // DAY + _EPOCH)
        for ordinal in range(since_day, until_day + 1):
            midnight = (ordinal - _EPOCH) * DAY - offset
            for interval in pattern.on(ordinal):
                start, end = max(since, midnight + interval.start), min(until, midnight + interval.end)
                if start < end:
                    yield ordinal, start, end


def _steady(zone: ZoneInfo, first_day: int, last_day: int) -> Iterator[tuple[int, int, int]]:
    """(since, until, offset): the stretches over which the zone keeps one offset from UTC."""
    end = (last_day - _EPOCH + 3) * DAY
    since = (first_day - _EPOCH - 2) * DAY
    offset = _offset(zone, since)
    for midnight in range(since, end, DAY):
        if _offset(zone, midnight + DAY) != offset:
            change = _change(zone, midnight, midnight + DAY)
            yield since, change, offset
            since, offset = change, _offset(zone, change)
    yield since, end, offset


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first minute of the new offset, by halving."""
    old = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, minute: int) -> int:
    shift = datetime.fromtimestamp(minute * 60, zone).utcoffset()
    assert shift is not None, "a ZoneInfo always knows its offset"
    return int(shift.total_seconds()) // 60


def _dawn(zone: ZoneInfo, ordinal: int) -> int:
    return int(datetime.fromordinal(ordinal).replace(tzinfo=zone).timestamp()) // 60


def _day_minute(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 60
