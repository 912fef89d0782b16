"""What each event does to the order: nothing is decided and no clock is asked here.

Data by kind (JSON; moments and dates as ISO strings): created {facts, flags, promised_on, department,
case, parent, check_at} · offered {givers, confirm_by, due_at} · received {person, due_at} · reported {percent, quantity, fields} ·
delivered {count, on, quantity} ·
estimated {estimate} · overridden {fields, proofs, misled} · reopened {due_at, by_stage} · declined, sent_back {to} · waits_again {because} · held {hold,
department, answer, case, check_at, due_at} · resumed {case} · hold_refused {decider, check_at} · hold_decided {department, check_at, due_at} · notified, recalled {awaited} ·
acknowledged {departments} · assigned {person} · flags_set {raised, lowered} · changed {before, after} · requested {before, requested_on} · promised {before, promised_on, due} ·
late_opened {promised_on, department, due_at} · late_filed {cause, measure, responsible, new_on, decider, answer_by} · late_returned {department, due_at} ·
priority_asked {priority, department, approver, decide_by, slips, slipping} · priority_decided {priority, before, granted, plan_change} ·
paused {check_at} · case_opened {case, code} · linked {before, parent, code, facts} · put_off {part, asked, until} ·
disputed, upheld {disputed} · undone {move, kinds}. On behalf of a known person any has {spoken_for}.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from orders.centre_file.workflow import Approver
from orders.events import Event, Kind
from orders.evolving_stages import STAGE_CHANGES, answered, moment, with_behalf
from orders.facts import Facts
from orders.order import AskedPriority, LateReport, Order, OrderId, OrderState, PutOff, StageRecord
from orders.put_off import with_more
from orders.quantities import line_to_json

_FACTS = TypeAdapter(Facts)
_KEEPS_BUTTONS = frozenset(
    {Kind.ASSIGNED, Kind.PUSHED, Kind.PUT_OFF}
)  # what was offered before it is offered still


def evolve(order: Order, event: Event) -> Order:
    """Fold one event into the order. An undone event only counts: what it takes back is left out by ``replay``."""
    if event.kind in _ON_THE_ORDER:
        order = _ON_THE_ORDER[event.kind](order, event)
    elif event.kind in STAGE_CHANGES and event.stage is not None:
        record = STAGE_CHANGES[event.kind](order.stage(event.stage), event)
        record = answered(with_behalf(record, event), event)
        return _numbered(order, event, _with_evidence(record, event))
    return counted(order, event)


def counted(order: Order, event: Event) -> Order:
    """Let the event's number be the version of the order and of the stage it touched."""
    return _numbered(order, event, None if event.stage is None else order.stage(event.stage))


