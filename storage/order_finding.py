"""Find orders the way people name them: by code, by the end of a code, by customer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, select

from orders.order import OrderId, OrderState
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
)
_LIVE_FIRST = (case((LIVE, 0), else_=1), orders.c.id.desc())
_IN_COMPANY = select(*ORDER_COLUMNS).where(orders.c.company == bindparam("company"))
_BY_ID = select(*ORDER_COLUMNS).where(orders.c.id == bindparam("order_id"))
_BY_CODE = _IN_COMPANY.where(orders.c.code_key == bindparam("code_key"))
_BY_END = (
    _IN_COMPANY.where(
        orders.c.code_reversed >= bindparam("start"), orders.c.code_reversed < bindparam("stop")
    )
    .order_by(*_LIVE_FIRST)
    .limit(bindparam("limit"))
)
_BY_CUSTOMER = (
    _IN_COMPANY.where(orders.c.customer_key == bindparam("key"))
    .order_by(*_LIVE_FIRST)
    .limit(bindparam("limit"))
)
_LIVE_CODES = (
    select(orders.c.code_key, orders.c.code)
    .where(orders.c.company == bindparam("company"), LIVE)
    .order_by(orders.c.id)
)
_CUSTOMERS = (
    select(customers.c.key, customers.c.name)
    .where(customers.c.company == bindparam("company"))
    .order_by(customers.c.key)
)


def by_id(conn: Connection, order_id: OrderId) -> OrderRow | None:
    row = conn.execute(_BY_ID, {"order_id": order_id}).one_or_none()
    return None if row is None else read_order_row(row)


def find(conn: Connection, company: str, code_key: str) -> OrderRow | None:
    row = conn.execute(_BY_CODE, {"company": company, "code_key": code_key}).one_or_none()
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


def find_by_customer(
    conn: Connection, company: str, text_key: str, *, whole: bool = False, limit: int = 10
) -> tuple[OrderRow, ...]:
    """Orders of the customer of exactly that name, or else (unless ``whole``) of all whose name contains it; live ones first."""
    if not text_key:
        return ()
    exact = conn.execute(_BY_CUSTOMER, {"company": company, "key": text_key, "limit": limit}).all()
    if exact or whole:
        return tuple(read_order_row(row) for row in exact)
    named = select(customers.c.key).where(
        customers.c.company == company, customers.c.key.contains(text_key, autoescape=True)
    )
    rows = conn.execute(
        _IN_COMPANY.where(orders.c.customer_key.in_(named)).order_by(*_LIVE_FIRST).limit(limit),
        {"company": company},
    )
    return tuple(read_order_row(row) for row in rows)


def live_codes(conn: Connection, company: str) -> tuple[tuple[str, str], ...]:
    """(key, code) of every order that has not ended: among them a misspelt one is looked for."""
    return tuple((row.code_key, row.code) for row in conn.execute(_LIVE_CODES, {"company": company}))


def customers_of(conn: Connection, company: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of every customer there ever was, for the same purpose."""
    return tuple((row.key, row.name) for row in conn.execute(_CUSTOMERS, {"company": company}))


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
    )
