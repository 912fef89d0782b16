"""Words that an order's story uses in messages, in its picture and in its file."""

from collections.abc import Sequence

from handlers.reply import Clock, Listed, Param, Text, text
from handlers.stories.story import Gap, Held
from handlers.view import View
from handlers.wording import department_name, stage_name
from orders.holders import Holder
from orders.order import Order

_HOUR = 60


def listed(params: Sequence[Param]) -> Listed:
    return Listed(items=tuple(params))


def place(view: View, order: Order, stage: str | None, department: str) -> Text:
    """Where the ball lay: a stage with who had it; a draft or paused order as a whole."""
    name = department_name(view.centre, department)
    if stage is None:
        return text("history.whole", department=name)
    return text("history.stage", stage=stage_name(order, stage), department=name)


def places(view: View, order: Order, held: Sequence[Held] | Sequence[Holder]) -> Listed:
    return listed([place(view, order, one.stage, one.department) for one in held])


def worked(minutes: int) -> Text:
    """Working time in minutes, from an hour on in hours."""
    if minutes < _HOUR:
        return text("history.minutes", count=minutes)
    return text("history.hours", count=round(minutes / _HOUR))


def lasted(minutes: int, full_day: int) -> Text:
    """Working time in short, from a full day on in days."""
    if minutes < full_day:
        return (
            text("story.hours", count=round(minutes / _HOUR))
            if minutes >= _HOUR
            else text("story.minutes", count=minutes)
        )
    return text("story.days", count=round(minutes / full_day))


def gap_line(view: View, order: Order, gap: Gap) -> Text:
    return text(
        "history.gap",
        since=Clock(at=gap.since, style="day"),
        until=Clock(at=gap.until, style="day"),
        held=places(view, order, gap.held),
    )
