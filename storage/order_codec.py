"""Orders, stages and events as rows, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orders.events import Event, Kind, Source
from orders.order import (
    Evidence,
    Facts,
    Hold,
    Line,
    Order,
    OrderState,
    PersonId,
    Quantity,
    StageRecord,
    StageState,
)
from orders.workflow import Workflow

_OWN_COLUMNS = ("customer", "title", "amount", "currency")  # facts that lists and figures read


def order_values(order: Order) -> dict[str, Any]:
    """The columns that a move may change, without those of the facts: most moves leave them as they are."""
    return {
        "state": order.state.value,
        "version": order.version,
        "since": order.since,
        "flags": sorted(order.flags),
        "requested_on": order.requested_on,
        "first_promised_on": order.first_promised_on,
        "promised_on": order.promised_on,
        "opened_by": order.opened_by,
        "opened_by_department": order.opened_by_department,
        "opened_at": order.opened_at,
        "closed_at": order.closed_at,
        "check_at": order.check_at,
    }


def facts_values(facts: Facts) -> dict[str, Any]:
    rest = {name: value for name, value in asdict(facts).items() if name not in _OWN_COLUMNS}
    return {**{name: getattr(facts, name) for name in _OWN_COLUMNS}, "facts": rest}


def read_order(row: Row[Any], workflow: Workflow, stages: Mapping[str, StageRecord]) -> Order:
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
        requested_on=row.requested_on,
        first_promised_on=row.first_promised_on,
        promised_on=row.promised_on,
        opened_by=row.opened_by,
        opened_by_department=row.opened_by_department,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        check_at=row.check_at,
        stages=stages,
    )


def stage_values(record: StageRecord) -> dict[str, Any]:
    return {
        "state": record.state.value,
        "version": record.version,
        "since": record.since,
        "percent": record.percent,
        "quantity": asdict(record.quantity) if record.quantity else None,
        "estimate": record.estimate,
        "offered_at": record.offered_at,
        "offered_from": list(record.offered_from) or None,
        "confirm_by": record.confirm_by,
        "received_at": record.received_at,
        "received_by": record.received_by,
        "due_at": record.due_at,
        "reported_at": record.reported_at,
        "reported_by": record.reported_by,
        "done_at": record.done_at,
        "done_by": record.done_by,
        "hold": _hold_values(record.hold) if record.hold else None,
        "fields": dict(record.fields) or None,
        "evidence": [asdict(one) for one in record.evidence] or None,
    }


def read_stage(row: Row[Any]) -> StageRecord:
    return StageRecord(
        id=row.stage,
        state=StageState(row.state),
        version=row.version,
        since=row.since,
        percent=row.percent,
        quantity=Quantity(**row.quantity) if row.quantity else None,
        estimate=row.estimate,
        offered_at=row.offered_at,
        offered_from=tuple(row.offered_from or ()),
        confirm_by=row.confirm_by,
        received_at=row.received_at,
        received_by=row.received_by,
        due_at=row.due_at,
        reported_at=row.reported_at,
        reported_by=row.reported_by,
        done_at=row.done_at,
        done_by=row.done_by,
        hold=_read_hold(row.hold) if row.hold else None,
        fields=row.fields or {},
        evidence=tuple(Evidence(**one) for one in row.evidence or ()),
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
        lines=tuple(Line(**line) for line in lines),
        **rest,
    )


def _hold_values(hold: Hold) -> dict[str, Any]:
    return {**asdict(hold), "since": hold.since.isoformat(), "check_at": hold.check_at.isoformat()}


def _read_hold(values: Mapping[str, Any]) -> Hold:
    moments = {name: datetime.fromisoformat(values[name]) for name in ("since", "check_at")}
    return Hold(**{**values, **moments})
