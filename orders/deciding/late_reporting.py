"""A promise that was broken is explained: why, what is done about it, by whom, and until when."""

from orders import flow, rights
from orders.deciding import guards
from orders.events import Kind
from orders.holders import answering
from orders.moves import THE_BOT, Actor
from orders.order import LateReport, Order, OrderState
from orders.refusals.access import NotAllowed
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import LatePartsMissing, NoLateReport, NotLate
from orders.trail import Trail
from orders.whole_order_moves import AcceptLate, FileLate, OpenLate, ReturnLate

_ASKED = frozenset({"wanted", "returned"})


def open_late(_: OpenLate, trail: Trail) -> None:
    """By itself, when the promised day is over: of whoever the minutes are booked to at that moment."""
    order = trail.order
    if trail.actor.person != THE_BOT.person:
        raise NotAllowed(who_may=())
    holder = answering(order)
    if not flow.may_break_promise(order) or holder is None or order.promised_on is None:
        raise NotLate
    if trail.now < trail.times.promise_ends(order.promised_on):
        raise NotLate
    trail.add(
        Kind.LATE_OPENED,
        promised_on=order.promised_on.isoformat(),
        department=holder.department,
        due_at=trail.times.late_report_by(trail.now).isoformat(),
    )


def file_late(move: FileLate, trail: Trail) -> None:
    """Whole, or not at all."""
    may_file_late(trail.order, trail.actor)
    given = {"cause": move.cause, "measure": move.measure, "responsible": move.responsible}
    if missing := tuple(name for name, words in given.items() if not words.strip()):
        raise LatePartsMissing(parts=missing)
    trail.add(
        Kind.LATE_FILED,
        note=move.note,
        evidence=move.evidence,
        **given,
        new_on=move.new_on.isoformat(),
        decider=move.decider,
        answer_by=trail.times.decision_by(move.decider, trail.now).isoformat(),
    )


def may_file_late(order: Order, actor: Actor) -> None:
    """The department that is asked, and coordination for it."""
    late = _owed(order, actor)
    if not rights.may_work(actor, late.department):
        raise NotAllowed(who_may=rights.who_may_work(late.department))
    if late.state == "filed":
        raise AlreadyRecorded(what=Kind.LATE_FILED.value, by=late.filed_by, at=late.filed_at)
    _not_accepted(late)


def accept_late(move: AcceptLate, trail: Trail) -> None:
    may_accept_late(trail.order, trail.actor)
    trail.add(Kind.LATE_ACCEPTED, note=move.note)


def may_accept_late(order: Order, actor: Actor) -> None:
    """Coordination and those above, of what others have written."""
    late = _judging(order, actor)
    if late.state != "filed":
        raise NoLateReport
    if late.filed_by == actor.person and not rights.may_approve_own(actor):
        raise NotAllowed(who_may=("role:coordinator", "role:manager"))


def return_late(move: ReturnLate, trail: Trail) -> None:
    """With a reason: it is asked again, of the same department or of another one, with the full time."""
    may_return_late(trail.order, trail.actor)
    guards.reason(move.note, "return_late")
    late = trail.order.late_report
    department = move.department or (late.department if late else "")
    if late is not None and late.state in _ASKED and department == late.department:
        raise NothingChanged
    trail.add(
        Kind.LATE_RETURNED,
        note=move.note,
        department=department,
        due_at=trail.times.late_report_by(trail.now).isoformat(),
    )


def may_return_late(order: Order, actor: Actor) -> None:
    _judging(order, actor)


def _judging(order: Order, actor: Actor) -> LateReport:
    late = _owed(order, actor)
    if not rights.may_decide_hold(actor):
        raise NotAllowed(who_may=("role:coordinator", "role:manager"))
    _not_accepted(late)
    return late


def _owed(order: Order, actor: Actor) -> LateReport:
    """Also of an order that has ended meanwhile: why it was late is asked all the same."""
    guards.writing(actor)
    if order.state is OrderState.CANCELLED:
        guards.not_ended(order)
    if order.late_report is None:
        raise NoLateReport
    return order.late_report


def _not_accepted(late: LateReport) -> None:
    if late.state == "accepted":
        raise AlreadyRecorded(what=Kind.LATE_ACCEPTED.value)
