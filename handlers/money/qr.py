"""/qr: a code to pay by, for an instalment or an amount of an order; asked for what is missing, posted once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from handlers import asking
from handlers.context import Context
from handlers.finding import find_order
from handlers.money.collecting import discreetly
from handlers.money.payment_lines import Asked, asked_of, awaited, demanded, received
from handlers.money.qr_asking import (
    ACCOUNT,
    CHOICE,
    INSTALMENT,
    KIND,
    ask_account,
    ask_amount,
    ask_part,
    ask_sure,
    told_standing,
    which_order,
)
from handlers.money.qr_posting import asked_for, post
from handlers.money.typed_money import money_for, not_clear, refused
from handlers.moves.acting import load, order_tapped
from handlers.reply import Reply
from handlers.stage_keys import QR_ORDER, QR_PART, QR_PICK
from handlers.tap_data import TapData
from orders.centre_file.company import BankAccount
from orders.order import Order, OrderId, OrderState
from orders.refusals.money import BankAccountMissing, CurrencyNotPayable, DraftNotCharged, MoneyOrderMissing
from orders.refusals.naming import OrderAmbiguous
from orders.refusals.reading import AmountUnclear
from orders.refusals.stale import TapUnreadable
from orders.refusals.whole_order import OrderCancelled
from payments.collecting import OpenPart, open_parts
from payments.shares import shares
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.payment_rows import Demand

PAYABLE = "VND"
REPEAT_WITHIN = timedelta(minutes=10)
_WHICH = "qr_order"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What is to be asked for, as far as it is known. ``sure``, ``again``: the asker has been asked and means it."""

    order: int
    amount: int | None = None
    instalment: str = ""
    account: int | None = None  # its place in the centre file
    sure: bool = False
    again: bool = False


def qr(ctx: Context, args: str) -> Reply:
    """``/qr <order> [instalment | amount]``."""
    if not args.strip():
        raise MoneyOrderMissing
    try:
        found = find_order(ctx, args)
    except OrderAmbiguous as several:
        return which_order(ctx, several, _WHICH, QR_ORDER)
    return _discreetly(ctx, load(ctx, found.row.id), found.rest)


