"""An order's life: a move is decided into events or refused, and events are folded into the order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from orders.centre_file.workflow import Workflow
from orders.deciding import (
    approving,
    assigning,
    cases,
    disputing,
    flags,
    going_back,
    guards,
    holding,
    late_reporting,
    notifying,
    overriding,
    priorities,
    pushing,
    putting_off,
    recalling,
    reporting,
    whole_order,
)
from orders.events import Event, Kind, Source
from orders.evolving import counted, evolve, facts_to_json
from orders.facts import Facts
from orders.moves import (
    Acknowledge,
    Actor,
    AnswerHold,
    Approve,
    Assign,
    CloseWithout,
    DecideHold,
    Decline,
    Dispute,
    Move,
    Push,
    PutOnHold,
    Recall,
    Receive,
    Reject,
    Report,
    Resume,
    SendBack,
    Uphold,
)
from orders.order import Order, OrderId, StageRecord
from orders.refusals.whole_order import FlagUnknown
from orders.times import Times
from orders.trail import Trail
from orders.undo import take_back, undone_moves
from orders.whole_order_moves import (
    AcceptLate,
    AskPriority,
    Cancel,
    ChangeFacts,
    DecidePriority,
    FileLate,
    LinkCase,
    Open,
    OpenLate,
    Pause,
    Promise,
    PutOffAsking,
    Request,
    ReturnLate,
    SetFlags,
    Undo,
    Unpause,
)

_DECIDERS: Mapping[type[Move], Callable[[Any, Trail], None]] = {
    Open: whole_order.open_order,
    Pause: whole_order.pause,
    Unpause: whole_order.unpause,
    Cancel: whole_order.cancel,
    ChangeFacts: whole_order.change_facts,
    Request: whole_order.request,
    OpenLate: late_reporting.open_late,
    FileLate: late_reporting.file_late,
    AcceptLate: late_reporting.accept_late,
    ReturnLate: late_reporting.return_late,
    Promise: whole_order.promise,
    SetFlags: flags.set_flags,
    LinkCase: cases.link,
    AskPriority: priorities.ask,
    DecidePriority: priorities.decide,
    Receive: reporting.confirm,
    Report: reporting.report,
    CloseWithout: overriding.close_without,
    Decline: going_back.decline,
    SendBack: going_back.send_back,
    PutOnHold: holding.put_on_hold,
    AnswerHold: holding.answer_hold,
    DecideHold: holding.decide_hold,
    Resume: holding.resume,
    Assign: assigning.assign,
    Push: pushing.push,
    PutOffAsking: putting_off.put_off,
    Approve: approving.approve,
    Reject: approving.reject,
    Acknowledge: notifying.acknowledge,
    Recall: recalling.recall_notice,
    Dispute: disputing.dispute,
    Uphold: disputing.uphold,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What a move does: nothing is changed until it is stored."""

    events: tuple[Event, ...]
    after: Order


def blank(*, code: str, company: str, workflow: Workflow, id: OrderId = OrderId(0)) -> Order:  # noqa: A002, B008 - the field's own name; an int
    """An order before its first event."""
    stages = {stage.id: StageRecord(id=stage.id) for stage in workflow.stages}
    return Order(id=id, code=code, company=company, workflow=workflow, stages=stages)


def create(
    order: Order,
    *,
    facts: Facts,
    department: str,
    actor: Actor,
    now: datetime,
    times: Times,
    flags: frozenset[str] = frozenset(),
    requested_on: date | None = None,
    promised_on: date | None = None,
    case: str = "",
    parent: OrderId | None = None,
    note: str = "",
    source: Source | None = None,
) -> tuple[Event, ...]:
    """A draft out of a blank order. ``department`` is the opener's: it holds the draft, and later a paused order.

    ``case``: it is a case of this kind, about the order ``parent`` or about none that is known yet.
    """
    if unknown := flags.difference(order.workflow.flags):
        raise FlagUnknown(flags=tuple(sorted(unknown)), known=tuple(order.workflow.flags))
    trail = Trail(order, Move(source=source), actor=actor, now=now, times=times)
    trail.add(
        Kind.CREATED,
        note=note,
        facts=facts_to_json(facts),
        flags=sorted(flags),
        promised_on=promised_on and promised_on.isoformat(),
        department=department,
        case=case,
        parent=parent,
        check_at=times.draft_check(now).isoformat(),
    )
    if requested_on is not None:
        whole_order.note_request(trail, requested_on)
    return trail.events


def decide(
    order: Order, move: Move, *, actor: Actor, now: datetime, times: Times, history: Sequence[Event] = ()
) -> Decided:
    """The events the move leads to, and the order after them, or a refusal raised.

    Only an undo reads ``history`` (all of it).
    """
    trail = Trail(order, move, actor=actor, now=now, times=times)
    if isinstance(move, Undo):
        take_back(move, trail, history)
        return Decided(events=trail.events, after=apply(order, trail.events, history=history))
    guards.speaking_for(order, move, actor)
    _DECIDERS[type(move)](move, trail)
    return Decided(events=trail.events, after=trail.order)


def apply(order: Order, events: Sequence[Event], *, history: Sequence[Event] = ()) -> Order:
    """The order after the events just decided. After an undo it is told anew from ``history``, without the undone move."""
    if any(event.kind is Kind.UNDONE for event in events):
        start = blank(code=order.code, company=order.company, workflow=order.workflow, id=order.id)
        return replay(start, (*history, *events))
    for event in events:
        order = evolve(order, event)
    return order


def replay(order: Order, events: Sequence[Event]) -> Order:
    """Rebuild an order from a blank one. Undone moves change nothing, but every event counts as a version."""
    undone = undone_moves(events)
    for event in events:
        order = counted(order, event) if event.move in undone else evolve(order, event)
    return order


__all__ = ["Decided", "apply", "blank", "create", "decide", "evolve", "replay"]
