"""A payment code is written down, posted, posted again, and cancelled."""

from dataclasses import replace
from functools import partial
from secrets import randbelow

from handlers.context import Context
from handlers.money.collecting import discreetly, note_money, request_tapped
from handlers.money.payment_lines import Asked, asked_by
from handlers.money.qr_asking import ask_if_cancelled, ask_way, told_standing
from handlers.money.qr_cards import MOST_CODES, PLAIN, SPLIT, posted, retold
from handlers.moves.acting import order_tapped
from handlers.reply import Reply, text
from handlers.replying import public
from handlers.stage_keys import QR_AGAIN, QR_CANCEL, show_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.order import Order, OrderState
from orders.refusals.whole_order import OrderCancelled
from payments.references import COUNT, reference
from payments.settling import State
from payments.shares import transfers_of
from storage import payment_rows
from storage.payment_rows import Demand


def again(ctx: Context, tap: TapData) -> Reply:
    """What is still to be paid of a request, posted once more."""
    order = order_tapped(ctx, tap)
    code, _, way = tap.choice.partition(":")
    request = request_tapped(ctx, order, code)
    return discreetly(ctx, order, lambda there: post(there, order, asked_by(ctx.conn, request), way))


def cancel(ctx: Context, tap: TapData) -> Reply:
    """Asked once more, then the code is no longer to be paid by."""
    order = order_tapped(ctx, tap)
    code, _, sure = tap.choice.partition(":")
    asked = asked_by(ctx.conn, request_tapped(ctx, order, code))
    return discreetly(ctx, order, partial(_cancel, order=order, asked=asked, sure=bool(sure)))


def asked_for(ctx: Context, order: Order, demand: Demand) -> Asked:
    """Write it down under a code of its own."""
    request = payment_rows.ask(
        ctx.conn, demand, lambda: reference(randbelow(COUNT)), by=ctx.me.id, now=ctx.now
    )
    data = {"amount": demand.amount, "instalment": demand.instalment, "account": demand.account}
    note_money(ctx, order, "payment.asked", request.code, data)
    return Asked(request=request, payments=())


def post(ctx: Context, order: Order, asked: Asked, way: str = "") -> Reply:
    """Where it is more than one transfer may carry, first how. Raises OrderCancelled."""
    if order.state is OrderState.CANCELLED:
        raise OrderCancelled(since=order.since)
    if not asked.standing.remainder:
        return told_standing(ctx, order, asked, None)
    codes = len(transfers_of(asked.standing.remainder))
    if codes > 1 and way != PLAIN and (way != SPLIT or codes > MOST_CODES):
        return ask_way(ctx, order, asked)
    return Reply(says=posted(ctx, order, asked, way=way))


def _cancel(ctx: Context, order: Order, asked: Asked, *, sure: bool) -> Reply:
    if asked.standing.cancelled or asked.standing.state in {State.PAID, State.OVERPAID}:
        return told_standing(ctx, order, asked, None)
    if not sure:
        return ask_if_cancelled(ctx, order, asked)
    payment_rows.cancel(ctx.conn, asked.request.id, by=ctx.me.id, now=ctx.now)
    note_money(ctx, order, "payment.cancelled", asked.request.code, {})
    request = replace(asked.request, cancelled_by=ctx.me.id, cancelled_at=ctx.now)
    line = text("payment.code_cancelled", code=request.code)
    reply = public(ctx.incoming, order_title(order), line, buttons=((show_key(order.id),),))
    return replace(reply, says=(*reply.says, *retold(ctx, order, replace(asked, request=request))))


TAPS = {QR_AGAIN: again, QR_CANCEL: cancel}
