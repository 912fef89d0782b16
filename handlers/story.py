"""An order's story out of its events: moves, who held it when, and where nobody said anything for long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from orders import engine
from orders.calendar import WorkCalendar
from orders.events import Event, Kind
from orders.holders import holders
from orders.order import Holder, Order
from orders.undo import undone_moves


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One move as it was made; ``undone``: taken back since."""

    events: tuple[Event, ...]
    undone: bool

    @property
    def first(self) -> Event:
        return self.events[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A department had the ball. ``until`` None: it still has."""

    stage: str | None
    department: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """More than a working day without a word, and who had the ball meanwhile."""

    since: datetime
    until: datetime
    held: tuple[Held, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    made: tuple[Made, ...]
    held: tuple[Held, ...]
    gaps: tuple[Gap, ...]


def story_of(order: Order, events: Sequence[Event], calendar: WorkCalendar, now: datetime) -> Story:
    """The whole story up to now. ``calendar``: the company's, by which silence is measured."""
    undone = undone_moves(events)
    made = tuple(
        Made(events=tuple(one), undone=number in undone)
        for number, one in groupby(events, key=lambda event: event.move)
    )
    states = tuple(_states(order, made))
    return Story(made=made, held=_held(states), gaps=tuple(_gaps(states, calendar, now)))


def _states(order: Order, made: Sequence[Made]) -> Iterator[tuple[datetime, tuple[Holder, ...]]]:
    """Who had the ball after each move, as it was then: what was undone later had counted until it was."""
    blank = engine.blank(code=order.code, company=order.company, workflow=order.workflow, id=order.id)
    then = blank
    past: list[Event] = []
    for one in made:
        past += one.events
        if one.first.kind is Kind.UNDONE:
            then = engine.replay(blank, past)
        else:
            for event in one.events:
                then = engine.evolve(then, event)
        yield one.first.at, holders(then)


def _held(states: Sequence[tuple[datetime, tuple[Holder, ...]]]) -> tuple[Held, ...]:
    """One span for each stretch of time in which one department had one stage."""
    spans: list[Held] = []
    running: dict[tuple[str | None, str], Held] = {}
    for at, now_holding in states:
        keys = dict.fromkeys((one.stage, one.department) for one in now_holding)
        spans += [replace(running.pop(key), until=at) for key in list(running) if key not in keys]
        for stage, department in keys:
            begun = Held(stage=stage, department=department, since=at)
            running.setdefault((stage, department), begun)
    return tuple(sorted([*spans, *running.values()], key=lambda one: (one.since, one.until or one.since)))


def _gaps(
    states: Sequence[tuple[datetime, tuple[Holder, ...]]], calendar: WorkCalendar, now: datetime
) -> Iterator[Gap]:
    """A paused order and one that has ended are silent rightly."""
    ends = [at for at, _ in states[1:]] + [now]
    for (since, holding), until in zip(states, ends, strict=True):
        waiting = [one for one in holding if one.why != "paused"]
        if waiting and until > calendar.add_days(since, 1):
            held = tuple(Held(stage=one.stage, department=one.department, since=one.since) for one in waiting)
            yield Gap(since=since, until=until, held=held)
