"""What an order's story comes to, in a sentence each: who was late longest, and how the promise was kept."""

from collections.abc import Sequence
from datetime import datetime

from handlers.reply import Param, Text, text
from handlers.stories.story import Story
from handlers.stories.story_lanes import Lane, Late, full_day
from handlers.stories.story_words import lasted, place
from handlers.view import View
from handlers.wording import stage_name
from orders.flow import delivered
from orders.order import Order, OrderState


def finding(view: View, order: Order, story: Story, lanes: Sequence[Lane]) -> Text:
    """Who was late longest; else who had it after the promised day; else the silence; else the longest wait."""
    if late := _most(view, lanes, "due"):
        params = _held(view, order, late) | {"late": lane_lasted(view, late, "due")}
        return Text(key="story.most_due", params=params)
    days = _days_late(view, story)
    if days > 0 and (late := _most(view, lanes, "promise")):
        params = _held(view, order, late) | {"late": text("story.days", count=days)}
        return Text(key="story.most_promise", params=params)
    if story.gaps:
        return text("story.most_silent", lasted=silent_for(view, story))
    if longest := _most(view, lanes):
        return Text(key="story.fine", params=_held(view, order, longest))
    return text("story.just_begun")


def promise_line(view: View, story: Story) -> Text:
    """The promise as it stood last, and how it was kept."""
    last = story.standings[-1].order
    promised = last.promised_on
    if promised is None:
        return text("story.no_promise")
    came, days = _delivered_at(story), _days_late(view, story)
    if days > 0:
        return text("story.came_late" if came else "story.waits_late", day=promised, count=days)
    return text("story.came_in_time" if came else "story.promised", day=promised)


def lane_lasted(view: View, lane: Lane, *late: Late) -> Text:
    calendar = view.centre.calendar_of(lane.department)
    return lasted(lane.minutes(calendar, *late), full_day(calendar, lane.parts[0].since))


def silent_for(view: View, story: Story) -> Text:
    """All silences together, in the company's working time."""
    calendar = view.centre.calendar
    minutes = sum(calendar.working_minutes_between(gap.since, gap.until) for gap in story.gaps)
    return lasted(minutes, full_day(calendar, story.since))


def _most(view: View, lanes: Sequence[Lane], *late: Late) -> Lane | None:
    """The first of those with the most working time, if there is any."""
    most, found = 0, None
    for lane in lanes:
        minutes = lane.minutes(view.centre.calendar_of(lane.department), *late)
        if minutes > most:
            most, found = minutes, lane
    return found


def _held(view: View, order: Order, lane: Lane) -> dict[str, Param]:
    """The stage alone, unless it lay with another department than its own."""
    where: Param = place(view, order, lane.stage, lane.department)
    if lane.stage and order.workflow.stage(lane.stage).department == lane.department:
        where = stage_name(order, lane.stage)
    return {"where": where, "held": lane_lasted(view, lane)}


def _days_late(view: View, story: Story) -> int:
    """By the calendar, as the card counts them: until it was delivered, up to now, or none of an order that was given up."""
    promised = story.standings[-1].order.promised_on
    ends = _delivered_at(story) or (view.now if story.goes_on else None)
    if promised is None or ends is None:
        return 0
    return (ends.astimezone(view.centre.zone).date() - promised).days


def _delivered_at(story: Story) -> datetime | None:
    """Since when the customer has it; a delivery that was taken back is none, neither is a cancelled order."""
    if story.standings[-1].order.state is OrderState.CANCELLED:
        return None
    since: datetime | None = None
    for standing in story.standings:
        if standing.held and not delivered(standing.order):
            since = None
        elif since is None:
            since = standing.since
    return since
