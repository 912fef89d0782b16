"""From a day and a part of it, as people say it, to a moment of the department's working time."""

from datetime import date, datetime, time, timedelta

from handlers.reading.dates import DateReading
from handlers.reading.hours import Part
from handlers.reading.periods import PeriodReading
from handlers.reply import Clock, Text, text
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre

TODAY = "today"
ESTIMATES = (TODAY, "tomorrow", "day_after")
_PARTS = {
    Part.MORNING: time(12, 0),
    Part.NOON: time(12, 0),
    Part.AFTERNOON: time(17, 0),
    Part.EVENING: time(21, 0),
    Part.END: time(17, 0),
}
_END_OF_DAY = time(17, 0)
_AFTERNOON = range(13, 20)  # a closing in these hours ends what people call the afternoon
_HALF_A_DAY = timedelta(hours=12)
_AN_AFTERNOON = timedelta(hours=1)  # the least of it that is worth promising something for


def moment_of(reading: DateReading, centre: Centre, now: datetime) -> datetime | None:
    """The end of what was said: "mai" is tomorrow's end of work, "chiều nay" this afternoon's. None when it is unclear."""
    if reading.delay is not None:
        return now + reading.delay
    if reading.day is None:
        return None
    at = reading.at or (_PARTS[reading.part] if reading.part else _END_OF_DAY)
    zone = centre.zone
    local = datetime.combine(reading.day, at, tzinfo=zone)
    if local <= now.astimezone(zone) and reading.at is None:
        local = now.astimezone(zone) + timedelta(
            hours=1
        )  # "chiều nay" said at 17:30: an hour is what is left of it
    return local.astimezone(now.tzinfo)


def end_of_work_after(calendar: WorkCalendar, now: datetime, days: int) -> datetime:
    """The closing of today's work (0), or of the n-th working day after; after hours and on a day off, "today" is the next working day."""
    if days:
        return calendar.add_days(now, days)
    return calendar.closing(calendar.working_date(calendar.next_opening(now)))


def period_of(
    reading: PeriodReading, calendar: WorkCalendar, centre: Centre, now: datetime
) -> tuple[datetime, datetime]:
    """From when to when, on the company's own clock; whole days end at midnight. So many days are working days."""
    today = now.astimezone(centre.zone).date()
    first = reading.first[0] if reading.first else today
    last = reading.last or _nth_working_day(calendar, first, reading.days)
    begins = datetime.combine(first, reading.starts_at or time(), tzinfo=centre.zone)
    if reading.ends_at is not None:
        ends = datetime.combine(last, reading.ends_at, tzinfo=centre.zone)
    else:
        ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=centre.zone)
    return begins.astimezone(now.tzinfo), ends.astimezone(now.tzinfo)


def _nth_working_day(calendar: WorkCalendar, first: date, count: int) -> date:
    day, left = first, count - calendar.is_working_day(first)
    while left > 0:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


def works_on_today(calendar: WorkCalendar, now: datetime) -> bool:
    """Whether there is enough left of today's work for somebody to say "this afternoon"."""
    day = calendar.working_date(now)
    return calendar.is_working_day(day) and calendar.closing(day) - now >= _AN_AFTERNOON


def day_choices(calendar: WorkCalendar, now: datetime, most: int) -> tuple[tuple[str, Text], ...]:
    """For so many buttons at most, each of another day: today only while enough of its work is left."""
    offered = [day_choice(one, calendar, now) for one in ESTIMATES[not works_on_today(calendar, now) :]]
    return tuple(offered[:most])


def day_choice(day: str, calendar: WorkCalendar, now: datetime) -> tuple[str, Text]:
    """What a button for one of ESTIMATES carries, and what it is called: a day off between makes it a date, whenever it is tapped."""
    ahead = ESTIMATES.index(day)
    meant = calendar.working_date(end_of_work_after(calendar, now, ahead) - timedelta(minutes=1))
    label = text(f"button.{day}") if day != TODAY else _end_of_work_named(calendar, now)
    if day != TODAY and meant != calendar.working_date(now) + timedelta(days=ahead):
        label = text("button.on_day", day=meant)
    return day if label.key == f"button.{day}" else f"{meant:%Y%m%d}", label


def chosen_day(choice: str, calendar: WorkCalendar, now: datetime) -> datetime | None:
    """The end of work on the day a button named; None where that is over, or it named none."""
    if choice in ESTIMATES:
        return end_of_work_after(calendar, now, ESTIMATES.index(choice))
    day = day_in(choice)
    if day is None or not calendar.is_working_day(day):
        return None
    closing = calendar.closing(day)
    return closing if closing > now else None


def day_in(choice: str) -> date | None:
    """The date a button carries."""
    try:
        return date.fromisoformat(choice)
    except ValueError:
        return None


def _end_of_work_named(calendar: WorkCalendar, now: datetime) -> Text:
    """What ends today is "this afternoon"; a half day and a night shift end at a time."""
    closing = end_of_work_after(calendar, now, 0)
    here, local = now.astimezone(calendar.zone), closing.astimezone(calendar.zone)
    if local.date() == here.date() and local.hour in _AFTERNOON:
        return text("button.today")
    return text("button.by", at=Clock(at=closing, style="time" if closing - now < _HALF_A_DAY else "full"))
