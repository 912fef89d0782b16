"""Find orders the way people name them: by code, by the end of a code, by customer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, select

from orders.order import FINAL_STATES, OrderId, OrderState
from storage.statements.prepared import PreparedQuery
from storage.tables.order_tables import LIVE, customers, orders

_AFTER_ALL = "\U0010ffff"  # sorts behind every continuation of a beginning


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRow:
    """An order as a line of a list."""

    id: OrderId
    company: str
    code: str
    customer: str
    title: str
    state: OrderState
    version: int
    promised_on: date | None
    since: datetime | None
    workflow: str  # found by workflow_rows.load
    holder: str | None  # department, for a draft or a paused order
    case: str  # its kind; an order is none


ORDER_COLUMNS = (
    orders.c.id,
    orders.c.company,
    orders.c.code,
    orders.c.customer,
    orders.c.title,
    orders.c.state,
    orders.c.version,
    orders.c.promised_on,
    orders.c.since,
    orders.c.workflow,
    orders.c.holder,
    orders.c.case,
)
_LIVE_FIRST = (case((LIVE, 0), else_=1), orders.c.id.desc())
_IN_COMPANY = select(*ORDER_COLUMNS).where(orders.c.company == bindparam("company"))
_BY_ID = select(*ORDER_COLUMNS).where(orders.c.id == bindparam("order_id"))
_BY_CODE = PreparedQuery(_IN_COMPANY.where(orders.c.code_key == bindparam("code_key")))
_BY_END = (
    _IN_COMPANY.where(
        orders.c.code_reversed >= bindparam("start"), orders.c.code_reversed < bindparam("stop")
    )
    .order_by(*_LIVE_FIRST)
    .limit(bindparam("limit"))
)
_BY_CUSTOMER = (
    _IN_COMPANY.where(orders.c.customer_key == bindparam("key"))
    .order_by(case((orders.c.case == "", 0), else_=1), *_LIVE_FIRST)
    .limit(bindparam("limit"))
)
_CODES = select(orders.c.code, orders.c.state).where(orders.c.company == bindparam("company"))
_CODES_BEGINNING = (
    _CODES.where(orders.c.code_key >= bindparam("start"), orders.c.code_key < bindparam("stop"))
    .order_by(orders.c.code_key)
    .limit(bindparam("limit"))
)
_CODES_ENDING = (
    _CODES.where(orders.c.code_reversed >= bindparam("start"), orders.c.code_reversed < bindparam("stop"))
    .order_by(orders.c.code_reversed)
    .limit(bindparam("limit"))
)
_LATEST_LIVE = (
    select(orders.c.code)
    .where(orders.c.company == bindparam("company"), LIVE, orders.c.case == "")
    .order_by(orders.c.id.desc())
    .limit(1)
)
_CUSTOMERS = select(customers.c.key, customers.c.name).where(customers.c.company == bindparam("company"))
_CUSTOMERS_KNOWN = _CUSTOMERS.where(customers.c.key.in_(bindparam("keys", expanding=True)))
_CUSTOMERS_BEGINNING = (
    _CUSTOMERS.where(customers.c.key >= bindparam("start"), customers.c.key < bindparam("stop"))
    .order_by(customers.c.key)
    .limit(bindparam("limit"))
)


def by_id(conn: Connection, order_id: OrderId) -> OrderRow | None:
    row = conn.execute(_BY_ID, {"order_id": order_id}).one_or_none()
    return None if row is None else read_order_row(row)


def find(conn: Connection, company: str, code_key: str) -> OrderRow | None:
    row = _BY_CODE.one_or_none(conn, {"company": company, "code_key": code_key})
    return None if row is None else read_order_row(row)


def find_by_end(conn: Connection, company: str, end_key: str, *, limit: int = 10) -> tuple[OrderRow, ...]:
    """Orders whose code ends so, live ones first; an empty end finds nothing."""
    if not end_key:
        return ()
    start = end_key[::-1]
    rows = conn.execute(
        _BY_END, {"company": company, "start": start, "stop": start + _AFTER_ALL, "limit": limit}
    )
    return tuple(read_order_row(row) for row in rows)


def find_by_customer(conn: Connection, company: str, key: str, *, limit: int = 10) -> tuple[OrderRow, ...]:
    """Orders of the customer of exactly that name, then cases; live ones first."""
    rows = conn.execute(_BY_CUSTOMER, {"company": company, "key": key, "limit": limit}) if key else ()
    return tuple(read_order_row(row) for row in rows)


def codes_alike(
    conn: Connection, company: str, *, beginning: str, ending: str, limit: int
) -> tuple[str, ...]:
    """Codes of live orders that begin or end so: at most ``limit`` of each are looked at, whatever there is."""
    found: dict[str, None] = {}
    for statement, start in ((_CODES_BEGINNING, beginning), (_CODES_ENDING, ending[::-1])):
        wanted = {"company": company, "start": start, "stop": start + _AFTER_ALL, "limit": limit}
        rows = conn.execute(statement, wanted) if start else ()
        found |= {row.code: None for row in rows if OrderState(row.state) not in FINAL_STATES}
    return tuple(found)


def latest_live(conn: Connection, company: str) -> str | None:
    """The code of the newest order that has not ended."""
    code: str | None = conn.execute(_LATEST_LIVE, {"company": company}).scalar()
    return code


def customers_known(conn: Connection, company: str, keys: Collection[str]) -> frozenset[str]:
    """Which of these keys are a customer's."""
    rows = conn.execute(_CUSTOMERS_KNOWN, {"company": company, "keys": tuple(keys)}) if keys else ()
    return frozenset(row.key for row in rows)


def customers_beginning(
    conn: Connection, company: str, beginning: str, *, limit: int
) -> tuple[tuple[str, str], ...]:
    """(key, name) of the first customers whose key begins so."""
    wanted = {"company": company, "start": beginning, "stop": beginning + _AFTER_ALL, "limit": limit}
    rows = conn.execute(_CUSTOMERS_BEGINNING, wanted) if beginning else ()
    return tuple((row.key, row.name) for row in rows)


def read_order_row(row: Row[*tuple[Any, ...]]) -> OrderRow:
    return OrderRow(
        id=OrderId(row.id),
        company=row.company,
        code=row.code,
        customer=row.customer,
        title=row.title,
        state=OrderState(row.state),
        version=row.version,
        promised_on=row.promised_on,
        since=row.since,
        workflow=row.workflow,
        holder=row.holder,
        case=row.case,
    )
