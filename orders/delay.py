"""Whose the delay of an order is: each working minute past the promise is booked once.

It is booked to the active stage with the earliest due time (of several, the first in the file), and there to whoever has
the ball; of an order that stands still as a whole, to whoever holds it. The promise is the one in force at that minute:
moving it later erases nothing. Minutes are the company's working minutes, so bookings add up to the delay in all. The
clock stops when the customer has it, or the order has ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import day_over
from orders.events import Event
from orders.flow import delivered
from orders.holders import Holder, answering
from orders.order import FINAL_STATES, Hold, Order
from orders.standings import Standing, standing_moves, standings

UNDECIDED = ""  # whose a hold is, as long as that is disputed
_Holds = Mapping[tuple[str, datetime], Hold]


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """``stage`` None: the order as a whole; ``department`` UNDECIDED: nobody has said yet whose it is."""

    stage: str | None
    department: str
    since: datetime
    until: datetime
    minutes: int


def late_from(order: Order, calendar: WorkCalendar) -> datetime | None:
    """Midnight after the promised day; None without a promise, and once the customer has it."""
    if order.promised_on is None or delivered(order):
        return None
    return day_over(order.promised_on, calendar)


def bookings(
    order: Order, events: Sequence[Event], *, calendar: WorkCalendar, now: datetime
) -> tuple[Booking, ...]:
    """Out of the whole history; ``calendar``: the company's. What was taken back books nothing.

    A hold is booked from its beginning to the department that answers for it in the end.
    """
    walked = tuple(standings(order, standing_moves(events), now))
    holds = {(one.id, one.hold.since): one.hold for standing in walked for one in standing.order.stages.values() if one.hold}  # fmt: skip
    found = (one for standing in walked for one in _late_part(standing, holds, calendar))
    return tuple(one for one in _joined(found) if one.minutes)


def _late_part(standing: Standing, holds: _Holds, calendar: WorkCalendar) -> Iterator[Booking]:
    order = standing.order
    late = None if order.state in FINAL_STATES else late_from(order, calendar)
    holder = answering(order)
    if late is None or holder is None or late >= standing.until:
        return
    since = max(late, standing.since)
    yield Booking(
        stage=holder.stage,
        department=_department(order, holder, holds),
        since=since,
        until=standing.until,
        minutes=calendar.working_minutes_between(since, standing.until),
    )


def _department(order: Order, holder: Holder, holds: _Holds) -> str:
    hold = order.stage(holder.stage).hold if holder.stage else None
    if hold is None or holder.stage is None:
        return holder.department
    in_the_end = holds[holder.stage, hold.since]
    return UNDECIDED if in_the_end.answer == "disputed" else in_the_end.department


def _joined(found: Iterable[Booking]) -> Iterator[Booking]:
    """What goes on alike is one booking."""
    last: Booking | None = None
    for one in found:
        if last and (last.stage, last.department, last.until) == (one.stage, one.department, one.since):
            last = replace(last, until=one.until, minutes=last.minutes + one.minutes)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
