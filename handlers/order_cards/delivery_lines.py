"""What reached the customer part by part, and how much of a counted stage is done."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from handlers.reply import Listed, Param, Text, text
from handlers.wording import number_said, quantity_text
from orders.events import Event
from orders.order import Order, StageRecord
from orders.quantities import quantity_from_json


def delivery_params(event: Event) -> Mapping[str, Param]:
    """How much of what, on which day, and how much that makes in all."""
    quantity = quantity_from_json(event.data["quantity"])
    return {
        "pieces": number_said(Decimal(event.data["count"])),
        "unit": quantity.unit,
        "day": date.fromisoformat(event.data["on"]),
        "in_all": quantity_text(quantity),
    }


def delivery_lines(record: StageRecord) -> list[Text]:
    """The deliveries of a stage with their days, in one line; none where it went out at once."""
    quantity = record.quantity
    if quantity is None or not quantity.deliveries:
        return []
    parts = tuple(
        text("count.delivery", pieces=number_said(one.count), day=one.on) for one in quantity.deliveries
    )
    return [text("count.deliveries", deliveries=Listed(items=parts), in_all=quantity_text(quantity))]


def counted_lines(order: Order, stage: str) -> list[Text]:
    """How much a counted stage came to; the parts of a delivery."""
    record = order.stage(stage)
    if record.quantity is None:
        return []
    if record.quantity.deliveries:
        return delivery_lines(record)
    counted = order.workflow.stage(stage).quantity is not None
    return [text("count.came_to", in_all=quantity_text(record.quantity))] if counted else []
