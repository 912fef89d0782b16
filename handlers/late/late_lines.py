"""A late report in words, and the buttons by which it is written, accepted, returned or given to another department."""

from handlers.reply import Button, Clock, Param, Text, text
from handlers.stage_keys import LATE, LATE_ACCEPT, LATE_MOVE, LATE_RETURN, LATE_TO, key
from handlers.view import View
from handlers.wording import department_name, order_title, person_name
from orders.centre_file.centre import Centre
from orders.checks import Rule
from orders.order import LateReport, Order

WANTED = frozenset({Rule.LATE_WANTED, Rule.LATE_DUE})
OF_LATE = WANTED | {Rule.LATE_ANSWER}
Rows = tuple[tuple[Button, ...], ...]


def late_lines(view: View, order: Order, late: LateReport) -> tuple[Text, ...]:
    """The whole of it, as it stands."""
    head = text("late.head", order=order_title(order), promised=late.promised_on)
    if late.state in {"wanted", "returned"}:
        asked = text(
            f"late.{late.state}",
            department=department_name(view.centre, late.department),
            due=Clock(at=late.due_at, style="by"),
        )
        return (head, asked, *said_lines(view.centre, late)) if late.cause else (head, asked)
    by = text("late.by", by=person_name(view, late.filed_by), at=Clock(at=late.filed_at or late.asked_at))
    state = text("late.accepted") if late.state == "accepted" else text("late.filed")
    return (head, *said_lines(view.centre, late), by, state)


def said_lines(centre: Centre, late: LateReport) -> tuple[Text, ...]:
    """Cause, measure, who is responsible, and the new day."""
    lines = (
        text("late.cause", cause=cause_said(centre, late.cause)),
        text("late.measure", measure=late.measure),
        text("late.responsible", who=late.responsible),
    )
    return (*lines, text("late.new_on", day=late.new_on)) if late.new_on else lines


def cause_said(centre: Centre, cause: str) -> Param:
    """By its name where it is one of the company's causes, else as it was written."""
    return next((one.names for one in centre.causes_of_delay if one.id == cause), cause)


def card_line(view: View, order: Order) -> list[Text]:
    """For the order's card: who owes the report, or the cause that was given."""
    late = order.late_report
    if late is None:
        return []
    if late.state in {"wanted", "returned"}:
        department = department_name(view.centre, late.department)
        line = "late.on_card_overdue" if late.due_at <= view.now else "late.on_card"
        return [text(line, department=department, due=Clock(at=late.due_at, style="by"))]
    return [text("late.cause", cause=cause_said(view.centre, late.cause))]


def file_keys(order: Order) -> Rows:
    """For the department that is asked."""
    return ((key("button.file_late", LATE, order=order.id, style="success"),),)


def judge_keys(order: Order, late: LateReport) -> Rows:
    """For whoever accepts it; the new day it names can be promised at once."""
    judged = (
        key("button.accept_late", LATE_ACCEPT, order=order.id, version=mark(late), style="success"),
        key("button.return_late", LATE_RETURN, order=order.id, version=mark(late)),
    )
    rest: tuple[Button, ...] = (key("button.late_to", LATE_TO, order=order.id, version=mark(late)),)
    if late.new_on is not None and late.new_on != order.promised_on:
        rest = (key("button.late_promise", LATE_MOVE, order=order.id, day=late.new_on), *rest)
    return (judged, rest)


def readdress_keys(order: Order, late: LateReport) -> Rows:
    """For coordination, while it is still to be written."""
    return ((key("button.late_to", LATE_TO, order=order.id, version=mark(late)),),)


def mark(late: LateReport) -> int:
    """Which report a button was drawn for: one that was written anew is another."""
    return int((late.filed_at if late.state == "filed" and late.filed_at else late.asked_at).timestamp())
