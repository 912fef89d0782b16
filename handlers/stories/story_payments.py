"""What an order's story tells of money: asked for, come, taken back, asked for no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.money.payment_lines import money, what_for
from handlers.reply import Money, Param, Text, text
from handlers.view import View
from orders.order import Order, PersonId
from storage import payment_rows
from storage.payment_rows import Payment, PaymentRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyMoved:
    """``what`` happened to ``part`` of the price; ``by`` None: the bot itself saw it."""

    at: datetime
    by: PersonId | None
    part: Param
    what: Text
    amount: Money
    note: str = ""


def money_moved(view: View, order: Order) -> list[MoneyMoved]:
    """Everything, the oldest first. For readers who may see amounts."""
    requests = payment_rows.of_order(view.conn, order.id)
    payments = payment_rows.payments(view.conn, [one.id for one in requests], taken_back=True)
    told = [
        one
        for request in requests
        for one in (
            *_asked(order, request),
            *_came(order, request, [paid for paid in payments if paid.request == request.id]),
        )
    ]
    return sorted(told, key=lambda one: one.at)


def _asked(order: Order, request: PaymentRequest) -> Iterator[MoneyMoved]:
    """Money that came without a code was asked for by nobody: its request has no account."""
    part, amount = what_for(order, request), money(request.demand.amount, request)
    if request.demand.account:
        what = text("story.asked", code=request.code)
        yield MoneyMoved(at=request.made_at, by=request.made_by, part=part, what=what, amount=amount)
    if request.cancelled_at is not None:
        what = text("story.asked_no_more", code=request.code)
        yield MoneyMoved(
            at=request.cancelled_at, by=request.cancelled_by, part=part, what=what, amount=amount
        )


def _came(order: Order, request: PaymentRequest, payments: list[Payment]) -> Iterator[MoneyMoved]:
    part = what_for(order, request)
    for one in payments:
        amount = money(one.amount, request)
        what = text("story.came")
        yield MoneyMoved(at=one.at, by=one.by, part=part, what=what, amount=amount, note=one.note)
        if one.taken_back_at is not None:
            what = text("story.taken_back")
            yield MoneyMoved(at=one.taken_back_at, by=one.taken_back_by, part=part, what=what, amount=amount)
