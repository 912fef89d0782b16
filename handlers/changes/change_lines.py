"""What a change did, part by part: before → after."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.order_cards.calling import pin_said
from handlers.order_cards.line_wording import kept_lines, listed_lines
from handlers.reply import Listed, Money, Param, Text, text
from handlers.seeing import Sees
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from orders.facts import Line
from orders.order import Order

_MONEY = frozenset({"amount", "currency"})
_CUSTOMER = frozenset({"contact", "phone", "address", "map_pin"})
LINES = "lines"
_WHOLE = frozenset({LINES})  # too long for a line of before and after


def change_lines(centre: Centre, order: Order, event: Event, *, sees: Sees) -> list[Text]:
    """One line for each part the event changed that the readers may know of."""
    if event.kind is Kind.PROMISED:
        return [_line("promised_on", _day(event.data["before"]), _day(event.data["promised_on"]))]
    if event.kind is Kind.REQUESTED:
        return [_line("requested_on", _day(event.data["before"]), _day(event.data["requested_on"]))]
    before, after = event.data["before"], event.data["after"]
    lines: list[Text] = []
    for part in seen_parts(event, sees=sees):
        lines.append(
            _line(part, _said(centre, order, part, before[part]), _said(centre, order, part, after[part]))
        )
        if part == LINES:
            lines += listed_lines(kept_lines(after[part]), order.facts.currency, money=sees.money)
    return lines


def flag_lines(order: Order, event: Event) -> list[Text]:
    """What was raised, and what was lowered."""
    named = {
        way: tuple(order.workflow.flags[flag] for flag in event.data[way]) for way in ("raised", "lowered")
    }
    return [text(f"change.{way}", flags=Listed(items=flags)) for way, flags in named.items() if flags]


def seen_parts(event: Event, *, sees: Sees) -> Collection[str]:
    """The parts of a change that its readers may know of: of the lines, more than their prices."""
    hidden = (frozenset() if sees.money else _MONEY) | (frozenset() if sees.customer else _CUSTOMER)
    seen = [part for part in event.data["after"] if part != "currency" and part not in hidden]
    if sees.money or LINES not in seen:
        return seen
    before, after = (_unpriced(event.data[way][LINES]) for way in ("before", "after"))
    return seen if before != after else [part for part in seen if part != LINES]


def _unpriced(kept: Sequence[Any]) -> list[Line]:
    return [replace(one, price=None) for one in kept_lines(kept)]


def _line(part: str, before: Param, after: Param) -> Text:
    fact = text(f"part.{part}")
    if part in _WHOLE:
        return text("change.whole", fact=fact)
    if after == "":
        return text("change.emptied", fact=fact, before=before)
    if before == "":
        return text("change.given", fact=fact, after=after)
    return text("change.changed", fact=fact, before=before, after=after)


def _said(centre: Centre, order: Order, part: str, value: Any) -> Param:
    if value is None:
        return ""
    if part == "map_pin":
        return pin_said(value)
    if part == "amount":
        return Money(amount=value, currency=order.facts.currency)
    if part == "priority":
        return next((one.names for one in centre.priorities if one.id == value), str(value))
    return str(value)


def _day(value: str | None) -> Param:
    return date.fromisoformat(value) if value else ""
