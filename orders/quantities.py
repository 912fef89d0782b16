"""How many: exact numbers with at most three places, in JSON as text; what was ordered in a unit, and what it costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from orders.facts import Line
from orders.names import Names, folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A part of what was ordered that reached the customer by itself, and the day it did."""

    count: Decimal
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """How much is done so far; ``total`` None where nobody said how many.

    ``reason``: why some were rejected. ``deliveries``: of a stage that delivers, the parts ``done`` is made of.
    """

    done: Decimal
    total: Decimal | None = None
    rejected: Decimal = Decimal(0)
    unit: str = ""
    reason: str = ""
    deliveries: tuple[Delivery, ...] = ()


PLACES = 3
MOST = Decimal(10_000_000)
NONE = Decimal(0)


def is_exact(value: Decimal) -> bool:
    """Whether it can be kept as it is: no more than three places, and no more than anybody makes."""
    return abs(value) <= MOST and value == round(value, PLACES)


def written(value: Decimal) -> str:
    """As it is kept: 120, 12.5, never 1.2E+2 or 12.500."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def quantity_to_json(quantity: Quantity) -> dict[str, Any]:
    return {
        "done": written(quantity.done),
        "total": None if quantity.total is None else written(quantity.total),
        "rejected": written(quantity.rejected),
        "unit": quantity.unit,
        "reason": quantity.reason,
        "deliveries": [[written(one.count), one.on.isoformat()] for one in quantity.deliveries],
    }


def quantity_from_json(kept: Mapping[str, Any]) -> Quantity:
    """Numbers are whole ones in what was kept before there were others."""
    total = kept["total"]
    return Quantity(
        done=Decimal(kept["done"]),
        total=None if total is None else Decimal(total),
        rejected=Decimal(kept["rejected"]),
        unit=kept["unit"],
        reason=kept.get("reason", ""),
        deliveries=tuple(
            Delivery(count=Decimal(count), on=date.fromisoformat(on))
            for count, on in kept.get("deliveries", ())
        ),
    )


def line_to_json(line: Line) -> dict[str, Any]:
    return {
        "spec": line.spec,
        "quantity": written(line.quantity),
        "unit": line.unit,
        "price": line.price,
    }


def line_from_json(kept: Mapping[str, Any]) -> Line:
    return Line(spec=kept["spec"], quantity=Decimal(kept["quantity"]), unit=kept["unit"], price=kept["price"])


def ordered_in(lines: Iterable[Line], unit: Names) -> Quantity | None:
    """All that was ordered in a unit, whatever language it was written in: nothing of it is done yet."""
    words = {folded(one) for one in unit.all()}
    return _all_of([line for line in lines if folded(line.unit) in words])


def ordered_alike(lines: Sequence[Line]) -> Quantity | None:
    """All that was ordered, where every line is counted in the same unit."""
    return _all_of(lines) if len({folded(line.unit) for line in lines}) == 1 else None


def _all_of(lines: Sequence[Line]) -> Quantity | None:
    if not lines:
        return None
    return Quantity(done=NONE, total=sum((one.quantity for one in lines), NONE), unit=lines[0].unit)


def price_of(lines: Sequence[Line]) -> int | None:
    """What the lines come to in minor units; None where a price is missing or nothing was listed."""
    sums = [line.quantity * line.price for line in lines if line.price is not None]
    if not lines or len(sums) < len(lines):
        return None
    return int(sum(sums, NONE).to_integral_value(ROUND_HALF_UP))
