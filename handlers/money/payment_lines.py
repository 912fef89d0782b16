"""Payments in words: what was asked for, how it stands, who recorded what. Amounts: only for chats that may see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.reply import Clock, Money, Param, Text, text
from handlers.view import View
from handlers.wording import person_name
from orders.order import Order, OrderId, OrderState
from payments.collecting import Demanded
from payments.settling import Standing, settled
from storage import payment_rows
from storage.payment_rows import Payment, PaymentRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request with the money that counts for it, the oldest first."""

    request: PaymentRequest
    payments: tuple[Payment, ...]

    @property
    def standing(self) -> Standing:
        cancelled = self.request.cancelled_at is not None
        amounts = (one.amount for one in self.payments)
        return settled(self.request.demand.amount, amounts, cancelled=cancelled)

    @property
    def last(self) -> Payment | None:
        return self.payments[-1] if self.payments else None


def asked_of(conn: Connection, order_id: OrderId) -> tuple[Asked, ...]:
    """Everything that was asked for one order."""
    return _asked(conn, payment_rows.of_order(conn, order_id))


def asked_of_all(conn: Connection, orders: Collection[OrderId]) -> Mapping[OrderId, tuple[Asked, ...]]:
    """Everything that was asked for each of these; one for which nothing was is not in it."""
    found: dict[OrderId, tuple[Asked, ...]] = {}
    for one in _asked(conn, payment_rows.of_orders(conn, orders)):
        order = one.request.demand.order_id
        found[order] = (*found.get(order, ()), one)
    return found


def _asked(conn: Connection, requests: Sequence[PaymentRequest]) -> tuple[Asked, ...]:
    payments = payment_rows.payments(conn, [one.id for one in requests])
    return tuple(
        Asked(request=one, payments=tuple(paid for paid in payments if paid.request == one.id))
        for one in requests
    )


def asked_by_then(conn: Connection, order_id: OrderId, then: datetime) -> tuple[Asked, ...]:
    """What had been asked for one order before that moment, with the money that counted then.

    What happened in the very same moment has not happened yet: a reminder came before the answer to it.
    """
    requests = [one for one in payment_rows.of_order(conn, order_id) if one.made_at < then]
    payments = payment_rows.payments(conn, [one.id for one in requests], taken_back=True)
    counted = [one for one in payments if one.at < then and not _by(one.taken_back_at, then)]
    return tuple(
        Asked(
            request=one if _by(one.cancelled_at, then) else replace(one, cancelled_at=None),
            payments=tuple(paid for paid in counted if paid.request == one.id),
        )
        for one in requests
    )


def _by(moment: datetime | None, then: datetime) -> bool:
    return moment is not None and moment <= then


def demanded(asked: Sequence[Asked]) -> tuple[Demanded, ...]:
    """What was asked for and how it stands, for working out what is to come of the price."""
    return tuple(
        Demanded(instalment=one.request.demand.instalment, made_at=one.request.made_at, standing=one.standing)
        for one in asked
    )


def asked_by(conn: Connection, request: PaymentRequest) -> Asked:
    return Asked(request=request, payments=payment_rows.payments(conn, [request.id]))


def received(asked: Sequence[Asked]) -> int:
    return sum(one.standing.received for one in asked)


def awaited(asked: Sequence[Asked]) -> int:
    """What is still to come by the codes that stand."""
    return sum(one.standing.remainder for one in asked)


def money(amount: int, request: PaymentRequest) -> Money:
    return Money(amount=amount, currency=request.demand.currency)


def what_for(order: Order, request: PaymentRequest) -> Param:
    """The instalment by name; an amount of its own by its code."""
    named = {one.id: one.names for one in order.workflow.instalments}
    return named.get(request.demand.instalment) or text("payment.by_code", code=request.code)


def standing_line(order: Order, asked: Asked) -> Text:
    """One line: what it is, its amount, how it stands."""
    standing = asked.standing
    return Text(key=f"payment.stands_{standing.state}", params=standing_params(order, asked))


def standing_params(order: Order, asked: Asked) -> Mapping[str, Param]:
    request, standing = asked.request, asked.standing
    return {
        "order": order.code,
        "what": what_for(order, request),
        "code": request.code,
        "amount": money(standing.asked, request),
        "received": money(standing.received, request),
        "remainder": money(standing.missing, request),
        "excess": money(standing.excess, request),
    }


def payment_line(view: View, request: PaymentRequest, payment: Payment) -> Text:
    """Who wrote down how much, and when."""
    line = text(
        "payment.recorded_by",
        amount=money(payment.amount, request),
        by=person_name(view, payment.by),
        at=Clock(at=payment.at),
    )
    return text("payment.with_note", line=line, note=payment.note) if payment.note else line


def card_payment_lines(view: View, order: Order) -> list[Text]:
    """For the order's card: what was asked for and what came; nothing of codes that nobody paid and nobody may pay."""
    asked = asked_of(view.conn, order.id)
    counted = [one for one in asked if one.standing.received or one.request.cancelled_at is None]
    lines = [text("payment.on_order", line=standing_line(order, one)) for one in counted]
    to_come = awaited(asked) or (order.workflow.instalments and received(asked) < (order.facts.amount or 0))
    if order.state is OrderState.PAUSED and to_come:
        lines.append(text("payment.not_chased"))
    return lines
