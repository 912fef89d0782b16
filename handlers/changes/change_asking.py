"""What /change asks: which part, its value, why a promise is moved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers import asking
from handlers.context import Context
from handlers.order_cards.order_lines import fact_lines
from handlers.parts import PARTS, PRIORITY, PROMISED
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.seeing import chat_sees
from handlers.stage_keys import CHANGE, CHANGE_VALUE, flag_keys, in_rows, key
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import order_title
from orders import rights
from orders.deciding.flags import may_set_flags
from orders.legal import accepted
from orders.order import Order
from orders.refusals import BotError

KIND = "change"


def menu(ctx: Context, order: Order) -> Reply:
    """The order's facts as they stand, a button for each part, and one for each flag, which turns it round."""
    chat = ctx.incoming.chat
    view = ctx.view_of(order.company)
    sees = chat_sees(view, chat.id, chat.thread, order)
    parts = [*PARTS, PRIORITY] if priorities(ctx, order) else list(PARTS)
    keys = [
        key("button.part", CHANGE, order=order.id, choice=part, part=text(f"part.{part}")) for part in parts
    ]
    lines = [order_title(order), *fact_lines(view, order, sees=sees), text("change.which")]
    flags = flag_keys(order) if accepted(may_set_flags, order, ctx.actors[order.company]) else ()
    return personal(ctx.incoming, *lines, buttons=(*in_rows(keys, 2), *in_rows(flags, 2)))


def ask_value(
    ctx: Context, order: Order, part: str, *, reason: str = "", unclear: BotError | None = None
) -> Reply:
    """Ask for the part's new value; where it was said but may mean several things, with a button for each."""
    lines = [order_title(order), *unclear_line(unclear), text(f"change.ask_{part}")]

    def buttons_of(number: str) -> asking.Rows:
        return in_rows(reading_keys(CHANGE_VALUE, order, number, unclear), 1)

    kept = _kept(order, part, reason=reason)
    return asking.ask(ctx, KIND, kept, *lines, buttons_of=buttons_of, says_how=True)


def ask_reason(ctx: Context, order: Order, day: date) -> Reply:
    """A promise that is moved takes a reason."""
    asked = text("change.why_moved", before=order.promised_on or day, day=day)
    kept = _kept(order, PROMISED, day=day.isoformat())
    return asking.ask(ctx, KIND, kept, order_title(order), asked, placeholder="ask.reason")


def ask_priority(ctx: Context, order: Order, reason: str = "") -> Reply:
    number = asking.wait_for(ctx, KIND, _kept(order, PRIORITY, reason=reason))
    named = {one.id: one.names for one in ctx.centres[order.company].priorities}
    keys = [
        key("button.plain", CHANGE_VALUE, order=order.id, choice=f"{number}:{one}", name=named[one])
        for one in priorities(ctx, order)
    ]
    return personal(ctx.incoming, order_title(order), text("change.ask_priority"), buttons=in_rows(keys, 2))


def priorities(ctx: Context, order: Order) -> Sequence[str]:
    """The priorities this person may set; none where the company has none."""
    actor = ctx.actors[order.company]
    return [
        one.id
        for one in ctx.centres[order.company].priorities
        if not one.set_by or any(rights.fits(actor, rule) for rule in one.set_by)
    ]


def _kept(order: Order, part: str, *, reason: str = "", day: str = "") -> dict[str, Any]:
    """``day``: the new promise, once it is known and only its reason is missing."""
    return {"order": order.id, "part": part, "reason": reason, "day": day}
