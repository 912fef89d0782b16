"""Whom to call about an order and where they are, on its card; the number by button, as words to touch or to copy."""

from handlers.context import Context
from handlers.moves.acting import order_shown
from handlers.order_cards.whereabouts import directions
from handlers.reading.phones import dialled, read_phone
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.seeing import chat_sees, customer_departments
from handlers.stage_keys import CALL, key, show_key
from handlers.tap_data import TapData
from handlers.view import View
from handlers.wording import order_title
from orders.facts import Facts
from orders.order import Order
from orders.refusals.access import NotAllowed


def call(ctx: Context, tap: TapData) -> Reply:
    """Whom to call and where they are, for the asker alone. Raises NotAllowed where the chat may not see it."""
    order = order_shown(ctx, tap)
    view, chat = ctx.view_of(order.company), ctx.incoming.chat
    if not chat_sees(view, chat.id, chat.thread, order).customer:
        may = sorted(customer_departments(view, order))
        raise NotAllowed(who_may=tuple(f"department:{one}" for one in may))
    number = dialled(read_phone(order.facts.phone).number)
    lines = [order_title(order), *customer_lines(order.facts)]
    if not order.facts.phone:
        lines.append(text("call.no_number", code=order.code))
    keys: list[Button] = []
    if number:
        keys.append(Button(label=text("button.copy_phone", phone=number), copy=number))
    if url := directions(view.centre, order.facts):
        keys.append(Button(label=text("button.directions"), url=url))
    return personal(ctx.incoming, *lines, buttons=(*((one,) for one in keys), (show_key(order.id),)))


def customer_lines(facts: Facts) -> list[Text]:
    """Whom to call and where to go. A number is written out: whoever reads it on a phone calls it by touching it."""
    lines = [
        text(f"order.{name}", value=value)
        for name in ("contact", "phone", "address")
        if (value := getattr(facts, name))
    ]
    if facts.map_pin is not None and not facts.address:
        lines.append(text("order.map_pin", value=pin_said(facts.map_pin)))
    return lines


def pin_said(pin: tuple[float, float]) -> str:
    return "{}, {}".format(*pin)


def customer_keys(view: View, order: Order) -> tuple[Button, ...]:
    """To call them, and to find the way. A messenger opens no telephone link: the number comes as an answer, to be touched."""
    facts = order.facts
    call = (key("button.call", CALL, order=order.id),) if facts.contact or facts.phone else ()
    url = directions(view.centre, facts)
    return (*call, Button(label=text("button.directions"), url=url)) if url else call


TAPS = {CALL: call}
