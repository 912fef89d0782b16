"""Questions that are put off: asked by now, and not again before a moment that lies within bounds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from orders.order import Order, PutOff

if TYPE_CHECKING:
    from orders.checks import Awaited


def of_this(order: Order, part: str | None, rule: str, at: datetime) -> PutOff | None:
    """What was last put off of this very question; what is asked of another moment is another question."""
    for one in order.put_off:
        if (one.part, one.rule, one.at) == (part or "", rule, at):
            return one
    return None


def quiet(order: Order, part: str | None, clocks: Iterable["Awaited"]) -> tuple["Awaited", ...]:
    """The same clocks, those that were put off ringing later."""
    found = ((one, of_this(order, part, one.rule.value, one.at)) for one in clocks)
    return tuple(replace(one, quiet_until=off.until) if off else one for one, off in found)


def with_more(order: Order, more: Iterable[PutOff]) -> Order:
    """Of one question of a part, what was said last."""
    latest = tuple(more)
    replaced = {(one.part, one.rule) for one in latest}
    kept = (one for one in order.put_off if (one.part, one.rule) not in replaced)
    return replace(order, put_off=(*kept, *latest))
