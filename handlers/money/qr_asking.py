"""What is asked and told around a payment code, before one is posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import asking
from handlers.asking import Rows
from handlers.context import Context
from handlers.finding import called, rows_of
from handlers.money.payment_lines import (
    Asked,
    awaited,
    money,
    payment_line,
    received,
    standing_line,
    what_for,
)
from handlers.money.qr_cards import MOST_CODES, PLAIN, SPLIT, again_key
from handlers.reply import Button, Clock, Money, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import QR_CANCEL, QR_PICK, in_rows, key, never_mind_key, show_key
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import order_title, person_name
from orders.order import Order
from orders.refusals.naming import OrderAmbiguous
from orders.refusals.reading import AmountUnclear
from payments.shares import ONE_TRANSFER, transfers_of

KIND = "qr"  # answered by words too
CHOICE = "qr_choice"  # answered by buttons alone
INSTALMENT, ACCOUNT = "i", "b"  # what a button's place counts


def which_order(ctx: Context, several: OrderAmbiguous, kind: str, verb: str) -> Reply:
    """The answer goes on with what was typed behind the order."""
    number = asking.wait_for(ctx, kind, {"rest": several.rest})
    rows = rows_of(ctx, several.codes)
    names = called(ctx, rows)
    keys = [key("button.plain", verb, order=row.id, choice=number, name=names[row.id]) for row in rows]
    return personal(ctx.incoming, text("ask.which_order"), buttons=in_rows(keys, 2))


def ask_amount(
    ctx: Context,
    order: Order,
    wish: Mapping[str, Any],
    *,
    asked: Sequence[Asked],
    offered: Mapping[str, int],
    left: int = 0,
    unclear: AmountUnclear | None = None,
) -> Reply:
    """What was asked for already, then a button for each amount it may be; any other is typed."""

    def keys(number: str) -> Rows:
        readings = reading_keys(QR_PICK, order, number, unclear)
        return in_rows(
            [*readings, *_instalment_keys(order, number, offered), *_left_key(order, number, left)], 1
        )

    standing = [text("payment.asked_before", line=standing_line(order, one)) for one in asked]
    lines = (order_title(order), *standing, *unclear_line(unclear), text("payment.ask_amount"))
    return asking.ask(ctx, KIND, wish, *lines, buttons_of=keys)


def ask_part(
    ctx: Context, order: Order, wish: Mapping[str, Any], *, amount: int, offered: Mapping[str, int]
) -> Reply:
    """Several instalments that have fallen due come to just that amount."""

    def keys(number: str) -> Rows:
        return in_rows(_instalment_keys(order, number, offered), 1)

    line = text("payment.ask_part", amount=Money(amount=amount, currency=order.facts.currency))
    return asking.ask(ctx, KIND, wish, order_title(order), line, buttons_of=keys)


def ask_sure(
    ctx: Context, order: Order, wish: Mapping[str, Any], *, amount: int, asked: Sequence[Asked]
) -> Reply:
    """More than what is open of the price, or than what no other code asks for yet."""
    price, came = order.facts.amount or 0, received(asked)

    def sum_of(number: int) -> Money:
        return Money(amount=number, currency=order.facts.currency)

    line = text(
        "payment.above_price" if amount > price - came else "payment.above_awaited",
        amount=sum_of(amount),
        price=sum_of(price),
        received=sum_of(came),
        awaited=sum_of(awaited(asked)),
    )
    number = asking.wait_for(ctx, CHOICE, wish)
    sure = _pick(order, number, "sure", text("button.still_make"))
    return personal(ctx.incoming, order_title(order), line, buttons=((sure,), (never_mind_key(number),)))


def ask_account(ctx: Context, order: Order, wish: Mapping[str, Any]) -> Reply:
    number = asking.wait_for(ctx, CHOICE, wish)
    accounts = ctx.centres[order.company].company.bank_accounts
    keys = [
        _pick(
            order, number, f"{ACCOUNT}{place}", text("button.account", bank=one.names, end=one.account[-4:])
        )
        for place, one in enumerate(accounts)
    ]
    return personal(ctx.incoming, order_title(order), text("payment.ask_account"), buttons=in_rows(keys, 1))


def ask_way(ctx: Context, order: Order, asked: Asked) -> Reply:
    """More than one transfer between banks may carry: several codes, or the account alone for the payer's own way."""
    request, remainder = asked.request, asked.standing.remainder
    parts = transfers_of(remainder)
    splits = len(parts) <= MOST_CODES
    line = text(
        "payment.too_large" if splits else "payment.too_large_to_split",
        amount=money(remainder, request),
        limit=money(ONE_TRANSFER + 1, request),
        parts=len(parts),
        each=money(max(parts), request),
        code=request.code,
    )
    split = [again_key(order, request, label="button.qr_split", way=SPLIT)] if splits else []
    plain = again_key(order, request, label="button.qr_plain", way=PLAIN)
    cancelled = key("button.cancel_code", QR_CANCEL, order=order.id, choice=request.code)
    return personal(ctx.incoming, order_title(order), line, buttons=in_rows([*split, plain, cancelled], 1))