def _numbered(order: Order, event: Event, record: StageRecord | None) -> Order:
    stages = order.stages
    if record is not None:
        version = record.version if event.kind in _KEEPS_BUTTONS else event.seq
        stages = {**stages, record.id: replace(record, version=version)}
    return replace(order, version=event.seq, last_at=event.at, stages=stages)


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Numbers of things are text in it, written in the one way they are kept."""
    dumped: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return dumped | {"lines": [line_to_json(one) for one in facts.lines]}


def facts_from_json(data: Mapping[str, Any]) -> Facts:
    return _FACTS.validate_python(data)


def _with_stage(order: Order, record: StageRecord) -> Order:
    return replace(order, stages={**order.stages, record.id: record})


def _with_evidence(record: StageRecord, event: Event) -> StageRecord:
    news = tuple(one for one in event.evidence if one not in record.evidence)
    return replace(record, evidence=record.evidence + news) if news else record


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _order_id(value: int | None) -> OrderId | None:
    return None if value is None else OrderId(value)


# --- the order as a whole ----------------------------------------------------------------------------------------


def _created(order: Order, event: Event) -> Order:
    return replace(
        order,
        state=OrderState.DRAFT,
        since=event.at,
        facts=facts_from_json(event.data["facts"]),
        flags=frozenset(event.data["flags"]),
        promised_on=_day(event.data["promised_on"]),
        opened_by=event.by,
        opened_by_department=event.data["department"],
        case=event.data.get("case", ""),
        parent=_order_id(event.data.get("parent")),
        check_at=moment(event.data["check_at"]),
        stages={stage.id: StageRecord(id=stage.id) for stage in order.workflow.stages},
    )


def _opened(order: Order, event: Event) -> Order:
    order = replace(order, state=OrderState.OPEN, since=event.at, opened_at=event.at, check_at=None)
    return replace(order, first_promised_on=order.promised_on)


def _flags_set(order: Order, event: Event) -> Order:
    return replace(order, flags=(order.flags | set(event.data["raised"])) - set(event.data["lowered"]))


def _changed(order: Order, event: Event) -> Order:
    return replace(order, facts=facts_from_json({**facts_to_json(order.facts), **event.data["after"]}))


def _linked(order: Order, event: Event) -> Order:
    facts = facts_from_json({**facts_to_json(order.facts), **event.data["facts"]})
    return replace(order, parent=_order_id(event.data["parent"]), facts=facts)


def _promised(order: Order, event: Event) -> Order:
    """The first promise is that of the order, not of its draft. Due times that hang on it move along."""
    promised = date.fromisoformat(event.data["promised_on"])
    first = None if order.state is OrderState.DRAFT else order.first_promised_on or promised
    for stage_id, due in event.data["due"].items():
        record = order.stage(stage_id)
        if record.due_at is not None:
            order = _with_stage(order, replace(record, due_at=datetime.fromisoformat(due)))
    return replace(order, promised_on=promised, first_promised_on=first)


def _requested(order: Order, event: Event) -> Order:
    return replace(order, requested_on=date.fromisoformat(event.data["requested_on"]))


def _priority_asked(order: Order, event: Event) -> Order:
    asked = AskedPriority(
        priority=event.data["priority"],
        department=event.data["department"],
        approver=Approver.model_validate(event.data["approver"]),
        reason=event.note,
        by=event.by,
        at=event.at,
        decide_by=datetime.fromisoformat(event.data["decide_by"]),
    )
    return replace(order, asked=asked)


def _priority_decided(order: Order, event: Event) -> Order:
    if not event.data["granted"]:
        return replace(order, asked=None)
    return replace(order, asked=None, facts=replace(order.facts, priority=event.data["priority"]))


def _late_opened(order: Order, event: Event) -> Order:
    late = LateReport(
        promised_on=date.fromisoformat(event.data["promised_on"]),
        department=event.data["department"],
        asked_at=event.at,
        due_at=datetime.fromisoformat(event.data["due_at"]),
    )
    return replace(order, late_report=late)


def _late_filed(order: Order, event: Event) -> Order:
    data = event.data
    return _with_late(
        order,
        state="filed",
        cause=data["cause"],
        measure=data["measure"],
        responsible=data["responsible"],
        new_on=date.fromisoformat(data["new_on"]),
        filed_by=event.by,
        filed_at=event.at,
        decider=data["decider"],
        answer_by=datetime.fromisoformat(data["answer_by"]),
    )


def _late_accepted(order: Order, _: Event) -> Order:
    return _with_late(order, state="accepted")


def _late_returned(order: Order, event: Event) -> Order:
    due_at = datetime.fromisoformat(event.data["due_at"])
    department = event.data["department"]
    return _with_late(order, state="returned", department=department, asked_at=event.at, due_at=due_at)


def _with_late(order: Order, **changed: Any) -> Order:
    late = order.late_report
    return order if late is None else replace(order, late_report=replace(late, **changed))


def _put_off(order: Order, event: Event) -> Order:
    """Each question that was asked; one that was put off before counts on."""
    part, until = str(event.data["part"]), datetime.fromisoformat(event.data["until"])
    before = {(one.part, one.rule, one.at): one.times for one in order.put_off}
    new = [
        PutOff(
            part=part,
            rule=one["rule"],
            at=(at := datetime.fromisoformat(one["at"])),
            until=until,
            times=before.get((part, one["rule"], at), 0) + 1,
            by=event.by,
            department=one["department"],
        )
        for one in event.data["asked"]
    ]
    return with_more(order, new)


def _paused(order: Order, event: Event) -> Order:
    return replace(order, state=OrderState.PAUSED, since=event.at, check_at=moment(event.data["check_at"]))


def _unpaused(order: Order, event: Event) -> Order:
    return replace(order, state=OrderState.OPEN, since=event.at, check_at=None)


def _cancelled(order: Order, event: Event) -> Order:
    return replace(order, state=OrderState.CANCELLED, since=event.at, check_at=None)


def _closed(order: Order, event: Event) -> Order:
    return replace(order, state=OrderState.CLOSED, since=event.at, closed_at=event.at)


_ON_THE_ORDER: Mapping[Kind, Callable[[Order, Event], Order]] = {
    Kind.CREATED: _created,
    Kind.OPENED: _opened,
    Kind.FLAGS_SET: _flags_set,
    Kind.CHANGED: _changed,
    Kind.REQUESTED: _requested,
    Kind.LINKED: _linked,
    Kind.PROMISED: _promised,
    Kind.PRIORITY_ASKED: _priority_asked,
    Kind.PRIORITY_DECIDED: _priority_decided,
    Kind.LATE_OPENED: _late_opened,
    Kind.LATE_FILED: _late_filed,
    Kind.LATE_ACCEPTED: _late_accepted,
    Kind.LATE_RETURNED: _late_returned,
    Kind.PUT_OFF: _put_off,
    Kind.PAUSED: _paused,
    Kind.UNPAUSED: _unpaused,
    Kind.CANCELLED: _cancelled,
    Kind.CLOSED: _closed,
}
