"""Which clocks run on a duty of one day, by the same rules as on an order's stage."""

from datetime import datetime

from orders.calendars.deadlines import after
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.checks import Awaited, Rule
from orders.duties import DutyDay, DutyState, compile_at, warn_at


def awaited(centre: Centre, duty: Duty, day: DutyDay) -> tuple[Awaited, ...]:
    """Nothing once it is done, or given up. Of what the bot compiles itself nobody is warned."""
    if day.state is DutyState.SIGNING:
        return (Awaited(rule=Rule.APPROVAL, at=_sign_by(centre, duty, day), department=signing(duty)),)
    if day.state is not DutyState.WANTED:
        return ()
    due = Awaited(rule=Rule.DUE, at=day.due_at, department=day.department)
    warning = warn_at(duty, day.due_at, centre.calendar_of(day.department))
    if duty.compiles and not day.returned:
        return (due,)
    return (Awaited(rule=Rule.WARNING, at=warning, department=day.department), due)


def first_check(centre: Centre, duty: Duty, day: DutyDay) -> datetime:
    """When a duty nobody has been asked for is looked at first."""
    calendar = centre.calendar_of(day.department)
    if duty.compiles:
        return compile_at(duty, day.day, day.due_at, calendar)
    return warn_at(duty, day.due_at, calendar)


def signing(duty: Duty) -> str:
    """The department whose ball a signature is."""
    return (duty.approver and duty.approver.department) or duty.department


def _sign_by(centre: Centre, duty: Duty, day: DutyDay) -> datetime:
    """As long as any approval takes, and by the duty's minute at the latest where it was handed in before."""
    handed_at = day.handed.at if day.handed else day.due_at
    by = after(centre.defaults.approve_within, handed_at, centre.calendar_of(signing(duty)))
    return min(by, day.due_at) if handed_at < day.due_at else by
