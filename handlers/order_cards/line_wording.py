"""The lines of an order in words: what, how many, at what price, and what they come to beside the order's amount."""

from collections.abc import Sequence
from typing import Any

from handlers.reply import Money, Text, text
from handlers.wording import number_said
from orders.facts import Facts, Line
from orders.quantities import line_from_json, price_of

SHOWN_LINES = 15  # of one order in a message; how many more there are is said


def lines_of_order(facts: Facts, *, money: bool) -> list[Text]:
    """One line each. ``money``: the readers may see prices, and what they come to."""
    if not facts.lines:
        return []
    said = listed_lines(facts.lines, facts.currency, money=money)
    come_to = price_of(facts.lines)
    if not money or come_to is None:
        return said
    whole = Money(amount=come_to, currency=facts.currency)
    if facts.amount in {None, come_to}:
        return [*said, text("line.come_to", whole=whole)]
    differ = abs(facts.amount - come_to) if facts.amount is not None else 0
    way = "less" if (facts.amount or 0) < come_to else "more"
    by = Money(amount=differ, currency=facts.currency)
    return [*said, text(f"line.amount_is_{way}", whole=whole, by=by)]


def listed_lines(lines: Sequence[Line], currency: str, *, money: bool) -> list[Text]:
    said = [line_text(one, currency, money=money) for one in lines[:SHOWN_LINES]]
    more = len(lines) - SHOWN_LINES
    return [*said, text("line.more", count=more)] if more > 0 else said


def line_text(line: Line, currency: str, *, money: bool) -> Text:
    said = text("line.bare", spec=line.spec, pieces=number_said(line.quantity), unit=line.unit)
    if not money or line.price is None:
        return said
    return text("line.priced", line=said, price=Money(amount=line.price, currency=currency))


def kept_lines(kept: Sequence[Any]) -> list[Line]:
    """Lines as a change has kept them."""
    return [line_from_json(one) for one in kept]
