"""Short texts about an order to copy and pass on: no names of people, no blame, no money."""

from handlers.context import Context
from handlers.moves.acting import order_shown
from handlers.reply import Button, Listed, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import TEXTS
from handlers.tap_data import TapData
from handlers.view import View
from handlers.wording import department_name, hold_kind_name, order_title, stage_name
from orders.holders import Holder, holders
from orders.order import Order, OrderState


def texts(ctx: Context, tap: TapData) -> Reply:
    """Two keys that copy: what the boss wants to know, what the customer may know."""
    order = order_shown(ctx, tap)
    view = ctx.view_of(order.company)
    boss, customer = for_boss(view, order), for_customer(order)
    keys = (
        (Button(label=text("button.for_boss"), copies=boss),),
        (Button(label=text("button.for_customer"), copies=customer),),
    )
    return personal(ctx.incoming, text("order.texts_ask"), boss, Text(key=""), customer, buttons=keys)


def for_boss(view: View, order: Order) -> Text:
    """Where it is, with whom, and the promise."""
    where = tuple(_standing(view, order, one) for one in holders(order) if one.stage is not None)
    return _short(order, "boss", order_title(order), where)


def for_customer(order: Order) -> Text:
    """What is being done and the promise: holds and departments are the company's own business."""
    where = tuple(stage_name(order, one.stage) for one in holders(order) if one.stage is not None)
    return _short(order, "customer", order.code, where)


def _short(order: Order, reader: str, named: Param, where: tuple[Param, ...]) -> Text:
    if order.state is not OrderState.OPEN or not where:
        said = text(f"short.{reader}_{order.state}", order=named)
    else:
        said = text(f"short.{reader}", order=named, where=Listed(items=where))
    if order.promised_on is None or order.state is not OrderState.OPEN:
        return said
    return text("short.promised", line=said, day=order.promised_on)


def _standing(view: View, order: Order, holder: Holder) -> Param:
    assert holder.stage is not None
    params: dict[str, Param] = {
        "stage": stage_name(order, holder.stage),
        "department": department_name(view.centre, holder.department),
    }
    hold = order.stage(holder.stage).hold
    if hold is None:
        return Text(key="short.at", params=params)
    return Text(key="short.held", params=params | {"kind": hold_kind_name(view.centre, hold.kind)})


TAPS = {TEXTS: texts}
