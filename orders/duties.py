"""What a department owes on one day: when it falls due, and how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import ahead
from orders.calendars.spans import Length
from orders.centre_file.chasing import Duty
from orders.order import Evidence, PersonId

LAST_HOUR = Length(amount=1, unit="wh")
_FURTHEST = (
    400  # days looked through for the next day a duty falls on: a duty of one week's day skips no year
)


class DutyState(StrEnum):
    """Late is none of them: what came after its minute is late, whatever became of it."""

    WANTED = "wanted"
    SIGNING = "signing"  # handed in, and not signed yet
    DONE = "done"
    MISSING = "missing"  # the next day's is asked for by now, or nobody could be asked


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """``by`` None: the bot compiled it. ``on_behalf``: whoever handed it in does not belong to the department.

    ``told_by``: who said so, and how, in words; ``spoken_for``: that person, where known.
    ``messages`` are where its pictures and files stand (chat and message), to be passed on to whoever receives it;
    ``said_in`` is the message that handed it in, if one did.
    """

    at: datetime
    by: PersonId | None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    messages: tuple[tuple[int, int], ...] = ()
    said_in: tuple[int, int] | None = None
    album: str = ""
    on_behalf: bool = False
    told_by: str = ""
    spoken_for: PersonId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyDay:
    """One duty on one day. ``returned``: why it was not signed when it was handed in before."""

    id: int
    company: str
    duty: str
    department: str
    day: date
    due_at: datetime
    state: DutyState
    handed: HandedIn | None = None
    signed_at: datetime | None = None
    signed_by: PersonId | None = None
    returned: str = ""
    called: bool = False  # it has been in a roll-call

    @property
    def late(self) -> bool:
        """Whether what was handed in came after its minute."""
        return self.handed is not None and self.handed.at > self.due_at


def falls_on(duty: Duty, day: date, calendar: WorkCalendar) -> bool:
    """Duties are owed on working days alone.

    One of several named weekdays that is a day off is left out; what is owed on one day of the week comes on the next
    working day instead, as a week without it would be.
    """
    if not calendar.is_working_day(day):
        return False
    if duty.days is None or day.weekday() in duty.days:
        return True
    if len(duty.days) > 1:
        return False
    [weekday] = duty.days
    named = day - timedelta(days=(day.weekday() - weekday) % 7)
    return calendar.day_from(named) == day


def due_at(duty: Duty, day: date, calendar: WorkCalendar) -> datetime:
    """To the minute, inside the department's hours or not."""
    return calendar.at_local(day, duty.at.hour * 60 + duty.at.minute)


def warn_at(duty: Duty, due: datetime, calendar: WorkCalendar) -> datetime:
    """In the last working hour before, unless the duty says how long before."""
    return ahead(duty.warn or LAST_HOUR, due, calendar)


def compile_at(duty: Duty, day: date, due: datetime, calendar: WorkCalendar) -> datetime:
    """When the bot compiles what it compiles itself: with the warning, and never before the day has begun."""
    return min(due, max(warn_at(duty, due, calendar), calendar.opening(day)))


def next_day(duty: Duty, now: datetime, calendar: WorkCalendar) -> date | None:
    """The next day on which it falls due after ``now``."""
    today = now.astimezone(calendar.zone).date()
    coming = (today + timedelta(days=ahead) for ahead in range(_FURTHEST))
    return next(
        (day for day in coming if falls_on(duty, day, calendar) and due_at(duty, day, calendar) > now),
        None,
    )


def days_between(duty: Duty, after: date, now: datetime, calendar: WorkCalendar) -> Iterator[date]:
    """The days behind ``after`` on which it has fallen due by now, in order."""
    day, today = after + timedelta(days=1), now.astimezone(calendar.zone).date()
    while day <= today:
        if falls_on(duty, day, calendar) and due_at(duty, day, calendar) <= now:
            yield day
        day += timedelta(days=1)


def day_before(duty: Duty, day: date, calendar: WorkCalendar) -> date:
    """The last day before ``day`` on which it was due."""
    before = (day - timedelta(days=back) for back in range(1, _FURTHEST))
    return next((one for one in before if falls_on(duty, one, calendar)), day - timedelta(days=1))
