"""Money is written down or taken back: receipt, the cards that asked for it, and who looks after the customer."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.addressing import to_department
from handlers.context import Context
from handlers.money.collecting import note_money
from handlers.money.payment_lines import (
    Asked,
    asked_by,
    asked_of,
    money,
    received,
    standing_line,
    standing_params,
    what_for,
)
from handlers.money.qr_cards import again_key, retold
from handlers.money.qr_posting import asked_for
from handlers.news.correcting import corrected
from handlers.reply import Button, Clock, Lane, Param, Reply, Say, Text, text
from handlers.replying import here, public
from handlers.seeing import PAYMENT, chat_sees
from handlers.stage_keys import PAID_UNDO, RESUME, key, show_key, stage_key
from handlers.view import View
from handlers.wording import order_title, person_name, stage_names
from orders.order import Order
from orders.refusals.money import PaidSince
from orders.refusals.stale import TapUnreadable
from orders.refusals.undoing import AlreadyUndone
from storage import payment_rows
from storage.payment_rows import Demand, PaymentRequest


def record(ctx: Context, order: Order, asked: Asked, amount: int, note: str) -> Reply:
    """Write it down for this request and say how it stands now, everywhere it was asked for."""
    request = asked.request
    transfer = payment_rows.receive_by_hand(ctx.conn, request, amount, note=note, by=ctx.me.id, now=ctx.now)
    note_money(
        ctx, order, "payment.received", request.code, {"amount": amount, "transfer": transfer, "note": note}
    )
    now = asked_by(ctx.conn, request)
    receipt = here(
        ctx.incoming,
        *_receipt_lines(ctx, order, now, amount, note),
        buttons=_receipt_keys(order, now, transfer),
    )
    return Reply(says=(receipt, *retold(ctx, order, now), *_told(ctx, order, now, amount, transfer)))


def record_outside(ctx: Context, order: Order, amount: int, note: str) -> Reply:
    """Money that nothing was asked for: a request of just that amount is made for it and never posted."""
    demand = Demand(company=order.company, order_id=order.id, amount=amount, currency=order.facts.currency)
    return record(ctx, order, asked_for(ctx, order, demand), amount, note)


def undo(ctx: Context, order: Order, request: PaymentRequest, number: int) -> Reply:
    """Take a payment back while nothing stands on it. Raises AlreadyUndone, PaidSince, TapUnreadable."""
    payment = payment_rows.transfer(ctx.conn, request.id, number)
    if payment is None:
        raise TapUnreadable
    if payment.taken_back_at is not None:
        raise AlreadyUndone(by=payment.taken_back_by or 0, at=payment.taken_back_at)
    last = asked_by(ctx.conn, request).last
    if last is not None and last.transfer != number:
        raise PaidSince(code=request.code, by=last.by, at=last.at)
    payment_rows.take_back(ctx.conn, number, by=ctx.me.id, now=ctx.now)
    data = {"amount": payment.amount, "transfer": number}
    note_money(ctx, order, "payment.taken_back", request.code, data)
    now = asked_by(ctx.conn, request)
    line = text("payment.taken_back", amount=money(payment.amount, request), what=what_for(order, request))
    reply = public(
        ctx.incoming, order_title(order), line, standing_line(order, now), buttons=((show_key(order.id),),)
    )
    return replace(reply, says=(*reply.says, *retold(ctx, order, now), *_taken_back(ctx, order, number)))


def _receipt_lines(ctx: Context, order: Order, asked: Asked, amount: int, note: str) -> Sequence[Text]:
    request = asked.request
    lines = [
        order_title(order),
        text("payment.received", amount=money(amount, request), what=what_for(order, request)),
        *_standing(ctx, order, asked),
    ]
    if note:
        lines.append(text("payment.note", note=note))
    if asked.standing.excess:
        lines.append(Text(key="payment.excess_next", params=standing_params(order, asked)))
    if waiting := _waiting_for_money(order, asked):
        lines.append(text("payment.unblocks", stages=stage_names(order.workflow, waiting)))
    if request.cancelled_at is not None:
        lines.append(text("payment.on_cancelled", code=request.code, at=Clock(at=request.cancelled_at)))
    return lines


def _standing(ctx: Context, order: Order, asked: Asked) -> list[Text]:
    """How the request stands; of money that none was made for, how the whole order does: too much is never "in full"."""
    price, demand = order.facts.amount, asked.request.demand
    came = received(asked_of(ctx.conn, order.id)) if price else 0
    if not price or (demand.account and came <= price):
        return [standing_line(order, asked)]
    params = {"price": money(price, asked.request), "received": money(came, asked.request)}
    whole = "exceeded" if came > price else "stands"
    params["excess"] = money(came - price, asked.request)
    line = Text(key=f"payment.order_{whole}", params=params)
    return [standing_line(order, asked), line] if demand.account else [line]


def _receipt_keys(order: Order, asked: Asked, transfer: int) -> tuple[tuple[Button, ...], ...]:
    request = asked.request
    undo_key = key("button.undo", PAID_UNDO, order=order.id, version=transfer, choice=request.code)
    rows = [(_resume_key(order, one),) for one in _waiting_for_money(order, asked)]
    if asked.standing.remainder and request.demand.account:
        rows.append((again_key(order, request),))
    return (*rows, (undo_key, show_key(order.id)))


def _waiting_for_money(order: Order, asked: Asked) -> list[str]:
    """Stages that are stuck for a payment, once it has come in full; whether that was the one is for people to say."""
    if asked.standing.missing:
        return []
    return [one.id for one in order.stages.values() if one.hold is not None and one.hold.kind == PAYMENT]


def _resume_key(order: Order, stage: str) -> Button:
    return stage_key(
        order, stage, RESUME, text("button.resume_stage", stage=order.workflow.stage(stage).names)
    )


def _told(ctx: Context, order: Order, asked: Asked, amount: int, transfer: int) -> list[Say]:
    """Whoever looks after the customer hears of it at once (S3-31); of amounts only where they may be seen."""
    params: dict[str, Param] = {
        **standing_params(order, asked),
        "order": order_title(order),
        "by": person_name(ctx.view, ctx.me.id),
        "came": money(amount, asked.request),
    }
    demand = asked.request.demand
    state = asked.standing.state if demand.account or demand.instalment else "came"
    return _to_opener(
        ctx,
        order,
        transfer,
        with_amounts=(Text(key=f"payment.notice_{state}", params=params),),
        without=(Text(key=f"payment.notice_{state}_bare", params=params),),
    )


def _to_opener(
    ctx: Context, order: Order, transfer: int, *, with_amounts: tuple[Text, ...], without: tuple[Text, ...]
) -> list[Say]:
    notice = Say(
        lines=without,
        buttons=((show_key(order.id),),),
        lane=Lane.REMINDERS,
        unasked=True,
        note_for=_note(transfer),
    )
    view = ctx.view_of(order.company)
    says = to_department(ctx, order.company, order.opened_by_department, notice, here_too=False)
    return [
        replace(say, lines=(*with_amounts, *say.lines[len(without) :])) if _sees(view, say, order) else say
        for say in says
    ]


def _sees(view: View, say: Say, order: Order) -> bool:
    place = say.chat if say.chat is not None else say.to_user
    return place is not None and chat_sees(view, place, say.thread, order).money


def _taken_back(ctx: Context, order: Order, transfer: int) -> list[Say]:
    line = text("payment.notice_taken_back", order=order_title(order), by=person_name(ctx.view, ctx.me.id))
    news = Say(lines=(line,), lane=Lane.REMINDERS)
    return corrected(ctx.view, _note(transfer), news, in_flight=replace(news, unasked=True))


def _note(transfer: int) -> str:
    """What the notices of a payment are remembered by."""
    return f"transfer:{transfer}"
