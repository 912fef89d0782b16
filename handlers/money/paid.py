"""/paid: money that came, written down by hand: for one request of an order, in part, in full, or more than was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from handlers import asking
from handlers.context import Context
from handlers.finding import find_order
from handlers.money.collecting import discreetly, request_tapped
from handlers.money.paid_asking import (
    AGAIN,
    CHOICE,
    FULL,
    KIND,
    OUTSIDE,
    SURE,
    ask_above,
    ask_amount,
    ask_outside,
    ask_which,
    told_lately,
)
from handlers.money.paid_recording import record, record_outside, undo
from handlers.money.payment_lines import Asked, asked_by, asked_of, received
from handlers.money.qr_asking import told_standing, which_order
from handlers.money.typed_money import money_for, not_clear, refused
from handlers.moves.acting import load, order_tapped
from handlers.reply import Reply
from handlers.stage_keys import PAID, PAID_ON, PAID_ORDER, PAID_PICK, PAID_UNDO
from handlers.tap_data import TapData
from orders.order import Order, OrderId
from orders.refusals.money import MoneyOrderMissing, NothingAsked, PaymentMisspelt, PaymentUnknown
from orders.refusals.naming import OrderAmbiguous, OrderUnknown
from orders.refusals.stale import TapUnreadable
from payments.references import leading_reference, misspelt_reference, references_in
from storage import payment_rows
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.payment_rows import Payment, PaymentRequest

REPEAT_WITHIN = timedelta(minutes=10)
_WHICH = "paid_order"
_NOTE = 500  # characters kept of what was written with a payment


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """What came, as far as it is known. ``code`` "": for which request is not known yet; ``full``: all that was open."""

    order: int
    code: str = ""
    amount: int | None = None
    full: bool = False
    note: str = ""
    again: bool = False
    above: int | None = None  # the asker knows that only so much is open
    elsewhere: bool = False  # said to be for an instalment that nobody was asked for


def paid(ctx: Context, args: str) -> Reply:
    """``/paid <order | code> [amount] [note]``; a bank's notice pasted whole is read for its code."""
    if not args.strip():
        raise MoneyOrderMissing
    led = leading_reference(args)
    request = _known(ctx, led.code) if led else None
    if led and request:
        return _on_request(ctx, request, led.rest)
    try:
        found = find_order(ctx, args)
    except OrderAmbiguous as several:
        return which_order(ctx, several, _WHICH, PAID_ORDER)
    except OrderUnknown:
        if led:
            raise PaymentUnknown(code=led.code) from None
        if slip := misspelt_reference(args):
            raise PaymentMisspelt(code=slip) from None
        pasted = [one for one in (_known(ctx, code) for code in references_in(args)) if one]
        if len(pasted) != 1:
            raise
        return _on_request(ctx, pasted[0], "", note=args)
    return _on_order(ctx, load(ctx, found.row.id), found.rest)


