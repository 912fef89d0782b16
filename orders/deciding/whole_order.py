"""Moves on the order as a whole: open a draft, pause, go on, cancel, change, promise."""

from datetime import date

from orders import flow, rights
from orders.deciding import guards
from orders.deciding.recalling import recall_by_promise
from orders.deciding.settling import settle
from orders.events import Kind
from orders.evolving import facts_to_json
from orders.moves import Actor
from orders.order import Order, OrderState
from orders.refusals.access import NotAllowed
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import FactsMissing, MomentPassed, NoStageLeft, OrderNotPaused
from orders.trail import Trail
from orders.whole_order_moves import Cancel, ChangeFacts, Open, Pause, Promise, Request, Unpause


def open_order(move: Open, trail: Trail) -> None:
    """The first stages are offered; those of the department that wrote or confirms the draft are received at once."""
    order = trail.order
    may_open(order, trail.actor)
    if order.case and not (move.evidence or _says_what(order)):
        raise FactsMissing(facts=("title", "customer", "phone", "photo"))
    trail.add(Kind.OPENED, note=move.note, evidence=move.evidence)
    settle(trail, finished_by=trail.actor.departments | {order.opened_by_department})


def may_open(order: Order, actor: Actor) -> None:
    guards.writing(actor)
    _drafting(order, actor)
    if order.state is OrderState.CANCELLED:
        guards.not_ended(order)
    if order.state is not OrderState.DRAFT:
        raise AlreadyRecorded(what=Kind.OPENED.value, at=order.opened_at)
    if not (order.case or order.facts.customer.strip()):
        raise FactsMissing(facts=("customer",))
    if not any(flow.wanted(order, stage) for stage in order.workflow.stages):
        raise NoStageLeft(flags=tuple(sorted(order.flags)))


def _says_what(order: Order) -> bool:
    """A case may begin with any of these; who the customer is may be found out later."""
    facts = order.facts
    return order.parent is not None or any(
        one.strip() for one in (facts.title, facts.customer, facts.phone, facts.contact)
    )


def pause(move: Pause, trail: Trail) -> None:
    may_pause(trail.order, trail.actor)
    guards.reason(move.note, "pause")
    check_at = move.check_at or trail.times.paused_check(trail.now)
    if check_at <= trail.now:
        raise MomentPassed(moment=check_at)
    trail.add(Kind.PAUSED, note=move.note, evidence=move.evidence, check_at=check_at.isoformat())


def may_pause(order: Order, actor: Actor) -> None:
    guards.writing(actor)
    _steering(order, actor)
    if order.state is OrderState.PAUSED:
        raise AlreadyRecorded(what=Kind.PAUSED.value, at=order.since)
    guards.running(order)


def unpause(move: Unpause, trail: Trail) -> None:
    may_unpause(trail.order, trail.actor)
    trail.add(Kind.UNPAUSED, note=move.note)


def may_unpause(order: Order, actor: Actor) -> None:
    guards.writing(actor)
    _steering(order, actor)
    guards.not_ended(order)
    if order.state is not OrderState.PAUSED:
        raise OrderNotPaused


def cancel(move: Cancel, trail: Trail) -> None:
    """An order ends with a reason; a draft is thrown away without one."""
    may_cancel(trail.order, trail.actor)
    if trail.order.state is not OrderState.DRAFT:
        guards.reason(move.note, "cancel")
    trail.add(Kind.CANCELLED, note=move.note, evidence=move.evidence)


def may_cancel(order: Order, actor: Actor) -> None:
    _changing(order, actor)
    if order.state is OrderState.CANCELLED:
        raise AlreadyRecorded(what=Kind.CANCELLED.value, at=order.since)
    guards.not_ended(order)


def change_facts(move: ChangeFacts, trail: Trail) -> None:
    """The event keeps what differed, before and after."""
    may_change(trail.order, trail.actor)
    before, after = facts_to_json(trail.order.facts), facts_to_json(move.facts)
    differs = [one for one in before if before[one] != after[one]]
    if not differs:
        raise NothingChanged
    named = move.facts.customer.strip() or trail.order.case
    if trail.order.state is not OrderState.DRAFT and not named:
        raise FactsMissing(facts=("customer",))
    trail.add(
        Kind.CHANGED,
        note=move.note,
        evidence=move.evidence,
        before={one: before[one] for one in differs},
        after={one: after[one] for one in differs},
    )


def request(move: Request, trail: Trail) -> None:
    may_change(trail.order, trail.actor)
    if move.requested_on == trail.order.requested_on:
        raise NothingChanged
    note_request(trail, move.requested_on, note=move.note)


def note_request(trail: Trail, requested_on: date, *, note: str = "") -> None:
    before = trail.order.requested_on
    trail.add(
        Kind.REQUESTED,
        note=note,
        before=before and before.isoformat(),
        requested_on=requested_on.isoformat(),
    )


def promise(move: Promise, trail: Trail) -> None:
    """Due times that hang on the promised date move along. Moving a promise made to a customer takes a reason."""
    order = trail.order
    may_change(order, trail.actor)
    if move.promised_on == order.promised_on:
        raise NothingChanged
    if order.promised_on is not None and order.state is not OrderState.DRAFT:
        guards.reason(move.note, "promise")
    trail.add(
        Kind.PROMISED,
        note=move.note,
        evidence=move.evidence,
        before=order.promised_on and order.promised_on.isoformat(),
        promised_on=move.promised_on.isoformat(),
        due=_moved_dues(trail, move.promised_on),
    )
    recall_by_promise(trail)


def may_change(order: Order, actor: Actor) -> None:
    _changing(order, actor)
    guards.not_ended(order)


def _changing(order: Order, actor: Actor) -> None:
    """Change, promise and cancel are for who steers the order; while it is a draft, for who writes it."""
    guards.writing(actor)
    if order.state is OrderState.DRAFT:
        _drafting(order, actor)
    else:
        _steering(order, actor)


def _steering(order: Order, actor: Actor) -> None:
    if not rights.may_steer(actor, order):
        raise NotAllowed(who_may=rights.who_may_steer(order))


def _drafting(order: Order, actor: Actor) -> None:
    if actor.person != order.opened_by and not rights.may_draft(actor, order):
        raise NotAllowed(who_may=rights.who_may_draft(order))


def _moved_dues(trail: Trail, promised_on: date) -> dict[str, str]:
    """The new due time of every stage whose due time hangs on the promised date.

    Stages without a due time are among them: an undo may bring back one from before.
    """
    moved = {}
    for stage in trail.order.workflow.stages:
        start = trail.stage(stage.id).received_at or trail.now
        due_at = trail.times.due_at(stage, start, promised_on)
        if due_at != trail.times.due_at(stage, start, trail.order.promised_on):
            moved[stage.id] = due_at.isoformat()
    return moved
