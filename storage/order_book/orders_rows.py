"""Orders in the database: one row each, one row per stage, and every event there ever was."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from orders.checks import owed_parts
from orders.events import Event
from orders.holders import holders
from orders.order import Order, OrderId, OrderState, StageRecord
from storage.order_book import events_rows, workflow_rows
from storage.order_book.order_codec import (
    STAGE_COLUMNS,
    facts_values,
    order_values,
    read_order,
    read_stage,
    stage_values,
)
from storage.statements.prepared import Prepared, PreparedQuery
from storage.statements.upserts import insert_into
from storage.stores.errors import VersionConflict
from storage.tables.order_tables import code_numbers, customers, events, orders, owed_checks, stages

Checks: TypeAlias = Mapping[str | None, datetime]
"""When somebody must look: by part of the order (``orders.checks.parts``), and under None at the order as a whole."""

_FOR_FINDING = {
    "code_key",
    "code_reversed",
    "customer_key",
    "holder",
    "next_check_at",
    "late_owed_by",
    "put_off_until",
}  # none of which an order is made of
_BY_ID = select(*(column for column in orders.c if column.name not in _FOR_FINDING)).where(
    orders.c.id == bindparam("order_id")
)
_ORDER = PreparedQuery(_BY_ID)
_ORDER_FOR_UPDATE = PreparedQuery(_BY_ID.with_for_update())
_LAST_AT = (
    select(events.c.at)
    .where(events.c.order_id == bindparam("order_id"))
    .order_by(events.c.seq.desc())
    .limit(1)
    .scalar_subquery()
    .label("last_at")
)
# With the stages and not with the order: what waited for the order's lock sees there only what it saw before.
_STAGES = PreparedQuery(select(*STAGE_COLUMNS, _LAST_AT).where(stages.c.order_id == bindparam("order_id")))
_LAST_OF_EACH = (
    select(events.c.at)
    .where(events.c.order_id == orders.c.id)
    .order_by(events.c.seq.desc())
    .limit(1)
    .scalar_subquery()
    .label("last_at")
)
_BY_IDS = select(*_BY_ID.selected_columns, _LAST_OF_EACH).where(
    orders.c.id.in_(bindparam("ids", expanding=True))
)
_STAGES_OF_EACH = select(stages.c.order_id, *STAGE_COLUMNS).where(
    stages.c.order_id.in_(bindparam("ids", expanding=True))
)
_SAVE = Prepared(
    update(orders).where(orders.c.id == bindparam("order_id"), orders.c.version == bindparam("read_version"))
)
_FORGET_OWED = delete(owed_checks).where(owed_checks.c.order_id == bindparam("order_id"))
_SAVE_STAGE = Prepared(
    update(stages).where(
        stages.c.order_id == bindparam("its_order"), stages.c.stage == bindparam("its_stage")
    )
)


def next_number(conn: Connection, company: str, period: str) -> int:
    """Count up: 1, 2, 3 … for each company and period, no number twice. A command that fails gives its number back."""
    first = insert_into(conn, code_numbers).values(company=company, period=period, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["company", "period"], set_={"last": code_numbers.c.last + 1}
    ).returning(code_numbers.c.last)
    number: int = conn.execute(counted).scalar_one()
    return number


def add(
    conn: Connection,
    order: Order,
    events: Sequence[Event],
    *,
    code_key: str,
    customer_key: str,
    checks: Checks,
) -> OrderId:
    """Store a new order; its id is given here. A code that is taken raises VersionConflict."""
    whole, held = _holders(order)
    values = {
        **_order_row(order, whole),
        **facts_values(order.facts),
        "company": order.company,
        "code": order.code,
        "code_key": code_key,
        "code_reversed": code_key[::-1],
        "customer_key": customer_key,
        "workflow": workflow_rows.keep(conn, order.workflow),
        "next_check_at": checks.get(None),
    }
    new = insert_into(conn, orders).on_conflict_do_nothing(index_elements=["company", "code_key"])
    order_id = conn.execute(new.returning(orders.c.id), values).scalar()
    if order_id is None:
        raise VersionConflict(f"order code {order.code} is taken")
    rows = [
        {
            "order_id": order_id,
            "stage": record.id,
            "company": order.company,
            "department": order.workflow.stage(record.id).department,
            **_stage_row(record, held),
            "next_check_at": _next_check(order, record, checks),
        }
        for record in order.stages.values()
    ]
    conn.execute(insert(stages), rows)
    events_rows.add(conn, order_id, events)
    _name_customer(conn, order, customer_key)
    return OrderId(order_id)


def load(conn: Connection, order_id: OrderId, *, for_update: bool = False) -> Order:
    """The order as stored; LookupError when there is none.

    ``for_update``: nobody else changes it until this command has ended. Ask for it before deciding a move.
    """
    wanted = {"order_id": order_id}
    row = (_ORDER_FOR_UPDATE if for_update else _ORDER).one_or_none(conn, wanted)
    if row is None:
        raise LookupError(f"no order {order_id}")
    workflow = workflow_rows.load(conn, row.workflow)
    rows = _STAGES.all(conn, wanted)
    found = {record.id: record for record in (read_stage(values) for *values, _ in rows)}
    in_file_order = {stage.id: found[stage.id] for stage in workflow.stages}
    return read_order(row, workflow, in_file_order, last_at=rows[0].last_at)


def lock(conn: Connection, ids: Collection[OrderId]) -> None:
    """Nobody else changes them until this command has ended; whoever asks for them too waits, also if they cannot be read."""
    conn.execute(select(orders.c.id).where(orders.c.id.in_(ids)).order_by(orders.c.id).with_for_update())


def load_all(conn: Connection, ids: Collection[OrderId]) -> tuple[Order, ...]:
    """Those of them that there are, by their numbers."""
    wanted = {"ids": sorted(ids)}
    found: dict[int, dict[str, StageRecord]] = defaultdict(dict)
    for order_id, *values in conn.execute(_STAGES_OF_EACH, wanted):
        record = read_stage(values)
        found[order_id][record.id] = record
    orders: list[Order] = []
    rows: Sequence[Any] = conn.execute(_BY_IDS, wanted).all()
    for row in sorted(rows, key=lambda row: int(row.id)):
        workflow = workflow_rows.load(conn, row.workflow)
        in_file_order = {stage.id: found[row.id][stage.id] for stage in workflow.stages}
        orders.append(read_order(row, workflow, in_file_order, last_at=row.last_at))
    return tuple(orders)


def save(
    conn: Connection,
    before: Order,
    after: Order,
    events: Sequence[Event],
    *,
    checks: Checks,
    customer_key: str | None = None,
) -> None:
    """Write what ``events`` made of ``before``; VersionConflict if it is not what is stored any more.

    ``checks`` names every active stage. ``customer_key`` is needed when the customer's name has changed.
    """
    whole_before, held_before = _holders(before)
    whole, held = _holders(after)
    values = _changed(_order_row(before, whole_before), _order_row(after, whole))
    values |= _facts_changed(conn, before, after, customer_key)
    guard = {"order_id": before.id, "read_version": before.version}
    if _SAVE.run(conn, {**values, "next_check_at": checks.get(None), **guard}) != 1:
        raise VersionConflict(f"order {before.id} is no longer at version {before.version}")
    for record in after.stages.values():
        old = before.stages[record.id]
        if after.state is before.state and (record is old or record == old):
            continue
        values = _changed(_stage_row(old, held_before), _stage_row(record, held))
        its = {"its_order": before.id, "its_stage": record.id}
        _SAVE_STAGE.run(conn, {**values, "next_check_at": _next_check(after, record, checks), **its})
    _save_owed(conn, before, after, checks)
    events_rows.add(conn, before.id, events)


def _save_owed(conn: Connection, before: Order, after: Order, checks: Checks) -> None:
    """What departments owe has rows of its own; an order of which nobody owes anything costs no statement."""
    if owed_parts(before):
        conn.execute(_FORGET_OWED, {"order_id": before.id})
    rows = [
        {"order_id": before.id, "part": part, "company": after.company, "next_check_at": checks[part]}
        for part in owed_parts(after)
    ]
    if rows:
        conn.execute(insert(owed_checks), rows)


def _facts_changed(conn: Connection, before: Order, after: Order, customer_key: str | None) -> dict[str, Any]:
    """The columns to be written; a name that was not heard of before is a customer from now on."""
    if after.facts == before.facts:
        return {}
    values = facts_values(after.facts)
    if after.facts.customer != before.facts.customer:
        if customer_key is None:
            raise ValueError("a new customer name needs its key")
        values["customer_key"] = customer_key
        _name_customer(conn, after, customer_key)
    return values


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written: a database rewrites every index on a column that it is given, changed or not.

    A column computed otherwise than before, as the holder would be by a new rule, is not mended by the way: such a
    release needs a revision.
    """
    return {name: value for name, value in after.items() if value != before[name]}


def _holders(order: Order) -> tuple[str | None, Mapping[str, str]]:
    """The department that holds the order as a whole, and those that hold a stage."""
    found = {holder.stage: holder.department for holder in holders(order)}
    whole = found.pop(None, None)
    return whole, {stage: department for stage, department in found.items() if stage is not None}


def _order_row(order: Order, whole: str | None) -> dict[str, Any]:
    return {**order_values(order), "holder": whole}


def _stage_row(record: StageRecord, held: Mapping[str, str]) -> dict[str, Any]:
    return {**stage_values(record), "holder": held.get(record.id)}


def _next_check(order: Order, record: StageRecord, checks: Checks) -> datetime | None:
    return checks.get(record.id) if order.state is OrderState.OPEN else None


def _name_customer(conn: Connection, order: Order, key: str) -> None:
    if not key:
        return
    name = order.facts.customer
    new = insert_into(conn, customers).values(company=order.company, key=key, name=name)
    conn.execute(new.on_conflict_do_nothing(index_elements=["company", "key"]))
