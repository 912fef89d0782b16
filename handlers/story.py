"""An order's story out of its events: moves, who held it when, and where nobody said anything for long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from orders import engine
from orders.calendar import WorkCalendar
from orders.events import Event, Kind
from orders.holders import holders
from orders.order import FINAL_STATES, Holder, Order
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
class Standing:
    """The order as it stood after a move, until the next one; the last stands until now."""

    since: datetime
    until: datetime
    order: Order

    @property
    def held(self) -> tuple[Holder, ...]:
        return holders(self.order)


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
    """``standings`` and ``silences``: one for each move, the silence that followed it if there was one."""

    made: tuple[Made, ...]
    standings: tuple[Standing, ...]
    silences: tuple[Gap | None, ...]
    held: tuple[Held, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.silences if gap)

    @property
    def since(self) -> datetime:
        return self.standings[0].since

    @property
    def until(self) -> datetime:
        """When it ended, whatever was noted after that; now, while it goes on."""
        return next(one.until for one in reversed(self.standings) if one.order.state not in FINAL_STATES)

    @property
    def goes_on(self) -> bool:
        return self.standings[-1].order.state not in FINAL_STATES


def story_of(order: Order, events: Sequence[Event], calendar: WorkCalendar, now: datetime) -> Story:
    """The whole story up to now. ``calendar``: the company's, by which silence is measured."""
    undone = undone_moves(events)
    made = tuple(
        Made(events=tuple(one), undone=number in undone)
        for number, one in groupby(events, key=lambda event: event.move)
    )
    standings = tuple(_standings(order, made, now))
    silences = tuple(_silence(standing, calendar) for standing in standings)
    return Story(made=made, standings=standings, silences=silences, held=_held(standings))


def _standings(order: Order, made: Sequence[Made], now: datetime) -> Iterator[Standing]:
    """What is told late, with the time it was said, counts from the move before it: a ball is not held backwards."""
    moments = [made[0].first.at]
    for one in made[1:]:
        moments.append(max(moments[-1], one.first.at))
    moments.append(max(moments[-1], now))
    for (since, until), then in zip(pairwise(moments), _states(order, made), strict=True):
        yield Standing(since=since, until=until, order=then)


def _states(order: Order, made: Sequence[Made]) -> Iterator[Order]:
    """How it stood after each move, as it was then: what was undone later had counted until it was."""
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
        yield then


def _held(standings: Sequence[Standing]) -> tuple[Held, ...]:
    """One span for each stretch of time in which one department had one stage."""
    spans: list[Held] = []
    running: dict[tuple[str | None, str], Held] = {}
    for standing in standings:
        at = standing.since
        keys = dict.fromkeys((one.stage, one.department) for one in standing.held)
        spans += [replace(running.pop(key), until=at) for key in list(running) if key not in keys]
        for stage, department in keys:
            begun = Held(stage=stage, department=department, since=at)
            running.setdefault((stage, department), begun)
    return tuple(sorted([*spans, *running.values()], key=lambda one: (one.since, one.until or one.since)))


def _silence(standing: Standing, calendar: WorkCalendar) -> Gap | None:
    """A paused order and one that has ended are silent rightly."""
    waiting = [one for one in standing.held if one.why != "paused"]
    if not waiting or standing.until <= calendar.add_days(standing.since, 1):
        return None
    held = tuple(Held(stage=one.stage, department=one.department, since=one.since) for one in waiting)
    return Gap(since=standing.since, until=standing.until, held=held)
