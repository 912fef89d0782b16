"""The delay of an order in words: how much of it there is, and with whom it came about."""

from collections import Counter
from collections.abc import Sequence

from handlers.reply import Clock, Listed, Param, Text, text
from handlers.stories.story_words import place
from handlers.view import View
from handlers.wording import department_name, stage_name
from orders.delay import Booking, bookings
from orders.order import Order
from storage.order_book import events_rows

_HOUR = 60


def delay_lines(view: View, order: Order) -> list[Text]:
    """For a card: working time past the promise, by department, the longest first. Read only where a promised day is over."""
    days = [day for day in (order.first_promised_on, order.promised_on) if day]
    if not days or min(days) >= view.today:
        return []
    events = events_rows.history(view.conn, order.id)
    booked = bookings(order, events, calendar=view.centre.calendar, now=view.now)
    if not booked:
        return []
    by_department: Counter[str] = Counter()
    for one in booked:
        by_department[one.department] += one.minutes
    shares = tuple(
        text("delay.share", who=_who(view, department), worked=exactly(minutes))
        for department, minutes in by_department.most_common()
    )
    total = exactly(sum(one.minutes for one in booked))
    return [text("delay.in_all", worked=total, shares=Listed(items=shares))]


def booking_lines(view: View, order: Order, booked: Sequence[Booking]) -> list[Text]:
    """For the story: each stretch with whom it is booked to, and the sum."""
    if not booked:
        return []
    total = exactly(sum(one.minutes for one in booked))
    return [text("delay.head", worked=total), *(_line(view, order, one) for one in booked)]


def exactly(minutes: int) -> Text:
    """Working time to the minute."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return text("delay.minutes", minutes=rest)
    return text("delay.hours", hours=hours, minutes=rest)


def _line(view: View, order: Order, booking: Booking) -> Text:
    where: Param = _who(view, booking.department)
    if booking.department:
        where = place(view, order, booking.stage, booking.department)
    elif booking.stage:
        where = text("delay.undecided_stage", stage=stage_name(order, booking.stage))
    return text(
        "delay.booked",
        where=where,
        worked=exactly(booking.minutes),
        since=Clock(at=booking.since),
        until=Clock(at=booking.until),
    )


def _who(view: View, department: str) -> Param:
    return department_name(view.centre, department) if department else text("delay.undecided")
