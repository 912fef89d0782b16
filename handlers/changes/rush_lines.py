"""A priority asked for, in words: why, what would slip, how often the plan was changed this month, what was decided."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from handlers.reply import Clock, Param, Text, text
from handlers.view import View
from handlers.wording import department_name, order_title, person_name
from orders.events import Event, Kind
from orders.names import Names
from orders.order import Order
from storage.order_book import plan_changes

TOLD = frozenset({Kind.PRIORITY_ASKED, Kind.PRIORITY_DECIDED})


def told_lines(view: View, order: Order, event: Event) -> list[Text]:
    """To whoever is asked, or hears of the decision."""
    params: dict[str, Param] = {
        "order": order_title(order),
        "by": person_name(view, event.by),
        "priority": priority_name(view, event.data["priority"]),
    }
    line = Text(key=f"rush.{_what(event)}", params=params)
    line = text("notice.with_note", line=line, note=event.note) if event.note else line
    if event.kind is Kind.PRIORITY_DECIDED:
        return [line]
    return [line, *slip_lines(view, event), *_count(view)]


def receipt_line(view: View, event: Event, params: Mapping[str, Param]) -> Text:
    """To whoever asked, or decided."""
    shown = {**params, "priority": priority_name(view, event.data["priority"])}
    if event.kind is Kind.PRIORITY_ASKED:
        shown["department"] = department_name(view.centre, event.data["department"])
    return Text(key=f"rush.receipt_{_what(event)}", params=shown)


def slip_lines(view: View, event: Event) -> list[Text]:
    """What would come late, as it was reckoned when it was asked."""
    slips, count = event.data["slips"], int(event.data["slipping"])
    if not slips:
        return [text("rush.slips_none")]
    lines = [text("rush.slips", count=count), *(_slip(view, one) for one in slips)]
    if count > len(slips):
        lines.append(text("rush.more", count=count - len(slips)))
    return [*lines, text("rush.how")]


def pending_lines(view: View, order: Order) -> list[Text]:
    """On the card."""
    if order.asked is None:
        return []
    priority = priority_name(view, order.asked.priority)
    department = department_name(view.centre, order.asked.department)
    return [text("rush.pending", priority=priority, department=department)]


def story(view: View, event: Event) -> Text:
    """In the history: which, and how it went or how many would have come late."""
    params: dict[str, Param] = {"priority": priority_name(view, event.data["priority"])}
    if event.kind is Kind.PRIORITY_ASKED:
        return Text(key="rush.story_asked", params=params, count=int(event.data["slipping"]))
    return Text(key=f"rush.story_{_what(event)}", params=params)


def priority_name(view: View, priority: str) -> Param:
    return next((one.names for one in view.centre.priorities if one.id == priority), priority)


def _what(event: Event) -> str:
    if event.kind is Kind.PRIORITY_ASKED:
        return "asked"
    return "granted" if event.data["granted"] else "refused"


def _slip(view: View, one: Mapping[str, Any]) -> Text:
    params: dict[str, Param] = {
        "code": one["code"],
        "stage": Names(**one["stage"]),
        "department": department_name(view.centre, one["department"]),
        "due": Clock(at=datetime.fromisoformat(one["due"])),
        "until": Clock(at=datetime.fromisoformat(one["until"])),
    }
    return Text(key="rush.slip_breaks" if one["breaks"] else "rush.slip", params=params)


def _count(view: View) -> list[Text]:
    """Frequent changes cost money: whoever decides sees how many there were (S2-6)."""
    begins = datetime.combine(view.today.replace(day=1), time(), view.centre.zone)
    count = plan_changes.since(view.conn, view.centre.id, begins)
    return [text("rush.count", count=count)] if count else []
