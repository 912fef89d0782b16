"""An order's story out of its events: moves, who held it when, and where nobody said anything for long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orders.calendars.calendar import WorkCalendar
from orders.delay import Booking, bookings
from orders.events import Event, Kind
from orders.order import FINAL_STATES, Order
from orders.standings import Made, Standing, moves_made, standings

_SAYS_NOTHING = frozenset({Kind.PUSHED, Kind.PUT_OFF})


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
    booked: tuple[Booking, ...]

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
    made = moves_made(events)
    stood = tuple(standings(order, made, now))
    silences = tuple(None if one is None else _silence(one, calendar) for one in _unbroken(made, stood))
    booked = bookings(order, events, calendar=calendar, now=now)
    return Story(made=made, standings=stood, silences=silences, held=_held(stood), booked=booked)


def _unbroken(made: Sequence[Made], stood: Sequence[Standing]) -> Iterator[Standing | None]:
    """To ask is not to answer, nor is to put it off: how it stood before goes on until somebody says something."""
    for index, standing in enumerate(stood):
        until = standing.until
        for later, then in zip(made[index + 1 :], stood[index + 1 :], strict=True):
            if later.first.kind not in _SAYS_NOTHING:
                break
            until = then.until
        idle = made[index].first.kind in _SAYS_NOTHING
        yield None if idle else replace(standing, until=until)


def _held(stood: Sequence[Standing]) -> tuple[Held, ...]:
    """One span for each stretch of time in which one department had one stage."""
    spans: list[Held] = []
    running: dict[tuple[str | None, str], Held] = {}
    for standing in stood:
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
