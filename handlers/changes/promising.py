"""/promise: the days of an order, the one asked for and every one promised, and moving the promise with a reason."""

from handlers.changes.change_asking import ask_value
from handlers.changes.changing import allowed, promise
from handlers.changes.promises import moved_promises
from handlers.context import Context
from handlers.examples import order_code
from handlers.finding import find_order
from handlers.moves.acting import load
from handlers.order_cards.order_lines import promise_line
from handlers.parts import PROMISED, REASON, SHOWN, said_in
from handlers.reading.dates import DateReading, read_date
from handlers.reply import Button, Reply, text
from handlers.replying import here, personal
from handlers.stage_keys import CHANGE, key, show_key
from handlers.wording import order_title
from orders.deciding.whole_order import may_change
from orders.legal import accepted
from orders.order import Order
from orders.refusals.reading import DateUnclear

_AROUND = " ,;:，；：.-–→"


def promised(ctx: Context, args: str) -> Reply:
    """``/promise <order> [day] [reason]``; what is missing is asked."""
    if not args.strip():
        return personal(ctx.incoming, text("promise.how", code=order_code(ctx)))
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    words = found.rest.strip()
    if not words:
        return _days(ctx, order)
    allowed(ctx, order)
    reading = read_date(words, ctx.view.today)
    if reading is None:
        return ask_value(ctx, order, PROMISED, reason=_reason(words))
    reason = _reason(_without(words, reading))
    if reading.day is None or reading.refused is not None:
        unclear = DateUnclear(text=words[:SHOWN], readings=reading.candidates)
        return ask_value(ctx, order, PROMISED, reason=reason, unclear=unclear)
    return promise(ctx, order, reading.day, reason)


def _days(ctx: Context, order: Order) -> Reply:
    view = ctx.view_of(order.company)
    lines = [order_title(order)]
    if order.requested_on is not None:
        lines.append(text("order.requested", day=order.requested_on))
    lines.append(
        text("promise.none", code=order.code) if order.promised_on is None else promise_line(view, order)
    )
    lines += moved_promises(view, order)
    keys: tuple[Button, ...] = (show_key(order.id),)
    if accepted(may_change, order, ctx.actors[order.company]):
        keys = (key("button.move_promise", CHANGE, order=order.id, choice=PROMISED), *keys)
    return Reply(says=(here(ctx.incoming, *lines, buttons=(keys,)),))


def _without(words: str, reading: DateReading) -> str:
    """What is said besides the day."""
    for start, end in sorted(reading.spans, reverse=True):
        words = f"{words[:start].rstrip(_AROUND)} {words[end:].lstrip(_AROUND)}"
    return words.strip(_AROUND)


def _reason(words: str) -> str:
    """Without the word that introduces it."""
    said = said_in(words)
    return said[0].words if len(said) == 1 and said[0].part == REASON else words
