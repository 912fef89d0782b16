"""The sweep's look at a duty of one day: who is asked for it, and when to look again."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.duties.shipping_statistics import made_up
from handlers.nudges.chasing import Asked, Chasing, chase
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.chasing import Duty
from orders.checks import Rule
from orders.duties import DutyDay, DutyState, due_at, falls_on, next_day
from orders.duty_checks import awaited, first_check
from reminders.rules import Missed, coming, pressing
from storage.chasing import duty_rows
from storage.chasing.checks_due import DutyThing

_TO_THE_MINUTE = frozenset({Rule.WARNING, Rule.DUE})
PUNCTUAL = timedelta(
    minutes=10
)  # what is said so soon is said at its minute, whether people are at work or not


def look(this: Chasing, thing: DutyThing, centres: Centres, machine_now: datetime) -> datetime | None:
    """What is open of the days before is not asked for any more once this day's is."""
    day = duty_rows.by_id(this.conn, thing.duty)
    if day is None or day.company not in centres:
        return None
    centre = centres[day.company]
    duty = centre.duty(day.duty)
    if duty is not None and day.state is DutyState.WANTED and not owed(centre, duty, day):
        duty_rows.drop(this.conn, day.id)
        return None
    if duty is None or _superseded(centre, duty, day, this.now):
        duty_rows.give_up(this.conn, day.id)
        return None
    duty_rows.give_up_before(this.conn, day.company, day.duty, day.day)
    if duty.compiles and day.state is DutyState.WANTED and not day.returned:
        day = made_up(this.conn, centre, duty, day, now=this.now, machine_now=machine_now) or day
    return _chased(this, thing, centre, duty, day)


def owed(centre: Centre, duty: Duty, day: DutyDay) -> bool:
    """Whether the department works on that day after all."""
    return falls_on(duty, day.day, centre.calendar_of(duty.department))


def to_the_minute(missing: Missed, now: datetime) -> bool:
    """Whether it is said now, at work or not: it has just fallen due."""
    return missing.rule in _TO_THE_MINUTE and now - missing.missed_at < PUNCTUAL


def _superseded(centre: Centre, duty: Duty, day: DutyDay, now: datetime) -> bool:
    """Whether the next day's is asked for by now: after a stop nobody is asked for both."""
    calendar = centre.calendar_of(duty.department)
    after = next_day(duty, day.due_at, calendar)
    if after is None or after <= day.day:
        return False
    due = due_at(duty, after, calendar)
    return first_check(centre, duty, replace(day, day=after, due_at=due)) <= now


def missed(centre: Centre, day: DutyDay, now: datetime) -> Missed | None:
    """What is missing of it now."""
    duty = centre.duty(day.duty)
    return pressing(awaited(centre, duty, day), now=now) if duty is not None else None


def _chased(this: Chasing, thing: DutyThing, centre: Centre, duty: Duty, day: DutyDay) -> datetime | None:
    clocks = awaited(centre, duty, day)
    change, missing = coming(clocks, now=this.now), pressing(clocks, now=this.now)
    if missing is None:
        return change
    asked = Asked(
        thing=thing,
        centre=centre,
        missing=missing,
        ladder=centre.ladder(duty.ladder),
        to_the_minute=to_the_minute(missing, this.now),
    )
    again = chase(this, asked)
    return min((at for at in (change, again) if at is not None), default=None)
