"""/cancel and pausing: the order as a whole stands still or ends, for a reason, by those who may."""

from handlers import asking
from handlers.context import Context
from handlers.finding import find_order
from handlers.moves.acting import act, load, order_tapped
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import CANCEL, PAUSE, UNPAUSE, key, never_mind_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.deciding.whole_order import may_cancel
from orders.legal import legal_moves
from orders.moves import Move
from orders.order import Order, OrderId
from orders.refusals import BotError
from orders.whole_order_moves import Cancel, Pause, Unpause
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

_SURE = "sure_to_end"  # answered by buttons alone
_WISHES = {CANCEL: "cancel", PAUSE: "pause"}


def cancel(ctx: Context, args: str) -> Reply:
    """``/cancel <order> [reason]``: asked once more with a button, and pausing offered instead."""
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    _allowed(ctx, order)
    if found.rest:
        kept = asking.wait_for(ctx, _SURE, {"order": order.id, "reason": found.rest})
        return _sure(
            ctx, order, text("whole.sure_of_case" if order.case else "whole.sure", reason=found.rest), kept
        )
    return _sure(ctx, order, text("whole.cancel_or_pause"), "")


def tapped(ctx: Context, tap: TapData) -> Reply:
    """Cancel or pause by button: with the reason given before, else it is asked for."""
    order = order_tapped(ctx, tap)
    if tap.choice:
        reason = asking.kept_for(ctx, tap.choice, _SURE).data["reason"]
        return _end(ctx, order, tap.verb, reason)
    asked = text(f"whole.{_WISHES[tap.verb]}_reason")
    kept = {"order": order.id, "verb": tap.verb}
    return asking.ask(ctx, "end_order", kept, order_title(order), asked, placeholder="ask.reason")


def unpause(ctx: Context, tap: TapData) -> Reply:
    return moved_reply(ctx, act(ctx, order_tapped(ctx, tap), Unpause(source=source_of(ctx.incoming))))


def reason_given(ctx: Context, dialog: Dialog) -> Reply:
    kept = dialog.data
    reply = _end(ctx, load(ctx, OrderId(kept["order"])), kept["verb"], ctx.incoming.text.strip())
    dialogs.close(ctx.conn, dialog.id)
    return reply


def _allowed(ctx: Context, order: Order) -> None:
    """Refused before anything is asked."""
    try:
        may_cancel(order, ctx.actors[order.company])
    except BotError as refusal:
        refusal.about = order
        raise


def _end(ctx: Context, order: Order, verb: str, reason: str) -> Reply:
    source = source_of(ctx.incoming)
    move: Move = Pause(note=reason, source=source) if verb == PAUSE else Cancel(note=reason, source=source)
    return moved_reply(ctx, act(ctx, order, move))


def _sure(ctx: Context, order: Order, asked: Text, kept: str) -> Reply:
    legal = legal_moves(order, None, ctx.actors[order.company])
    label = "button.cancel_case" if order.case else "button.cancel_order"
    keys = [key(label, CANCEL, order=order.id, choice=kept, style="danger")]
    if "pause" in legal:
        keys.append(key("button.pause_order", PAUSE, order=order.id, choice=kept))
    if "unpause" in legal:
        keys.append(key("button.unpause_order", UNPAUSE, order=order.id))
    if kept:
        keys.append(never_mind_key(kept))
    return personal(ctx.incoming, order_title(order), asked, buttons=tuple((one,) for one in keys))


TAPS = {CANCEL: tapped, PAUSE: tapped, UNPAUSE: unpause}
DIALOGS = {"end_order": reason_given}
