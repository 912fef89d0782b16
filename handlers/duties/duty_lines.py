"""A duty of one day in words: what it is, how it stands, what is missing of it. Departments are named, never persons."""

from handlers.reply import Clock, Param, Text, text
from handlers.view import View
from handlers.wording import department_name
from orders.centre_file.centre import Centre
from orders.checks import Rule
from orders.duties import DutyDay, DutyState
from reminders.rules import Missed


def duty_name(centre: Centre, day: DutyDay) -> Param:
    return name_of(centre, day.duty)


def name_of(centre: Centre, which: str) -> Param:
    """One that has left the centre's file is called by its id."""
    duty = centre.duty(which)
    return duty.names if duty is not None else which


def duty_line(view: View, day: DutyDay) -> Text:
    """How it stands now."""
    params = params_of(view.centre, day)
    if day.day == view.today:
        params["due"] = Clock(at=day.due_at, style="time")
    line = Text(key=f"duty.line_{standing(view, day)}", params=params)
    handed = day.handed
    return text("duty.on_behalf", line=line) if handed and (handed.on_behalf or handed.told_by) else line


def said_of(day: DutyDay, line: Text) -> Text:
    """Somebody may hand it in for the department, or in another's name: receipts and notices say in whose, lists name nobody."""
    if day.handed and day.handed.told_by:
        line = text("duty.told_by", line=line, who=day.handed.told_by)
    elif day.handed and day.handed.on_behalf:
        line = text("duty.on_behalf", line=line)
    return text("duty.sentence", line=line)


def standing(view: View, day: DutyDay) -> str:
    """done, late, signing (late or not), missing, or wanted while its minute has not come; what was sent back says so."""
    if day.state is DutyState.DONE:
        return "late" if day.late else "done"
    if day.handed is not None:
        return "signing_late" if day.late else "signing"
    wanted = "wanted" if view.now < day.due_at else "missing"
    return f"{wanted}_again" if day.returned else wanted


def params_of(centre: Centre, day: DutyDay) -> dict[str, Param]:
    at = day.handed.at if day.handed else day.due_at
    same_day = at.astimezone(centre.zone).date() == day.day
    return {
        "duty": duty_name(centre, day),
        "department": department_name(centre, day.department),
        "day": day.day,
        "due": Clock(at=day.due_at),
        "at": Clock(at=at, style="time" if same_day else "full"),
    }


def missing_line(centre: Centre, day: DutyDay, missed: Missed, *, ours: bool) -> Text:
    """As a line of a digest."""
    handed: dict[str, Param] = {"at": Clock(at=day.handed.at)} if day.handed else {}
    missing = Text(key=f"duty.{_missing(day, missed)}", params=params_of(centre, day) | handed)
    params: dict[str, Param] = {"duty": duty_name(centre, day), "missing": missing}
    if ours:
        return Text(key="duty.nudge", params=params)
    department = department_name(centre, missed.department)
    return Text(key="duty.nudge_of", params=params | {"department": department})


def _missing(day: DutyDay, missed: Missed) -> str:
    if missed.rule is Rule.APPROVAL:
        return "asked_sign"
    if missed.rule is Rule.WARNING:
        return "asked_again" if day.returned else "asked_soon"
    return "asked_late_again" if day.returned else "asked_late"
