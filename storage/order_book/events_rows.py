"""Everything that happened to an order, in the order it happened."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from orders.events import Event, Kind
from orders.order import Evidence, OrderId, PersonId
from storage.order_book.order_codec import event_values, read_event
from storage.statements.prepared import Prepared
from storage.tables.order_tables import events, evidence

_ADD = Prepared(insert(events))
_ADD_EVIDENCE = insert(evidence)
_OF_ORDER = select(events).where(events.c.order_id == bindparam("order_id"))
_HISTORY = _OF_ORDER.order_by(events.c.seq)
_LAST = _OF_ORDER.order_by(events.c.seq.desc()).limit(1)
_LAST_OF_STAGE = _LAST.where(events.c.stage == bindparam("stage"))
_ONE = _OF_ORDER.where(events.c.seq == bindparam("seq"))
_OF_KINDS = _OF_ORDER.where(events.c.kind.in_(bindparam("kinds", expanding=True))).order_by(events.c.seq)
_BY_SOURCE = (
    select(events)
    .where(events.c.source_chat == bindparam("chat"), events.c.source_message == bindparam("message"))
    .order_by(events.c.order_id, events.c.seq)
)
_LATELY_BY = (
    select(events.c.order_id)
    .where(events.c.by == bindparam("person"))
    .order_by(events.c.at.desc(), events.c.order_id.desc(), events.c.seq.desc())
    .limit(bindparam("limit"))
)
_EVIDENCE = select(evidence).where(evidence.c.order_id == bindparam("order_id")).order_by(evidence.c.id)
_EVIDENCE_OF_EVENT = _EVIDENCE.where(evidence.c.seq == bindparam("seq"))


def add(conn: Connection, order_id: int, new: Sequence[Event]) -> None:
    if not new:
        return
    _ADD.run_all(conn, [event_values(order_id, event) for event in new])
    for event in new:
        add_evidence(conn, order_id, event.seq, event.evidence)


def add_evidence(conn: Connection, order_id: int, seq: int, new: Sequence[Evidence]) -> None:
    if new:
        conn.execute(_ADD_EVIDENCE, [{"order_id": order_id, "seq": seq, **asdict(one)} for one in new])


def history(conn: Connection, order_id: OrderId) -> tuple[Event, ...]:
    """Every event, first to last."""
    by_seq: dict[int, list[Evidence]] = defaultdict(list)
    for row in conn.execute(_EVIDENCE, {"order_id": order_id}):
        by_seq[row.seq].append(_read_evidence(row))
    rows = conn.execute(_HISTORY, {"order_id": order_id})
    return tuple(read_event(row, tuple(by_seq.get(row.seq, ()))) for row in rows)


def of_kinds(conn: Connection, order_id: OrderId, kinds: Sequence[Kind]) -> tuple[Event, ...]:
    """Those of some kinds, first to last, without what was shown with them."""
    rows = conn.execute(_OF_KINDS, {"order_id": order_id, "kinds": [one.value for one in kinds]})
    return tuple(read_event(row, ()) for row in rows)


def last_event(conn: Connection, order_id: OrderId, stage: str | None = None) -> Event | None:
    """The latest event of the order, or of one of its stages."""
    if stage is None:
        return _first(conn, conn.execute(_LAST, {"order_id": order_id}).one_or_none())
    return _first(conn, conn.execute(_LAST_OF_STAGE, {"order_id": order_id, "stage": stage}).one_or_none())


def event(conn: Connection, order_id: OrderId, seq: int) -> Event | None:
    return _first(conn, conn.execute(_ONE, {"order_id": order_id, "seq": seq}).one_or_none())


def by_source(conn: Connection, chat: int, message: int) -> tuple[tuple[OrderId, Event], ...]:
    """What one message has led to: an edited one is held against it."""
    rows = conn.execute(_BY_SOURCE, {"chat": chat, "message": message}).all()
    return tuple((OrderId(row.order_id), read_event(row, _evidence_of(conn, row))) for row in rows)


def lately_by(conn: Connection, person: PersonId, *, limit: int) -> tuple[OrderId, ...]:
    """The orders of a person's latest events, the latest first."""
    rows = conn.execute(_LATELY_BY, {"person": person, "limit": limit})
    return tuple(dict.fromkeys(OrderId(row.order_id) for row in rows))


def _first(conn: Connection, row: Row[Any] | None) -> Event | None:
    return None if row is None else read_event(row, _evidence_of(conn, row))


def _evidence_of(conn: Connection, row: Row[Any]) -> tuple[Evidence, ...]:
    found = conn.execute(_EVIDENCE_OF_EVENT, {"order_id": row.order_id, "seq": row.seq})
    return tuple(_read_evidence(one) for one in found)


def _read_evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        kind=row.kind,
        file_id=row.file_id,
        unique_id=row.unique_id,
        name=row.name,
        latitude=row.latitude,
        longitude=row.longitude,
    )