def ask_if_cancelled(ctx: Context, order: Order, asked: Asked) -> Reply:
    code = asked.request.code
    sure = key("button.cancel_code", QR_CANCEL, order=order.id, choice=f"{code}:sure", style="danger")
    line = text("payment.sure_to_cancel", what=what_for(order, asked.request), code=code)
    return personal(ctx.incoming, order_title(order), standing_line(order, asked), line, buttons=((sure,),))


def told_standing(ctx: Context, order: Order, asked: Asked, wish: Mapping[str, Any] | None) -> Reply:
    """What stands there already, since when and by whom; with a button to post it again, or another like it.

    ``wish``: what somebody asked for again; an instalment is asked for once.
    """
    view, request = ctx.view_of(order.company), asked.request
    lines = [
        order_title(order),
        standing_line(order, asked),
        text(
            "payment.asked_by",
            code=request.code,
            by=person_name(view, request.made_by),
            at=Clock(at=request.made_at),
        ),
        *(payment_line(view, request, one) for one in asked.payments),
    ]
    if request.cancelled_at is not None:
        who = person_name(view, request.cancelled_by)
        lines.append(text("payment.cancelled_by", by=who, at=Clock(at=request.cancelled_at)))
    return personal(ctx.incoming, *lines, buttons=_standing_keys(ctx, order, asked, wish))


def _standing_keys(ctx: Context, order: Order, asked: Asked, wish: Mapping[str, Any] | None) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if asked.standing.remainder:
        rows.append((again_key(order, asked.request, label="button.qr_repost"),))
    if wish is not None and not wish["instalment"]:
        number = asking.wait_for(ctx, CHOICE, wish)
        rows.append((_pick(order, number, "again", text("button.another_code")),))
    return (*rows, (show_key(order.id),))


def _instalment_keys(order: Order, number: str, offered: Mapping[str, int]) -> list[Button]:
    return [
        _pick(order, number, f"{INSTALMENT}{place}", _amount_label(order, offered[one.id], one.names))
        for place, one in enumerate(order.workflow.instalments)
        if one.id in offered
    ]


def _left_key(order: Order, number: str, left: int) -> list[Button]:
    return (
        [_pick(order, number, str(left), _amount_label(order, left, text("payment.all_open")))]
        if left
        else []
    )


def _amount_label(order: Order, amount: int, name: Any) -> Text:
    return text("button.named_amount", name=name, amount=Money(amount=amount, currency=order.facts.currency))


def _pick(order: Order, number: str, value: str, label: Text) -> Button:
    return key("button.plain", QR_PICK, order=order.id, choice=f"{number}:{value}", name=label)
