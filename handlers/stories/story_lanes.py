"""Who held the ball when, as lanes that nothing overlaps in: one for each stage and department that had it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from handlers.stories.story import Story
from orders.calendars.calendar import WorkCalendar
from orders.delay import late_from
from orders.holders import Holder
from orders.standings import Standing

# Past the stage's own due time; within it, or without one, but past the day promised to the customer.
Late: TypeAlias = Literal["", "due", "promise"]
_STILL = frozenset({"hold", "disputed", "paused"})
_WEEK = 7  # working days among which one is a full one


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """``still``: the work was held up, or the order paused."""

    since: datetime
    until: datetime
    late: Late = ""
    still: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """``stage`` None: the order as a whole."""

    stage: str | None
    department: str
    parts: tuple[Part, ...]

    def minutes(self, calendar: WorkCalendar, *late: Late) -> int:
        """Working minutes, of all parts or of those that are late so."""
        return sum(
            calendar.working_minutes_between(part.since, part.until)
            for part in self.parts
            if not late or part.late in late
        )


def lanes_of(story: Story, calendar: WorkCalendar) -> tuple[Lane, ...]:
    """In the order in which they got it first. ``calendar``: the company's, in whose zone a promised day ends."""
    parts: dict[tuple[str | None, str], list[Part]] = {}
    for standing in story.standings:
        if standing.since == standing.until:
            continue
        promise = late_from(standing.order, calendar)
        for holder in standing.held:
            own = parts.setdefault((holder.stage, holder.department), [])
            own += _parts(standing, holder, promise)
    return tuple(
        Lane(stage=stage, department=department, parts=tuple(_joined(several)))
        for (stage, department), several in parts.items()
    )


def full_day(calendar: WorkCalendar, since: datetime) -> int:
    """The working minutes of a full day, at the time: half a Saturday is none."""
    day, longest = since.astimezone(calendar.zone).date(), 0
    for _ in range(_WEEK):
        day = calendar.day_from(day)
        longest = max(longest, calendar.working_minutes_between(calendar.opening(day), calendar.closing(day)))
        day += timedelta(days=1)
    return longest


def _parts(standing: Standing, holder: Holder, promise: datetime | None) -> Iterator[Part]:
    """One standing, cut where it became late."""
    due = standing.order.stage(holder.stage).due_at if holder.stage else None
    cuts = {one for one in (due, promise) if one and standing.since < one < standing.until}
    since = standing.since
    for until in (*sorted(cuts), standing.until):
        late: Late = ""
        if due and since >= due:
            late = "due"
        elif promise and since >= promise:
            late = "promise"
        yield Part(since=since, until=until, late=late, still=holder.why in _STILL)
        since = until


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """What goes on alike is one part."""
    last: Part | None = None
    for part in parts:
        if last and (last.until, last.late, last.still) == (part.since, part.late, part.still):
            last = Part(since=last.since, until=part.until, late=part.late, still=part.still)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last
