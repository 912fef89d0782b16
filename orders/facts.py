"""What was promised to whom: an order's customer, its lines, its price."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of what was ordered; price in minor units per unit."""

    spec: str
    quantity: Decimal
    unit: str = ""
    price: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What was promised to whom; changed only by a Change move, with trail."""

    customer: str = ""
    title: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    map_pin: tuple[float, float] | None = None
    requirements: str = ""
    lines: tuple[Line, ...] = ()
    amount: int | None = None
    currency: str = "VND"
    priority: str = ""
