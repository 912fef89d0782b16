"""Whether a duty of one day will be looked at in time."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.duties.duty_sweep import to_the_minute
from handlers.nudges.chasing import goes_on
from handlers.nudges.rungs import Rungs
from orders.centre_file.centre import Centre
from orders.duties import DutyDay, DutyState
from orders.duty_checks import awaited, first_check
from reminders.rules import coming, pressing
from storage.chasing import reminder_rows
from storage.chasing.checks_due import DutyThing


def is_late(conn: Connection, centre: Centre, day: DutyDay, at: datetime, now: datetime) -> bool:
    """Whether a sweep that came ``now`` would look again before ``at``."""
    wanted = _latest_look(conn, centre, day, now)
    return wanted is not None and at > wanted


def _latest_look(conn: Connection, centre: Centre, day: DutyDay, now: datetime) -> datetime | None:
    """None: no clock runs there, or the centre file knows the duty no more."""
    duty = centre.duty(day.duty)
    if duty is None:
        return None
    clocks = awaited(centre, duty, day)
    looks = [coming(clocks, now=now)]
    if day.state is DutyState.WANTED and (first := first_check(centre, duty, day)) > now:
        looks.append(first)
    if missing := pressing(clocks, now=now):
        department = centre.department_or_coordination(missing.department).id
        rungs = Rungs(conn=conn, centre=centre, department=department, now=now)
        made = reminder_rows.chase(conn, DutyThing(duty=day.id))
        minute = to_the_minute(missing, now)
        ladder = centre.ladder(duty.ladder)
        looks.append(goes_on(missing, made, rungs=rungs, ladder=ladder, now=now, to_the_minute=minute))
    return min((one for one in looks if one is not None), default=None)
