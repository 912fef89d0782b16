"""What customers were asked to pay, the money that came, and which of it pays for what."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from orders.order import OrderId, PersonId
from storage.statements.upserts import insert_into
from storage.tables.payment_tables import allocations, payment_requests, transfers

BY_HAND = "hand"
_TRIES = 8  # codes that turn out to be taken; the second already is a rarity


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What is asked of a customer. ``instalment`` "": an amount of its own; ``account`` "": money that came without a code."""

    company: str
    order_id: OrderId
    amount: int
    currency: str
    instalment: str = ""
    bin: str = ""
    account: str = ""
    holder: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRequest:
    """A demand with the code its payer writes."""

    id: int
    code: str
    demand: Demand
    made_by: PersonId
    made_at: datetime
    cancelled_by: PersonId | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """Money allocated to a request; what was taken back counts no more. ``by`` None: by the bot itself."""

    transfer: int
    request: int
    amount: int
    note: str
    by: PersonId | None
    at: datetime
    taken_back_by: PersonId | None = None
    taken_back_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """Money that came, as it was written down."""

    id: int
    amount: int
    currency: str
    note: str
    made_by: PersonId | None
    arrived_at: datetime
    taken_back_by: PersonId | None = None
    taken_back_at: datetime | None = None


_REQUEST = select(payment_requests)
_BY_CODE = _REQUEST.where(payment_requests.c.code == bindparam("code"))
_OF_ORDER = _REQUEST.where(payment_requests.c.order_id == bindparam("of")).order_by(payment_requests.c.id)
_OF_ORDERS = _REQUEST.where(payment_requests.c.order_id.in_(bindparam("orders", expanding=True))).order_by(
    payment_requests.c.id
)
_TRANSFER = (
    select(transfers)
    .join(allocations, allocations.c.transfer == transfers.c.id)
    .where(transfers.c.id == bindparam("number"), allocations.c.request == bindparam("of"))
)
_WRITTEN = select(func.count()).select_from(allocations).where(allocations.c.request == bindparam("of"))
_EVER = (
    select(allocations, transfers.c.content, transfers.c.taken_back_by, transfers.c.taken_back_at)
    .join(transfers, transfers.c.id == allocations.c.transfer)
    .where(allocations.c.request.in_(bindparam("requests", expanding=True)))
    .order_by(allocations.c.id)
)
_PAYMENTS = _EVER.where(transfers.c.taken_back_at.is_(None))


def ask(
    conn: Connection, demand: Demand, make_code: Callable[[], str], *, by: PersonId, now: datetime
) -> PaymentRequest:
    """Write a request under a code nobody has; ``make_code`` is asked again for one that is taken."""
    values = {
        "company": demand.company,
        "order_id": demand.order_id,
        "instalment": demand.instalment,
        "amount": demand.amount,
        "currency": demand.currency,
        "bin": demand.bin,
        "account": demand.account,
        "holder": demand.holder,
        "made_by": by,
        "made_at": now,
    }
    for _ in range(_TRIES):
        code = make_code()
        new = insert_into(conn, payment_requests).values(**values, code=code)
        new = new.on_conflict_do_nothing(index_elements=["code"])
        number = conn.execute(new.returning(payment_requests.c.id)).scalar_one_or_none()
        if number is not None:
            return PaymentRequest(id=number, code=code, demand=demand, made_by=by, made_at=now)
    raise RuntimeError(f"{_TRIES} codes were taken")


def by_code(conn: Connection, code: str) -> PaymentRequest | None:
    row = conn.execute(_BY_CODE, {"code": code}).one_or_none()
    return _read_request(row) if row else None


def of_order(conn: Connection, order_id: OrderId) -> tuple[PaymentRequest, ...]:
    """The oldest first."""
    return tuple(_read_request(row) for row in conn.execute(_OF_ORDER, {"of": order_id}))


def of_orders(conn: Connection, orders: Collection[OrderId]) -> tuple[PaymentRequest, ...]:
    """Of all of these, the oldest first."""
    return tuple(_read_request(row) for row in conn.execute(_OF_ORDERS, {"orders": sorted(orders)}))


def cancel(conn: Connection, request: int, *, by: PersonId, now: datetime) -> bool:
    """Ask for it no more. False: it was cancelled before."""
    change = update(payment_requests).where(
        payment_requests.c.id == request, payment_requests.c.cancelled_at.is_(None)
    )
    return conn.execute(change.values(cancelled_by=by, cancelled_at=now)).rowcount == 1


def receive_by_hand(
    conn: Connection, request: PaymentRequest, amount: int, *, note: str, by: PersonId, now: datetime
) -> int:
    """Write down money somebody says has come for a request; return the transfer's number.

    The order is locked meanwhile, or two at once would take the same number in its series.
    """
    demand = request.demand
    written = conn.execute(_WRITTEN, {"of": request.id}).scalar_one()
    new = {
        "company": demand.company,
        "source": BY_HAND,
        "external_id": f"{request.code}-{written + 1}",
        "amount": amount,
        "currency": demand.currency,
        "account": demand.account,
        "content": note,
        "made_by": by,
        "arrived_at": now,
    }
    transfer: int = conn.execute(insert(transfers).values(new).returning(transfers.c.id)).scalar_one()
    conn.execute(
        insert(allocations),
        {"transfer": transfer, "request": request.id, "amount": amount, "made_by": by, "made_at": now},
    )
    return transfer


def transfer(conn: Connection, request: int, number: int) -> Transfer | None:
    """A transfer with something in it for this request, also one that was taken back."""
    row = conn.execute(_TRANSFER, {"of": request, "number": number}).one_or_none()
    if row is None:
        return None
    return Transfer(
        id=row.id,
        amount=row.amount,
        currency=row.currency,
        note=row.content,
        made_by=row.made_by,
        arrived_at=row.arrived_at,
        taken_back_by=row.taken_back_by,
        taken_back_at=row.taken_back_at,
    )


def take_back(conn: Connection, number: int, *, by: PersonId, now: datetime) -> bool:
    """The transfer counts no more; what it was allocated to stays on record. False: it was taken back before."""
    change = update(transfers).where(transfers.c.id == number, transfers.c.taken_back_at.is_(None))
    return conn.execute(change.values(taken_back_by=by, taken_back_at=now)).rowcount == 1


def payments(conn: Connection, requests: Collection[int], *, taken_back: bool = False) -> tuple[Payment, ...]:
    """The money that counts for these requests, the oldest first; with ``taken_back`` also what counted once."""
    if not requests:
        return ()
    rows = conn.execute(_EVER if taken_back else _PAYMENTS, {"requests": sorted(requests)})
    return tuple(
        Payment(
            transfer=row.transfer,
            request=row.request,
            amount=row.amount,
            note=row.content,
            by=row.made_by,
            at=row.made_at,
            taken_back_by=row.taken_back_by,
            taken_back_at=row.taken_back_at,
        )
        for row in rows
    )


def _read_request(row: Row[Any]) -> PaymentRequest:
    return PaymentRequest(
        id=row.id,
        code=row.code,
        demand=Demand(
            company=row.company,
            order_id=OrderId(row.order_id),
            amount=row.amount,
            currency=row.currency,
            instalment=row.instalment,
            bin=row.bin,
            account=row.account,
            holder=row.holder,
        ),
        made_by=row.made_by,
        made_at=row.made_at,
        cancelled_by=row.cancelled_by,
        cancelled_at=row.cancelled_at,
    )
