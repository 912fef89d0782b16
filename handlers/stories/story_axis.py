"""The time an order took as the axis of a picture: where days, weeks or months begin on it, and which days nobody works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.reply import Clock, Text, text
from orders.calendars.calendar import WorkCalendar

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_HOURS, _ONE_BY_ONE, _WEEKS = (
    timedelta(hours=30),
    9,
    70,
)  # up to how long hours, and how many days, are told apart
_DAYS_OFF = 70  # in a longer time nobody could see a single day
_EVERY = 3  # hours


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """Moments become minutes since it began."""

    since: datetime
    until: datetime
    calendar: WorkCalendar

    @property
    def length(self) -> int:
        return max(1, (self.until - self.since) // _MINUTE)

    def at(self, moment: datetime) -> int:
        """Where a moment lies, held within the axis."""
        return min(max((moment - self.since) // _MINUTE, 0), self.length)

    def covers(self, moment: datetime) -> bool:
        return self.since < moment < self.until

    def ticks(self) -> list[tuple[int, Text]]:
        """Few enough to bear their names; the first is where it began."""
        if self.until - self.since <= _HOURS:
            hours = (one for one in self._hours() if self.covers(one))
            return [(0, _hour(self.since)), *((self.at(one), _hour(one)) for one in hours)]
        days = [one for one in self._days() if self.covers(self._midnight(one))]
        kept = [one for one in days if self._begins(one, len(days))]
        first = self.since.astimezone(self.calendar.zone).date()
        return [(0, _day(first)), *((self.at(self._midnight(one)), _day(one)) for one in kept)]

    def end(self) -> Text:
        """Where it ends, by name."""
        if self.until - self.since <= _HOURS:
            return _hour(self.until)
        return _day(self.until.astimezone(self.calendar.zone).date())

    def days_off(self) -> list[tuple[int, int]]:
        """Days on which nobody works, those that adjoin as one."""
        found: list[tuple[int, int]] = []
        if (self.until - self.since).days > _DAYS_OFF:
            return found
        for day in self._days():
            if self.calendar.is_working_day(day):
                continue
            since, until = self.at(self._midnight(day)), self.at(self._midnight(day + _DAY))
            if found and found[-1][1] == since:
                since = found.pop()[0]
            if since < until:
                found.append((since, until))
        return found

    def _days(self) -> Iterator[date]:
        day, last = (one.astimezone(self.calendar.zone).date() for one in (self.since, self.until))
        while day <= last:
            yield day
            day += _DAY

    def _hours(self) -> Iterator[datetime]:
        for day in self._days():
            for hour in range(0, 24, _EVERY):
                yield self.calendar.at_local(day, hour * 60)

    def _midnight(self, day: date) -> datetime:
        return self.calendar.at_local(day, 0)

    def _begins(self, day: date, days: int) -> bool:
        if days <= _ONE_BY_ONE:
            return True
        return day.weekday() == 0 if days <= _WEEKS else day.day == 1


def _hour(moment: datetime) -> Text:
    return text("story.hour", at=Clock(at=moment, style="time"))


def _day(day: date) -> Text:
    return text("story.day", day=day.day, month=month(day))


def month(day: date) -> Text:
    """By name or by number, as the language has it."""
    return Text(key=f"time.month_{day.month}")
