"""What a span means on a department's calendar.

- ``4wh``, ``30wm``: so much working time later.
- ``2wd``: closing time of the second working day after the day it starts; that first day is not counted, whatever the
  hour. So Vietnamese and Chinese law count days (Bộ luật Dân sự 2015 art. 147, 148; 民法典 art. 201, 203), and so people
  understand "within 1 working day": asked on Tuesday at ten or at eight in the evening, answered by Wednesday's closing;
  asked on Sunday, by Monday's. Who means working hours writes ``8wh``.
- ``7d``: closing time of the seventh calendar day after, or of the next working day where that one is off (same sources).
- ``24h``, ``30m``: by the clock on the wall, nights and holidays included.
- ``at 09:00``: the next 09:00 of a working day. ``at 07:50 next day``: 07:50 of the next working day after the day it
  starts, so Saturday's next day is Monday. A day's clock times hold outside its hours too.
- ``on promised``: closing time of the promised date, or of the last working day before it where that one is off.
- ``1wd before promised``: closing time of the last working day before the promised date. ``3d before``: of the third
  calendar day before it, or the last working day before that. ``4wh``, ``2h before``: so long before closing time of the
  promised date. Where the work starts after that moment it is late at once, and that is the truth.
- A warning ``2wh`` or ``30m`` ahead of a moment: so long before it. ``1wd`` ahead: closing time of the working day before.
"""

from datetime import date, datetime, timedelta

from orders.calendars.calendar import WorkCalendar
from orders.calendars.spans import AtTime, BeforePromised, Length, LengthUnit

_WORKING_MINUTES: dict[LengthUnit, int] = {"wm": 1, "wh": 60}
_CLOCK_MINUTES: dict[LengthUnit, int] = {"m": 1, "h": 60}


def after(length: Length, start: datetime, calendar: WorkCalendar) -> datetime:
    """When ``length`` has passed since ``start``."""
    if length.unit == "wd":
        return calendar.add_days(start, length.amount)
    if length.unit == "d":
        last = calendar.working_date(start) + timedelta(days=length.amount)
        return calendar.closing(calendar.day_from(last))
    if length.unit in _WORKING_MINUTES:
        return calendar.add_working(start, length.amount * _WORKING_MINUTES[length.unit])
    return start + timedelta(minutes=length.amount * _CLOCK_MINUTES[length.unit])


def ahead(length: Length, moment: datetime, calendar: WorkCalendar) -> datetime:
    """The moment that lies ``length`` before another one."""
    if length.unit in _WORKING_MINUTES:
        return calendar.take_working(moment, length.amount * _WORKING_MINUTES[length.unit])
    if length.unit in _CLOCK_MINUTES:
        return moment - timedelta(minutes=length.amount * _CLOCK_MINUTES[length.unit])
    day = calendar.working_date(moment)
    if length.unit == "wd":
        return calendar.closing(calendar.day_before(day, length.amount))
    return calendar.closing(calendar.day_before(day - timedelta(days=length.amount), 0))


def next_clock_time(at: AtTime, start: datetime, calendar: WorkCalendar) -> datetime:
    """The next such time of day on a working day, today's included unless ``next_day``."""
    minutes = at.time.hour * 60 + at.time.minute
    first = calendar.working_date(start) + timedelta(days=1 if at.next_day else 0)
    moment = calendar.at_local(calendar.day_from(first), minutes)
    while moment <= start:
        first += timedelta(days=1)
        moment = calendar.at_local(calendar.day_from(first), minutes)
    return moment


def day_over(day: date, calendar: WorkCalendar) -> datetime:
    """Midnight after it, where the company is."""
    return calendar.at_local(day + timedelta(days=1), 0)


def before_promised(span: BeforePromised, promised_on: date, calendar: WorkCalendar) -> datetime:
    """The moment that lies so long before the promised date."""
    length = span.length
    if length is None:
        return calendar.closing(calendar.day_before(promised_on, 0))
    if length.unit == "wd":
        return calendar.closing(calendar.day_before(promised_on, length.amount))
    if length.unit == "d":
        return calendar.closing(calendar.day_before(promised_on - timedelta(days=length.amount), 0))
    closing = calendar.closing(calendar.day_before(promised_on, 0))
    if length.unit in _WORKING_MINUTES:
        return calendar.take_working(closing, length.amount * _WORKING_MINUTES[length.unit])
    return closing - timedelta(minutes=length.amount * _CLOCK_MINUTES[length.unit])
