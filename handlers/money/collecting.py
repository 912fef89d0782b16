"""Who asks customers for money and records what came; and that amounts are told only where they may be seen."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handlers.context import Context
from handlers.incoming import Chat
from handlers.noting import note_act
from handlers.reply import Reply, text
from handlers.replying import alone
from handlers.seeing import chat_sees, collecting_departments
from orders.centre_file.centre import Centre
from orders.moves import Actor
from orders.order import Order
from orders.refusals.access import NotAllowed
from orders.refusals.money import MoneyNotHere
from orders.refusals.stale import TapUnreadable
from orders.rights import belongs_to, may_write
from storage import payment_rows
from storage.chasing import instalment_rows
from storage.payment_rows import PaymentRequest
from storage.post import cards_rows

ROLE = "finance"


def may_collect(centre: Centre, actor: Actor | None) -> bool:
    """Those who see the company's account: the finance role, and the department that answers for missing payments.

    Nobody else, whatever their rank: who steers orders and who writes down money are two people.
    """
    if actor is None or not may_write(actor):
        return False
    return ROLE in actor.roles or any(belongs_to(actor, one) for one in collecting_departments(centre))


def discreetly(ctx: Context, order: Order, answer: Callable[[Context], Reply]) -> Reply:
    """Answer where amounts may be seen: here, else in private, with a word here that it is there.

    Raises NotAllowed, MoneyNotHere.
    """
    centre = ctx.centres[order.company]
    if not may_collect(centre, ctx.actors.get(order.company)):
        departments = sorted(collecting_departments(centre))
        raise NotAllowed(who_may=(f"role:{ROLE}", *(f"department:{one}" for one in departments)))
    chat = ctx.incoming.chat
    if chat_sees(ctx.view_of(order.company), chat.id, chat.thread, order).money:
        return answer(ctx)
    if not ctx.me.reachable:
        raise MoneyNotHere
    reply = answer(_in_private(ctx))
    return replace(reply, says=(alone(ctx.incoming, text("payment.in_private")), *reply.says))


def request_tapped(ctx: Context, order: Order, code: str) -> PaymentRequest:
    """The request of a button. Raises TapUnreadable."""
    request = payment_rows.by_code(ctx.conn, code)
    if request is None or request.demand.order_id != order.id:
        raise TapUnreadable
    return request


def note_money(ctx: Context, order: Order, act: str, code: str, data: Mapping[str, Any]) -> None:
    """On record; cards that show the order's money are out of date, and whoever chases it looks again."""
    note_act(ctx, act, f"payment:{code}", {"order": order.code, **data}, company=order.company)
    cards_rows.bump_order(ctx.conn, order.id, order.version)
    instalment_rows.money_moved(ctx.conn, order.id, ctx.now)


def _in_private(ctx: Context) -> Context:
    private = replace(
        ctx.incoming, chat=Chat(id=ctx.me.user, kind="private"), tap=None, message=0, ephemeral=None
    )
    return replace(ctx, incoming=private, chat=None, departments=())
