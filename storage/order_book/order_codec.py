"""Orders, stages and events as rows, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orders.centre_file.workflow import Approver, Workflow
from orders.events import Event, Kind, Source
from orders.facts import Facts
from orders.order import (
    AskedPriority,
    Behalf,
    Evidence,
    Order,
    OrderId,
    OrderState,
    Override,
    PersonId,
    StageRecord,
    StageState,
)
from orders.quantities import line_from_json, line_to_json, quantity_from_json, quantity_to_json
from storage.order_book.late_report_codec import late_values, read_late
from storage.order_book.put_off_codec import put_off_values, read_put_off
from storage.order_book.stage_parts import (
    hold_values,
    notice_values,
    push_values,
    read_hold,
    read_notice,
    read_pushes,
)
from storage.tables.order_tables import stages

_OWN_COLUMNS = ("customer", "title", "amount", "currency")  # facts that lists and figures read


STAGE_COLUMNS = (
    stages.c.stage,
    stages.c.state,
    stages.c.version,
    stages.c.since,
    stages.c.percent,
    stages.c.quantity,
    stages.c.estimate,
    stages.c.offered_at,
    stages.c.offered_from,
    stages.c.confirm_by,
    stages.c.received_at,
    stages.c.received_by,
    stages.c.assigned_to,
    stages.c.assigned_by,
    stages.c.pushed,
    stages.c.due_at,
    stages.c.reported_at,
    stages.c.reported_by,
    stages.c.done_at,
    stages.c.done_by,
    stages.c.hold,
    stages.c.notice,
    stages.c.behalf,
    stages.c.fields,
    stages.c.evidence,
    stages.c.override,
)
"""What a stage of an order is made of; the others are for lists."""


def order_values(order: Order) -> dict[str, Any]:
    """The columns that a move may change, without those of the facts."""
    return {
        "state": order.state.value,
        "version": order.version,
        "since": order.since,
        "flags": sorted(order.flags),
        "case": order.case,
        "parent": order.parent,
        "requested_on": order.requested_on,
        "first_promised_on": order.first_promised_on,
        "promised_on": order.promised_on,
        **late_values(order.late_report),
        **put_off_values(order.put_off),
        "opened_by": order.opened_by,
        "opened_by_department": order.opened_by_department,
        "opened_at": order.opened_at,
        "closed_at": order.closed_at,
        "check_at": order.check_at,
        "asked": _asked_values(order.asked) if order.asked else None,
    }


def facts_values(facts: Facts) -> dict[str, Any]:
    rest = {name: value for name, value in asdict(facts).items() if name not in _OWN_COLUMNS}
    rest["lines"] = [line_to_json(one) for one in facts.lines]
    return {**{name: getattr(facts, name) for name in _OWN_COLUMNS}, "facts": rest}


def read_order(
    row: Row[Any],
    workflow: Workflow,
    records: Mapping[str, StageRecord],
    *,
    last_at: datetime | None = None,
) -> Order:
    return Order(
        id=row.id,
        code=row.code,
        company=row.company,
        workflow=workflow,
        state=OrderState(row.state),
        version=row.version,
        since=row.since,
        facts=_read_facts(row),
        flags=frozenset(row.flags),
        case=row.case,
        parent=None if row.parent is None else OrderId(row.parent),
        requested_on=row.requested_on,
        first_promised_on=row.first_promised_on,
        promised_on=row.promised_on,
        late_report=read_late(row.late_report),
        put_off=read_put_off(row.put_off),
        opened_by=row.opened_by,
        opened_by_department=row.opened_by_department,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        check_at=row.check_at,
        asked=_read_asked(row.asked) if row.asked else None,
        last_at=last_at,
        stages=records,
    )


def stage_values(record: StageRecord) -> dict[str, Any]:
    return {
        "state": record.state.value,
        "version": record.version,
        "since": record.since,
        "percent": record.percent,
        "quantity": quantity_to_json(record.quantity) if record.quantity else None,
        "estimate": record.estimate,
        "offered_at": record.offered_at,
        "offered_from": list(record.offered_from) or None,
        "confirm_by": record.confirm_by,
        "received_at": record.received_at,
        "received_by": record.received_by,
        "assigned_to": record.assigned_to,
        "assigned_by": record.assigned_by,
        "pushed_at": record.pushed.at if record.pushed else None,
        "pushed": push_values(record.pushed) if record.pushed else None,
        "due_at": record.due_at,
        "reported_at": record.reported_at,
        "reported_by": record.reported_by,
        "done_at": record.done_at,
        "done_by": record.done_by,
        "hold": hold_values(record.hold) if record.hold else None,
        "notice": notice_values(record.notice) if record.notice else None,
        "behalf": asdict(record.behalf) if record.behalf else None,
        "fields": dict(record.fields) or None,
        "evidence": [asdict(one) for one in record.evidence] or None,
        "override": asdict(record.override) if record.override else None,
    }


def read_stage(values: Sequence[Any]) -> StageRecord:
    """The values of STAGE_COLUMNS, in their order: of nine stages every one is read at every move."""
    (
        stage, state, version, since, percent, quantity, estimate, offered_at, offered_from, confirm_by, received_at,
        received_by, assigned_to, assigned_by, pushed, due_at, reported_at, reported_by, done_at, done_by, hold, notice, behalf, fields, evidence, override,
    ) = values  # fmt: skip
    return StageRecord(
        id=stage,
        state=StageState(state),
        version=version,
        since=since,
        percent=percent,
        quantity=quantity_from_json(quantity) if quantity else None,
        estimate=estimate,
        offered_at=offered_at,
        offered_from=tuple(offered_from or ()),
        confirm_by=confirm_by,
        received_at=received_at,
        received_by=received_by,
        assigned_to=assigned_to,
        assigned_by=assigned_by,
        pushed=read_pushes(pushed) if pushed else None,
        due_at=due_at,
        reported_at=reported_at,
        reported_by=reported_by,
        done_at=done_at,
        done_by=done_by,
        hold=read_hold(hold) if hold else None,
        notice=read_notice(notice) if notice else None,
        behalf=Behalf(**behalf) if behalf else None,
        fields=fields or {},
        evidence=tuple(Evidence(**one) for one in evidence or ()),
        override=_read_override(override) if override else None,
    )


def event_values(order_id: int, event: Event) -> dict[str, Any]:
    source = event.source
    return {
        "order_id": order_id,
        "seq": event.seq,
        "move": event.move,
        "kind": event.kind.value,
        "at": event.at,
        "by": event.by,
        "stage": event.stage,
        "note": event.note,
        "on_behalf": event.on_behalf,
        "data": dict(event.data),
        "source_chat": source.chat if source else None,
        "source_message": source.message if source else None,
        "source_update": source.update if source else None,
    }


def read_event(row: Row[Any], evidence: tuple[Evidence, ...]) -> Event:
    source = None
    if row.source_chat is not None:
        source = Source(chat=row.source_chat, message=row.source_message, update=row.source_update)
    return Event(
        seq=row.seq,
        move=row.move,
        kind=Kind(row.kind),
        at=row.at,
        by=PersonId(row.by),
        stage=row.stage,
        note=row.note,
        on_behalf=row.on_behalf,
        data=row.data,
        evidence=evidence,
        source=source,
    )


def _read_facts(row: Row[Any]) -> Facts:
    rest = dict(row.facts)
    pin = rest.pop("map_pin")
    lines = rest.pop("lines")
    return Facts(
        customer=row.customer,
        title=row.title,
        amount=row.amount,
        currency=row.currency,
        map_pin=(pin[0], pin[1]) if pin else None,
        lines=tuple(map(line_from_json, lines)),
        **rest,
    )


def _read_override(values: Mapping[str, Any]) -> Override:
    return Override(
        by=PersonId(values["by"]),
        reason=values["reason"],
        fields=tuple(values["fields"]),
        proofs=tuple(map(tuple, values["proofs"])),
        misled=tuple(values["misled"]),
    )


def _asked_values(asked: AskedPriority) -> dict[str, Any]:
    moments = {"at": asked.at.isoformat(), "decide_by": asked.decide_by.isoformat()}
    return {**asdict(asked), "approver": asked.approver.model_dump(mode="json"), **moments}


def _read_asked(values: Mapping[str, Any]) -> AskedPriority:
    moments = {name: datetime.fromisoformat(values[name]) for name in ("at", "decide_by")}
    return AskedPriority(**{**values, "approver": Approver.model_validate(values["approver"]), **moments})
