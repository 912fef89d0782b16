"""Which news ask a department something, so that they are told in the chat with the receipt too."""

from collections.abc import Iterable

from orders.events import Event, Kind
from orders.order import Order

_ASKS = frozenset(
    {
        Kind.OFFERED,
        Kind.SUBMITTED,
        Kind.NOTIFIED,
        Kind.RECALLED,
        Kind.PRIORITY_ASKED,
        Kind.HOLD_REFUSED,
    }
)


def waits_for_an_answer(order: Order, events: Iterable[Event], department: str) -> bool:
    """Whether any of it asks the department something."""
    return any(event.kind in _ASKS or _asks_whose(order, event, department) for event in events)


def _asks_whose(order: Order, event: Event, department: str) -> bool:
    """A hold of which the department has not said yet whether it is theirs."""
    hold = order.stage(event.stage).hold if event.kind is Kind.HELD and event.stage else None
    return hold is not None and hold.department == department and not hold.answer
