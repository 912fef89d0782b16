"""The two answers to a priority that is asked for."""

from handlers.reply import Button
from handlers.stage_keys import GRANT, REFUSE, key
from orders.order import Order


def grant_keys(order: Order) -> tuple[tuple[Button, ...], ...]:
    if order.asked is None:
        return ()
    return (
        (
            key("button.grant", GRANT, order=order.id, style="success"),
            key("button.refuse", REFUSE, order=order.id, style="danger"),
        ),
    )