def picked_order(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which order?"."""
    words = asking.kept_for(ctx, tap.choice, _WHICH).data["rest"]
    return _discreetly(ctx, order_tapped(ctx, tap), words)


def part_tapped(ctx: Context, tap: TapData) -> Reply:
    """From a reminder of an instalment that has fallen due."""
    order = order_tapped(ctx, tap)
    if tap.stage not in {one.id for one in order.workflow.instalments}:
        raise TapUnreadable

    def ask(there: Context) -> Reply:
        _see_that_it_can_be_paid(there, order)
        return _go_on(there, order, Wish(order=order.id, **_instalment(order, tap.stage)))

    return discreetly(ctx, order, ask)


def answered(ctx: Context, dialog: Dialog) -> Reply:
    """The amount, in words."""
    wish = Wish(**dialog.data)
    order = load(ctx, OrderId(wish.order))
    words = ctx.incoming.text.strip()
    typed = money_for(order.workflow, words, order.facts.currency)
    if not (typed.figures or typed.part):
        raise refused(words, order.facts.currency)
    dialogs.close(ctx.conn, dialog.id)
    return discreetly(ctx, order, lambda there: _with_words(there, order, wish, words))


def picked(ctx: Context, tap: TapData) -> Reply:
    """An answer by button: an amount in figures, an instalment or an account by its place, or that it is meant."""
    number, _, value = tap.choice.partition(":")
    kind = KIND if value[:1].isdigit() or value[:1] == INSTALMENT else CHOICE
    wish = Wish(**asking.kept_for(ctx, number, kind).data)
    order = order_tapped(ctx, tap)
    if wish.order != order.id:
        raise TapUnreadable
    said = _meant(order, value)
    if wish.amount and "instalment" in said:
        said["amount"] = wish.amount  # it was asked what that is for
    meant = replace(wish, **said)
    return discreetly(ctx, order, lambda there: _go_on(there, order, meant))


def _discreetly(ctx: Context, order: Order, words: str) -> Reply:
    return discreetly(ctx, order, lambda there: _begin(there, order, words))


def _begin(ctx: Context, order: Order, words: str) -> Reply:
    _see_that_it_can_be_paid(ctx, order)
    return _with_words(ctx, order, Wish(order=order.id), words)


def _see_that_it_can_be_paid(ctx: Context, order: Order) -> None:
    """Raises DraftNotCharged, OrderCancelled, CurrencyNotPayable, BankAccountMissing."""
    if order.state is OrderState.DRAFT:
        raise DraftNotCharged
    if order.state is OrderState.CANCELLED:
        raise OrderCancelled(since=order.since)
    if order.facts.currency != PAYABLE:
        raise CurrencyNotPayable(currency=order.facts.currency)
    if not ctx.centres[order.company].company.bank_accounts:
        raise BankAccountMissing


def _with_words(ctx: Context, order: Order, wish: Wish, words: str) -> Reply:
    """The amount or the instalment typed; what may mean several things is asked."""
    if not words:
        return _ask_amount(ctx, order, wish)
    typed = money_for(order.workflow, words, order.facts.currency)
    if not typed.figures:
        if typed.part and not typed.rest:
            return _go_on(ctx, order, replace(wish, **_instalment(order, typed.part)))
        return _ask_amount(ctx, order, wish, unclear=not_clear(words, order.facts.currency))
    if typed.part:
        wish = replace(wish, instalment=typed.part)
    unclear = not_clear(words, order.facts.currency) if typed.rest else typed.unclear
    if unclear:
        return _ask_amount(ctx, order, wish, unclear=unclear)
    return _go_on(ctx, order, replace(wish, amount=typed.amount))


def _go_on(ctx: Context, order: Order, wish: Wish) -> Reply:
    """Ask the next thing that is not known yet; post once all is."""
    amount = wish.amount
    if amount is None:
        return _ask_amount(ctx, order, wish)
    asked = asked_of(ctx.conn, order.id)
    fitting = () if wish.instalment else _instalments_of(order, asked, amount)
    due = [one for one in fitting if one.due_since is not None]
    if not wish.again and (standing := _asked_before(ctx, asked, wish, another_due=bool(due))):
        return told_standing(ctx, order, standing, asdict(wish))
    if len(due) > 1:
        offered = {one.instalment.id: one.missing for one in due}
        return ask_part(ctx, order, asdict(wish), amount=amount, offered=offered)
    if fitting:
        wish = replace(wish, instalment=[*due, *fitting][0].instalment.id)
    price = order.facts.amount
    if price is not None and amount > price - received(asked) - awaited(asked) and not wish.sure:
        return ask_sure(ctx, order, asdict(wish), amount=amount, asked=asked)
    account = _account(ctx, order, wish)
    if account is None:
        return ask_account(ctx, order, asdict(wish))
    demand = Demand(
        company=order.company,
        order_id=order.id,
        amount=amount,
        currency=order.facts.currency,
        instalment=wish.instalment,
        bin=account.bin,
        account=account.account,
        holder=account.holder,
    )
    return post(ctx, order, asked_for(ctx, order, demand))


def _ask_amount(ctx: Context, order: Order, wish: Wish, *, unclear: AmountUnclear | None = None) -> Reply:
    """The instalments nobody was asked for yet, and all that is open."""
    asked = asked_of(ctx.conn, order.id)
    price = order.facts.amount
    standing = {one.request.demand.instalment for one in asked if one.request.cancelled_at is None}
    offered = {
        part: amount
        for part, amount in (shares(price, order.workflow.instalments) if price else {}).items()
        if part not in standing and amount > 0
    }
    left = price - received(asked) if price is not None else 0
    return ask_amount(
        ctx, order, asdict(wish), asked=asked, offered=offered, left=max(0, left), unclear=unclear
    )


def _asked_before(ctx: Context, asked: tuple[Asked, ...], wish: Wish, *, another_due: bool) -> Asked | None:
    """The same instalment, or the same amount a moment ago: a second tap, a command typed twice.

    An amount that an instalment still waits for is that instalment's, unless another of that amount is due.
    """
    for one in reversed(asked):
        demand = one.request.demand
        if one.request.cancelled_at is not None:
            continue
        if wish.instalment:
            same = demand.instalment == wish.instalment
        elif demand.amount == wish.amount and ctx.now - one.request.made_at < REPEAT_WITHIN:
            same = True
        else:
            waits = bool(demand.instalment) and one.standing.remainder == wish.amount
            same = waits and not another_due
        if same:
            return one
    return None


def _instalments_of(order: Order, asked: tuple[Asked, ...], amount: int) -> Sequence[OpenPart]:
    """The instalments of just that amount for which nobody was asked yet."""
    parts = open_parts(order, demanded(asked))
    return [one for one in parts if one.asked_at is None and one.missing == amount]


def _account(ctx: Context, order: Order, wish: Wish) -> BankAccount | None:
    accounts = ctx.centres[order.company].company.bank_accounts
    if wish.account is not None and wish.account < len(accounts):
        return accounts[wish.account]
    return accounts[0] if len(accounts) == 1 else None


def _meant(order: Order, value: str) -> dict[str, Any]:
    """What a button says. Raises TapUnreadable."""
    flags = {"sure": {"sure": True}, "again": {"again": True}}
    if value in flags:
        return flags[value]
    kind, digits = (value[:1], value[1:]) if value[:1] in {INSTALMENT, ACCOUNT} else ("", value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 13):
        raise TapUnreadable
    number = int(digits)
    if kind == ACCOUNT:
        return {"account": number}
    if kind == INSTALMENT:
        if number >= len(order.workflow.instalments):
            raise TapUnreadable
        return _instalment(order, order.workflow.instalments[number].id)
    if not number:
        raise TapUnreadable
    return {"amount": number}


def _instalment(order: Order, part: str) -> dict[str, Any]:
    """Its amount where the price is known; else it is asked."""
    price = order.facts.amount
    share = shares(price, order.workflow.instalments).get(part) if price else None
    return {"instalment": part, "amount": share or None}


TAPS = {QR_ORDER: picked_order, QR_PICK: picked, QR_PART: part_tapped}
DIALOGS = {KIND: answered}
