"""The customer's number by button: messengers open no telephone links, so it comes as words to touch or to copy."""

from handlers.acting import order_shown
from handlers.context import Context
from handlers.order_lines import customer_lines
from handlers.reading.phones import dialled, read_phone
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.seeing import chat_sees, customer_departments
from handlers.stage_keys import CALL, show_key
from handlers.tap_data import TapData
from handlers.whereabouts import directions
from handlers.wording import order_title
from orders.refusals import NotAllowed


def call(ctx: Context, tap: TapData) -> Reply:
    """Whom to call and where they are, for the asker alone. Raises NotAllowed where the chat may not see it."""
    order = order_shown(ctx, tap)
    view, chat = ctx.view_of(order.company), ctx.incoming.chat
    if not chat_sees(view, chat.id, chat.thread, order).customer:
        may = sorted(customer_departments(view, order))
        raise NotAllowed(who_may=tuple(f"department:{one}" for one in may))
    phone = read_phone(order.facts.phone).number or order.facts.phone
    lines = [order_title(order), *customer_lines(order.facts)]
    if not phone:
        lines.append(text("call.no_number", code=order.code))
    keys: list[Button] = []
    if phone:
        number = dialled(phone) or phone
        keys.append(Button(label=text("button.copy_phone", phone=number), copy=number))
    if url := directions(view.centre, order.facts):
        keys.append(Button(label=text("button.directions"), url=url))
    return personal(ctx.incoming, *lines, buttons=(*((one,) for one in keys), (show_key(order.id),)))


TAPS = {CALL: call}
