"""What would come late if one order went first: a reckoning from due times and from what each department has in hand.

The order's remaining stages are laid one behind the other, each as long as its own time to be done. Where one begins,
whatever its department would still be working on then goes back by that long. A moment that somebody named counts as
the end of that work, else its due time. What has not begun yet has no due time and is not reckoned with.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from orders import flow
from orders.calendars.calendar import WorkCalendar
from orders.order import Order, OrderId, StageRecord, StageState
from orders.times import Times

_OVER = frozenset({StageState.DONE, StageState.SKIPPED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A stage of another order that somebody has in hand."""

    order: OrderId
    code: str
    stage: str
    department: str
    due_at: datetime
    promised_on: date | None = None
    estimate: datetime | None = None

    @property
    def ends(self) -> datetime:
        return self.due_at if self.estimate is None else self.estimate


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """It would end at ``until``, behind its due time. ``breaks``: that is behind its order's promise as well."""

    work: Work
    until: datetime
    breaks: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """The order's own work in one department."""

    begins: datetime
    minutes: int


def would_slip(
    order: Order,
    others: Iterable[Work],
    *,
    now: datetime,
    times: Times,
    calendar_of: Callable[[str], WorkCalendar],
) -> tuple[Slip, ...]:
    """Those whose promise would be broken first, then by due time."""
    places = _places(order, now, times, calendar_of)
    slips = [
        slip
        for work in others
        if work.order != order.id and (slip := _pushed(work, places, calendar_of(work.department)))
    ]
    return tuple(sorted(slips, key=lambda slip: (not slip.breaks, slip.work.due_at, slip.work.code)))


def departments(order: Order) -> tuple[str, ...]:
    """Those that still have to work on it."""
    return tuple(dict.fromkeys(order.workflow.stage(one).department for one in _ahead(order)))


def _ahead(order: Order) -> tuple[str, ...]:
    return tuple(
        stage.id
        for stage in order.workflow.stages
        if order.stage(stage.id).state not in _OVER and flow.wanted(order, stage)
    )


def _places(
    order: Order, now: datetime, times: Times, calendar_of: Callable[[str], WorkCalendar]
) -> Mapping[str, list[_Place]]:
    ends: dict[str, datetime] = {}
    found: dict[str, list[_Place]] = defaultdict(list)

    def end_of(stage_id: str) -> datetime:
        if stage_id not in ends:
            ends[stage_id] = laid(stage_id)
        return ends[stage_id]

    def laid(stage_id: str) -> datetime:
        stage, record = order.workflow.stage(stage_id), order.stage(stage_id)
        begins = max((end_of(one) for one in stage.after), default=now)
        if stage_id not in ahead:
            return begins
        calendar = calendar_of(stage.department)
        minutes = _minutes(record, calendar, times.due_at(stage, begins, None), begins)
        found[stage.department].append(_Place(begins=begins, minutes=minutes))
        return calendar.add_working(begins, minutes)

    ahead = set(_ahead(order))
    for stage in order.workflow.stages:
        end_of(stage.id)
    return found


def _minutes(record: StageRecord, calendar: WorkCalendar, due_at: datetime, begins: datetime) -> int:
    """How long it takes, what is done of it left out."""
    whole = max(1, calendar.working_minutes_between(begins, due_at))
    return max(1, whole * (100 - (record.percent or 0)) // 100)


def _pushed(work: Work, places: Mapping[str, list[_Place]], calendar: WorkCalendar) -> Slip | None:
    before = [place.minutes for place in places.get(work.department, ()) if place.begins < work.ends]
    if not before:
        return None
    until = calendar.add_working(work.ends, sum(before))
    if until <= work.due_at:
        return None
    breaks = work.promised_on is not None and until > _promise(work.promised_on, calendar)
    return Slip(work=work, until=until, breaks=breaks)


def _promise(day: date, calendar: WorkCalendar) -> datetime:
    """The end of the promised day's work, or of the last working day before it."""
    return calendar.closing(calendar.day_before(day, 0))
