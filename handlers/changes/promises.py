"""Every promise an order's customer was given: when it was moved, why, and on whose word."""

from collections.abc import Iterator
from datetime import date

from handlers.reply import Clock, Param, Text, text
from handlers.view import View
from handlers.wording import person_name
from orders.events import Event, Kind
from orders.order import Order
from orders.undo import undone_moves
from storage.order_book import events_rows


def moved_promises(view: View, order: Order) -> list[Text]:
    """A line for each time it was moved and stayed so; read only where the promise is not the first one."""
    if order.first_promised_on in {None, order.promised_on}:
        return []
    return [_line(view, event) for event in _standing(view, order)]


def _standing(view: View, order: Order) -> Iterator[Event]:
    """What was promised in a draft was promised to nobody."""
    events = events_rows.of_kinds(view.conn, order.id, (Kind.PROMISED, Kind.OPENED, Kind.UNDONE))
    undone = undone_moves(events)
    opened = next((event.seq for event in events if event.kind is Kind.OPENED), 0)
    for event in events:
        moved = event.kind is Kind.PROMISED and event.data["before"] and event.seq > opened
        if moved and event.move not in undone:
            yield event


def _line(view: View, event: Event) -> Text:
    params: dict[str, Param] = {
        "before": date.fromisoformat(event.data["before"]),
        "day": date.fromisoformat(event.data["promised_on"]),
        "by": person_name(view, event.by),
        "at": Clock(at=event.at),
    }
    line = Text(key="order.moved_promise", params=params)
    return text("notice.with_note", line=line, note=event.note) if event.note else line