def picked_order(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which order?"."""
    words = asking.kept_for(ctx, tap.choice, _WHICH).data["rest"]
    return _on_order(ctx, order_tapped(ctx, tap), words)


def on_order(ctx: Context, tap: TapData) -> Reply:
    """From a reminder of money that has not come."""
    return _on_order(ctx, order_tapped(ctx, tap), "")


def answered(ctx: Context, dialog: Dialog) -> Reply:
    """The amount, in words."""
    money = Came(**dialog.data)
    order = load(ctx, OrderId(money.order))
    dialogs.close(ctx.conn, dialog.id)
    words = ctx.incoming.text.strip()
    if not money_for(order.workflow, words, order.facts.currency).figures:
        raise refused(words, order.facts.currency)
    return discreetly(ctx, order, lambda there: _with_words(there, order, money, words))


def tapped(ctx: Context, tap: TapData) -> Reply:
    """All that was open when the button was drawn has come."""
    order = order_tapped(ctx, tap)
    asked = asked_by(ctx.conn, request_tapped(ctx, order, tap.choice))
    if not asked.standing.remainder or asked.standing.received != tap.version:
        return discreetly(ctx, order, lambda there: told_standing(there, order, asked, None))
    money = Came(order=order.id, code=tap.choice, full=True)
    return discreetly(ctx, order, lambda there: _go_on(there, order, money))


def picked(ctx: Context, tap: TapData) -> Reply:
    """An answer by button: an amount in figures, a request by its code, or that it is meant."""
    number, _, value = tap.choice.partition(":")
    kind = KIND if value.isdigit() or value == FULL else CHOICE
    money = Came(**asking.kept_for(ctx, number, kind).data)
    order = order_tapped(ctx, tap)
    if money.order != order.id:
        raise TapUnreadable
    meant = replace(money, **_meant(ctx, order, value))
    if value == OUTSIDE:
        return discreetly(ctx, order, lambda there: _outside(there, order, meant, sure=True))
    return discreetly(ctx, order, lambda there: _go_on(there, order, meant))


def taken_back(ctx: Context, tap: TapData) -> Reply:
    order = order_tapped(ctx, tap)
    request = request_tapped(ctx, order, tap.choice)
    return discreetly(ctx, order, lambda there: undo(there, order, request, tap.version))


def _on_request(ctx: Context, request: PaymentRequest, words: str, *, note: str = "") -> Reply:
    order = load(ctx, request.demand.order_id)
    money = Came(order=order.id, code=request.code, note=note[:_NOTE])
    if note:
        asked = asked_by(ctx.conn, request)
        return discreetly(ctx, order, lambda there: ask_amount(there, order, asdict(money), asked))
    return discreetly(ctx, order, lambda there: _with_words(there, order, money, words))


def _on_order(ctx: Context, order: Order, words: str) -> Reply:
    return discreetly(ctx, order, lambda there: _with_words(there, order, Came(order=order.id), words))


def _with_words(ctx: Context, order: Order, money: Came, words: str) -> Reply:
    """An amount, what it is for and what is noted of it; all that is open only where nothing else is said.

    Money is not recorded on words alone: "chưa", "cọc 2tr" and "khách chuyển 2tr" would all be the whole.
    """
    typed = money_for(order.workflow, words, order.facts.currency)
    if typed.part and not money.code:
        money = _for_part(ctx, order, money, typed.part)
    wordy = bool(typed.rest) and not typed.figures
    said = words if wordy or money.elsewhere else typed.rest
    note = "; ".join(filter(None, (money.note, said)))[:_NOTE]
    unclear = not_clear(words, order.facts.currency) if wordy else typed.unclear
    if unclear:
        kept = replace(money, note=note)
        return ask_amount(ctx, order, asdict(kept), _meant_by(ctx, order, money), unclear=unclear)
    return _go_on(ctx, order, replace(money, amount=typed.amount, full=typed.amount is None, note=note))


def _for_part(ctx: Context, order: Order, money: Came, part: str) -> Came:
    """The request of an instalment that was named; where there is none, no other is taken for it unasked."""
    for one in reversed(asked_of(ctx.conn, order.id)):
        if one.request.demand.instalment == part and one.request.cancelled_at is None:
            return replace(money, code=one.request.code)
    return replace(money, elsewhere=True)


def _go_on(ctx: Context, order: Order, money: Came) -> Reply:
    """Find the request it is for; ask where it may be for several."""
    meant = _meant_by(ctx, order, money)
    if meant is None:
        everything = asked_of(ctx.conn, order.id)
        waiting = [one for one in everything if one.standing.remainder]
        if waiting:
            return ask_which(ctx, order, asdict(money), waiting)
        return _nothing_waits(ctx, order, money, everything)
    if money.full:
        if not meant.standing.missing:
            return told_standing(ctx, order, meant, None)
        money = replace(money, amount=meant.standing.missing)
    amount = _sum(money)
    if not money.again and (last := _lately(ctx, meant, amount)):
        return told_lately(ctx, order, meant, last, asdict(replace(money, code=meant.request.code)))
    left = meant.standing.missing
    if amount > left and money.above != left and not money.again:
        known = replace(money, code=meant.request.code, amount=amount, full=False, above=left)
        return ask_above(ctx, order, asdict(known), meant, amount)
    return record(ctx, order, meant, amount, money.note)


def _outside(ctx: Context, order: Order, money: Came, *, sure: bool = False) -> Reply:
    """Money that no code asks for is asked about, also where the price leaves less than came."""
    amount, price = _sum(money), order.facts.amount
    left = None if price is None else max(0, price - received(asked_of(ctx.conn, order.id)))
    exceeds = left is not None and amount > left and money.above != left
    if exceeds or not sure:
        known = asdict(replace(money, above=left))
        return ask_outside(ctx, order, known, amount, left=left if exceeds else None)
    return record_outside(ctx, order, amount, money.note)


def _nothing_waits(ctx: Context, order: Order, money: Came, everything: Sequence[Asked]) -> Reply:
    """Nothing is open: what was recorded before is told, other money is asked about."""
    if not money.full:
        for one in reversed(everything):
            if last := _lately(ctx, one, _sum(money)):
                return told_lately(ctx, order, one, last, asdict(replace(money, code=one.request.code)))
        return _outside(ctx, order, money)
    if everything:
        latest = max(everything, key=lambda one: one.last.at if one.last else one.request.made_at)
        return told_standing(ctx, order, latest, None)
    refusal = NothingAsked()
    refusal.about = order
    raise refusal


def _lately(ctx: Context, asked: Asked, amount: int) -> Payment | None:
    """The same amount a moment ago: a command typed twice, or two people at it."""
    last = asked.last
    if last is None or last.amount != amount or ctx.now - last.at >= REPEAT_WITHIN:
        return None
    return last


def _meant_by(ctx: Context, order: Order, money: Came) -> Asked | None:
    """The request that was named, or the only one that waits for money."""
    if money.code:
        return asked_by(ctx.conn, request_tapped(ctx, order, money.code))
    waiting = [one for one in asked_of(ctx.conn, order.id) if one.standing.remainder]
    return waiting[0] if len(waiting) == 1 and not money.elsewhere else None


def _known(ctx: Context, code: str) -> PaymentRequest | None:
    """A request of this code, in a company the person belongs to."""
    request = payment_rows.by_code(ctx.conn, code)
    return request if request and request.demand.company in ctx.actors else None


def _sum(money: Came) -> int:
    if money.amount is None:
        raise TapUnreadable
    return money.amount


def _meant(ctx: Context, order: Order, value: str) -> Mapping[str, Any]:
    """What a button says. Raises TapUnreadable."""
    if value == SURE:
        return {}
    if value in {AGAIN, OUTSIDE}:
        return {"again": True}
    if value == FULL:
        return {"full": True}
    if value.isascii() and value.isdecimal() and len(value) <= 13 and int(value):
        return {"amount": int(value)}
    return {"code": request_tapped(ctx, order, value).code}


TAPS = {PAID: tapped, PAID_ORDER: picked_order, PAID_PICK: picked, PAID_UNDO: taken_back, PAID_ON: on_order}
DIALOGS = {KIND: answered}
