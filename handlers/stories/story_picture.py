"""An order's story as one picture: who held the ball when, and which of it was late; its title says the finding."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.reply import Clock, Picture, Text, text
from handlers.stories.story import Story
from handlers.stories.story_axis import Axis, month
from handlers.stories.story_finding import finding, lane_lasted, promise_line, silent_for
from handlers.stories.story_lanes import Lane
from handlers.stories.story_words import place
from handlers.view import View
from handlers.wording import order_title
from orders.delay import late_from
from orders.order import Order

PICTURE = "story"
_MINUTE = timedelta(minutes=1)
LANES = 14  # more cannot be read on a phone
LEGEND = ("held", "due", "promise", "still", "silent", "off")


def picture(view: View, order: Order, story: Story, all_lanes: Sequence[Lane]) -> Picture | None:
    """None in its first minute: there is nothing to draw."""
    lanes = [lane for lane in all_lanes if _seen(lane)]
    if not lanes:
        return None
    axis = Axis(since=story.since, until=story.until, calendar=view.centre.calendar)
    shown = _shown(view, lanes)
    ticks, promises = axis.ticks(), _promises(view, story, axis)
    return Picture(
        kind=PICTURE,
        data={
            "length": axis.length,
            "lanes": [_parts(axis, lane) for lane in shown],
            "gaps": [[axis.at(gap.since), axis.at(gap.until)] for gap in story.gaps],
            "off": [list(one) for one in axis.days_off()],
            "ticks": [at for at, _ in ticks],
            "promises": [at for at, _ in promises],
            "goes_on": story.goes_on,
        },
        texts={
            "title": (finding(view, order, story, lanes),),
            "about": (_named(order), promise_line(view, story)),
            "lanes": tuple(place(view, order, one.stage, one.department) for one in shown),
            "sums": tuple(_sum(view, one) for one in shown),
            "silence": (text("story.silent"), silent_for(view, story)),
            "ticks": tuple(words for _, words in ticks),
            "end": (text("story.now") if story.goes_on else axis.end(),),
            "promises": tuple(words for _, words in promises),
            "legend": tuple(text(f"story.legend_{one}") for one in LEGEND),
            "foot": tuple(_foot(view, left_out=len(lanes) - len(shown))),
        },
    )


def caption(view: View, order: Order, story: Story, lanes: Sequence[Lane]) -> tuple[Text, ...]:
    """What stands under the picture, and for it where it cannot be shown."""
    return _about(order), finding(view, order, story, lanes), promise_line(view, story)


def _about(order: Order) -> Text:
    return text("story.of_order", order=order_title(order), state=text(f"state.order_{order.state}"))


def _named(order: Order) -> Text:
    """On the picture " · " stands between two languages, and nothing else."""
    named = ", ".join(filter(None, (order.code, order.facts.customer)))
    return text("story.of_order", order=named, state=text(f"state.order_{order.state}"))


def _seen(lane: Lane) -> bool:
    """Handing on at once is no time that could be drawn."""
    return any(part.until - part.since >= _MINUTE for part in lane.parts)


def _shown(view: View, lanes: Sequence[Lane]) -> list[Lane]:
    """Late ones first of all, then the longest; drawn in the order in which they came."""

    def weight(lane: Lane) -> tuple[int, int]:
        calendar = view.centre.calendar_of(lane.department)
        return lane.minutes(calendar, "due", "promise"), lane.minutes(calendar)

    kept = sorted(lanes, key=weight, reverse=True)[:LANES]
    return [lane for lane in lanes if lane in kept]


def _parts(axis: Axis, lane: Lane) -> list[list[int | str | bool]]:
    return [[axis.at(part.since), axis.at(part.until), part.late, part.still] for part in lane.parts]


def _sum(view: View, lane: Lane) -> Text:
    """How long in all, and how much of it past the stage's due time."""
    held = lane_lasted(view, lane)
    if not lane.minutes(view.centre.calendar_of(lane.department), "due"):
        return text("story.sum", held=held)
    return text("story.sum_late", held=held, late=lane_lasted(view, lane, "due"))


def _promises(view: View, story: Story, axis: Axis) -> list[tuple[int, Text]]:
    """Each promised day that ended on the way."""
    seen: dict[datetime, Text] = {}
    for standing in story.standings:
        promised, ends = standing.order.promised_on, late_from(standing.order, view.centre.calendar)
        if promised and ends and axis.covers(ends):
            seen.setdefault(ends, text("story.promise", day=promised.day, month=month(promised)))
    return [(axis.at(ends), words) for ends, words in sorted(seen.items(), key=lambda one: one[0])]


def _foot(view: View, *, left_out: int) -> Iterator[Text]:
    yield text("story.foot", at=Clock(at=view.now))
    if left_out:
        yield text("story.left_out", count=left_out)
