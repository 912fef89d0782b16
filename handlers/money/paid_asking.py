"""What is asked and told around money that came, before it is written down."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import asking
from handlers.asking import Rows
from handlers.context import Context
from handlers.money.payment_lines import Asked, money, payment_line, standing_line, what_for
from handlers.reply import Button, Money, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import PAID_PICK, in_rows, key, never_mind_key, show_key
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import order_title
from orders.order import Order
from orders.refusals.reading import AmountUnclear
from storage.payment_rows import Payment

KIND = "paid"  # answered by words too
CHOICE = "paid_choice"  # answered by buttons alone
FULL, AGAIN, OUTSIDE, SURE = "full", "again", "outside", "sure"


def ask_amount(
    ctx: Context,
    order: Order,
    kept: Mapping[str, Any],
    asked: Asked | None,
    *,
    unclear: AmountUnclear | None = None,
) -> Reply:
    """How much came: all that is open by button, any other amount typed."""

    def keys(number: str) -> Rows:
        readings = reading_keys(PAID_PICK, order, number, unclear)
        if readings or asked is None or not asked.standing.remainder:
            return in_rows(readings, 1)
        return ((_full_key(order, number, asked),),)

    standing = [standing_line(order, asked)] if asked else []
    lines = (order_title(order), *standing, *unclear_line(unclear), text("payment.ask_received"))
    return asking.ask(ctx, KIND, kept, *lines, buttons_of=keys)


def ask_which(ctx: Context, order: Order, kept: Mapping[str, Any], waiting: Sequence[Asked]) -> Reply:
    """Several requests are open: nothing is guessed, not even by an amount that fits."""
    number = asking.wait_for(ctx, CHOICE, kept)
    keys = [
        _pick(
            order,
            number,
            one.request.code,
            _named(what_for(order, one.request), one.standing.remainder, order),
        )
        for one in waiting
    ]
    if kept["amount"] is not None:
        keys.append(_pick(order, number, OUTSIDE, text("button.none_of_these")))
    lines = [text("payment.asked_before", line=standing_line(order, one)) for one in waiting]
    return personal(
        ctx.incoming,
        order_title(order),
        *lines,
        text("payment.ask_which"),
        buttons=(*in_rows(keys, 1), (never_mind_key(number),)),
    )


def ask_above(ctx: Context, order: Order, kept: Mapping[str, Any], asked: Asked, amount: int) -> Reply:
    """More came than is open: written down only if that is meant."""
    number = asking.wait_for(ctx, CHOICE, kept)
    missing = asked.standing.missing
    line = text(
        "payment.ask_above",
        what=what_for(order, asked.request),
        open=money(missing, asked.request),
        amount=money(amount, asked.request),
        excess=money(amount - missing, asked.request),
    )
    sure = _pick(order, number, SURE, text("button.still_record"))
    return personal(ctx.incoming, order_title(order), line, buttons=((sure,), (never_mind_key(number),)))


def ask_outside(
    ctx: Context, order: Order, kept: Mapping[str, Any], amount: int, *, left: int | None
) -> Reply:
    """Money for which nothing was asked: written down only if that is meant. ``left``: of the price, where more came."""

    def sum_of(number: int) -> Money:
        return Money(amount=number, currency=order.facts.currency)

    number = asking.wait_for(ctx, CHOICE, kept)
    line, label = text("payment.ask_outside", amount=sum_of(amount)), "button.record_money"
    if left is not None:
        price, excess = sum_of(order.facts.amount or 0), sum_of(amount - left)
        line = text(
            "payment.ask_above_price", open=sum_of(left), price=price, amount=sum_of(amount), excess=excess
        )
        label = "button.still_record"
    sure = _pick(order, number, OUTSIDE, text(label))
    return personal(ctx.incoming, order_title(order), line, buttons=((sure,), (never_mind_key(number),)))


def told_lately(ctx: Context, order: Order, asked: Asked, last: Payment, kept: Mapping[str, Any]) -> Reply:
    """The same amount was recorded a moment ago."""
    number = asking.wait_for(ctx, CHOICE, kept)
    again = _pick(order, number, AGAIN, text("button.record_again"))
    lines = (
        order_title(order),
        text("payment.recorded_already", line=payment_line(ctx.view_of(order.company), asked.request, last)),
        standing_line(order, asked),
    )
    return personal(ctx.incoming, *lines, buttons=((again,), (show_key(order.id),)))


def _full_key(order: Order, number: str, asked: Asked) -> Button:
    return _pick(
        order,
        number,
        FULL,
        text(
            "button.named_amount",
            name=text("payment.all_open"),
            amount=money(asked.standing.remainder, asked.request),
        ),
    )


def _named(name: Param, amount: int, order: Order) -> Text:
    return text("button.named_amount", name=name, amount=Money(amount=amount, currency=order.facts.currency))


def _pick(order: Order, number: str, value: str, label: Text) -> Button:
    return key("button.plain", PAID_PICK, order=order.id, choice=f"{number}:{value}", name=label)
