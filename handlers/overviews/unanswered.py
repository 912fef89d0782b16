"""What nobody will answer by itself: held where nobody can be told, or asked of everybody up to the top (S2-13)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from handlers.nudges.missing import missing_of
from handlers.nudges.nudge_lines import Nudge
from handlers.nudges.rungs import Rungs
from handlers.view import View
from orders.order import Order, OrderId
from storage.chasing import today_rows
from storage.chasing.reminder_rows import Reminder
from storage.order_book import orders_rows
from storage.order_book.board_rows import BoardStage

_LOOKED_AT = 15  # chases that have climbed, the latest
_TOLD_WITHIN = timedelta(days=21)  # the top is told again at least that often, holidays included


def with_nobody(view: View, stages: Sequence[BoardStage]) -> list[BoardStage]:
    """Of these the ones whose holder has neither a group nor anybody who can be told in private."""
    deaf = {one for one in {stage.holder for stage in stages} if has_nobody(view, one)}
    return [stage for stage in stages if stage.holder in deaf]


def has_nobody(view: View, department: str) -> bool:
    """Whether a department has neither a group nor anybody who can be told in private."""
    return not _rungs(view, view.centre.home_of(department)).stands("department")


def unanswered(view: View, among: Collection[OrderId]) -> Iterator[Nudge]:
    """What of these orders the highest there are have been told, and is still missing; the latest told first."""
    since = view.now - _TOLD_WITHIN
    for reminder in today_rows.climbed(view.conn, view.centre.id, since, _LOOKED_AT, None):
        if reminder.duty is not None or reminder.said_at is None:
            continue
        thing = reminder.of_order
        if thing.order not in among:
            continue
        order = orders_rows.load(view.conn, thing.order)
        missing = missing_of(view.conn, view.centre, order, thing, view.now)
        if missing is None or missing.missed_at != reminder.missed_at:
            continue
        if _is_at_the_top(view, order, reminder):
            yield Nudge(reminder=reminder, order=order, missed=missing, ours=False)


def _is_at_the_top(view: View, order: Order, reminder: Reminder) -> bool:
    rungs = view.centre.ladder_of(order.facts.priority).rungs
    those = _rungs(view, reminder.department)
    staffed = [place for place, rung in enumerate(rungs) if those.stands(rung.who)]
    return bool(staffed) and reminder.rung >= staffed[-1]


def _rungs(view: View, department: str) -> Rungs:
    return Rungs(conn=view.conn, centre=view.centre, department=department, now=view.now)
