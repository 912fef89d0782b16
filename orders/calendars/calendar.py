"""When a department works, and exact arithmetic on its working minutes and working days.

Working time is counted in whole minutes: the seconds of a moment are dropped, so what people read on the clock is what
is counted, and counts over adjoining stretches add up. Counting runs on absolute minutes, so a change to summer time
lengthens or shortens the day that has it and no other.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from orders.calendars.working_years import DAY, Intervals, Pattern, WorkingYears, lay_out

_FIRST_YEAR, _LAST_YEAR = 1990, 2199  # a typed year of 9026 must not lay out seven thousand years


class WorkCalendar:
    """A weekly pattern in a time zone, with days off and extra working days.

    Years are laid out when first asked for and kept. Threads may share a calendar: each works on the years it took, old
    or new, and both are whole.
    """

    def __init__(
        self,
        *,
        zone: ZoneInfo,
        week: Mapping[int, Intervals],
        special: Mapping[date, Intervals] | None = None,
    ) -> None:
        """``week``: Monday is 0. ``special``: days that differ from it, () is a day off."""
        if not any(week.values()):
            raise ValueError("A calendar needs working hours on at least one day of the week.")
        by_ordinal = {day.toordinal(): intervals for day, intervals in (special or {}).items()}
        self.zone = zone
        self._pattern = Pattern(zone=zone, week=dict(week), special=by_ordinal)
        #: Working minutes of the longest day of the week.
        self.longest_day = max(sum(one.end - one.start for one in day) for day in week.values())
        #: Minute of the day at which the work of the week ends latest; beyond midnight it counts on.
        self.latest_closing = max(one.end for day in week.values() for one in day)
        self._years: WorkingYears | None = None

    def is_working(self, moment: datetime) -> bool:
        at = _minute(moment)
        years = self._covering(at, at)
        nearest = bisect_right(years.starts, at) - 1
        return nearest >= 0 and at < years.ends[nearest]

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself while work goes on, else when it begins again."""
        at = _minute(moment)
        years = self._covering(at, at)
        years = self._reaching(years, years.count(at) + 1)
        nearest = bisect_right(years.ends, at)  # the first interval that ends after this minute
        return _moment(max(at, years.starts[nearest]))

    def add_working(self, start: datetime, minutes: int) -> datetime:
        """The moment by which so many working minutes (at least one) have passed.

        A count that is used up at closing time ends there, not at the next opening.
        """
        at = _minute(start)
        years = self._covering(at, at)
        wanted = years.count(at) + minutes
        years = self._reaching(years, wanted)
        nearest = bisect_left(years.before, wanted) - 1
        return _moment(years.starts[nearest] + wanted - years.before[nearest])

    def take_working(self, end: datetime, minutes: int) -> datetime:
        """The last moment from which so many working minutes (at least one) are left until ``end``."""
        at = _minute(end)
        years = self._covering(at, at)
        while (wanted := years.count(at) - minutes) < 0:
            years = self._lay_out(years.first - 1, years.last)
        nearest = bisect_right(years.before, wanted) - 1
        return _moment(years.starts[nearest] + wanted - years.before[nearest])

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes from ``start`` to ``end``; negative where ``end`` is the earlier one."""
        low, high = _minute(start), _minute(end)
        years = self._covering(min(low, high), max(low, high))
        return years.count(high) - years.count(low)

    def add_days(self, start: datetime, days: int) -> datetime:
        """Closing time of the n-th working day after the day of ``start``, which is not counted itself."""
        at = _minute(start)
        years = self._covering(at, at)
        nth = years.days_begun(at) + days - 1
        while nth >= len(years.days):
            years = self._lay_out(years.first, years.last + 1)
        return _moment(years.closes[nth])

    def is_working_day(self, day: date) -> bool:
        return self.day_from(day) == day

    def day_from(self, day: date) -> date:
        """``day`` itself if it is a working day, else the next one."""
        years = self._covering_day(day)
        nth = bisect_left(years.days, day.toordinal())
        while nth >= len(years.days):
            years = self._lay_out(years.first, years.last + 1)
        return date.fromordinal(years.days[nth])

    def day_before(self, day: date, days: int) -> date:
        """The n-th working day before ``day``; with 0 ``day`` itself if it is one, else the last before it."""
        years = self._covering_day(day)
        known = bisect_left if days else bisect_right
        while (nth := known(years.days, day.toordinal()) - max(days, 1)) < 0:
            years = self._lay_out(years.first - 1, years.last)
        return date.fromordinal(years.days[nth])

    def opening(self, day: date) -> datetime:
        """When work begins on a working day."""
        years, nth = self._nth(day)
        return _moment(years.opens[nth])

    def closing(self, day: date) -> datetime:
        """When work ends on a working day; for a night shift that is the next morning."""
        years, nth = self._nth(day)
        return _moment(years.closes[nth])

    def working_date(self, moment: datetime) -> date:
        """The local date; in the hours of a night shift after midnight, the date on which the shift began."""
        at = _minute(moment)
        return date.fromordinal(self._working_ordinal(self._covering(at, at), at))

    def at_local(self, day: date, minutes: int) -> datetime:
        """A local wall time as a moment; one that a change of the clocks repeats is the first of the two."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return (midnight + timedelta(minutes=minutes)).astimezone(UTC)

    def _working_ordinal(self, years: WorkingYears, at: int) -> int:
        local = _moment(at).astimezone(self.zone).date().toordinal()
        nearest = bisect_left(years.days, local) - 1
        in_night_shift = nearest >= 0 and years.days[nearest] == local - 1 and at < years.closes[nearest]
        return local - 1 if in_night_shift else local

    def _nth(self, day: date) -> tuple[WorkingYears, int]:
        years = self._covering_day(day)
        nth = bisect_left(years.days, day.toordinal())
        if nth >= len(years.days) or years.days[nth] != day.toordinal():
            raise ValueError(f"{day} is no working day.")
        return years, nth

    def _covering_day(self, day: date) -> WorkingYears:
        noon = _minute(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        return self._covering(noon, noon)

    def _covering(self, low: int, high: int) -> WorkingYears:
        """Years that hold both minutes, with days to spare on both sides for zones and night shifts."""
        low, high = low - 3 * DAY, high + 3 * DAY
        years = self._years
        if years and years.since <= low and high < years.until:
            return years
        first, last = _moment(low).year, _moment(high).year
        if years:
            first, last = min(first, years.first), max(last, years.last)
        return self._lay_out(first, last)

    def _reaching(self, years: WorkingYears, wanted: int) -> WorkingYears:
        while years.before[-1] < wanted:
            years = self._lay_out(years.first, years.last + 1)
        return years

    def _lay_out(self, first: int, last: int) -> WorkingYears:
        if first < _FIRST_YEAR or last > _LAST_YEAR:
            raise ValueError(f"Calendars reach from {_FIRST_YEAR} to {_LAST_YEAR}.")
        self._years = years = lay_out(self._pattern, first, last)
        return years


def _minute(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return int(moment.timestamp() // 60)


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
