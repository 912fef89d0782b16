"""Of what was asked for what is missing to this day, the orders and what was asked of their money read at one go."""

from collections.abc import Iterator, Sequence

from handlers.duties import duty_sweep
from handlers.nudges.missing import clocks_of, demanded_of
from handlers.nudges.nudge_lines import AnyNudge, DutyNudge, Nudge
from handlers.view import View
from orders.order import Order
from reminders.rules import Missed, pressing
from storage.chasing import duty_rows
from storage.chasing.reminder_rows import Reminder
from storage.order_book import orders_rows


def still_missing(view: View, asked: Sequence[Reminder]) -> Iterator[AnyNudge]:
    """Those whose very occurrence has not been answered, told as to others than those who have to act."""
    wanted = {one.of_order.order for one in asked if one.duty is None}
    orders = {one.id: one for one in orders_rows.load_all(view.conn, wanted)} if wanted else {}
    payable = {one.of_order.order for one in asked if one.duty is None and one.of_order.instalment}
    demands = demanded_of(view.conn, payable) if payable else {}

    def missing_of(reminder: Reminder, order: Order) -> Missed | None:
        asked_for = demands.get(order.id, ())
        clocks = clocks_of(view.conn, view.centre, order, reminder.of_order, asked=lambda: asked_for)
        return pressing(clocks, now=view.now)

    for reminder in asked:
        if reminder.duty is not None:
            nudge = _of_duty(view, reminder, reminder.duty)
            if nudge is not None:
                yield nudge
            continue
        order = orders.get(reminder.of_order.order)
        missing = missing_of(reminder, order) if order is not None else None
        if order is not None and missing is not None and _is_it(reminder, missing):
            yield Nudge(reminder=reminder, order=order, missed=missing, ours=False)


def _of_duty(view: View, reminder: Reminder, duty: int) -> DutyNudge | None:
    day = duty_rows.readable_one(view.conn, duty)
    missing = duty_sweep.missed(view.centre, day, view.now) if day is not None else None
    if day is None or missing is None or not _is_it(reminder, missing):
        return None
    return DutyNudge(reminder=reminder, day=day, missed=missing, ours=False)


def _is_it(reminder: Reminder, missing: Missed) -> bool:
    return (reminder.rule, reminder.missed_at) == (missing.rule.value, missing.missed_at)
