"""What is missing, and how far the chase after it climbs: who hears next, and when somebody has to look again.

A chat hears at most once an hour, so that what falls due meanwhile comes in one message; who stands highest hears
again at most once a day, when work begins, and so does the department that has to act.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal, TypeAlias

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import after
from orders.calendars.spans import Length
from orders.centre_file.chasing import Ladder
from orders.checks import Awaited, Rule, awaited
from orders.order import Order
from orders.times import Times

__all__ = [
    "Climbed",
    "Missed",
    "Rule",
    "Step",
    "Way",
    "Who",
    "coming",
    "missed",
    "next_change",
    "pressing",
    "step",
]

Who: TypeAlias = Literal["department", "on_duty", "head", "coordinator", "manager"]

RELOOK = Length(amount=1, unit="wh")  # at a message that has not been said yet
RETRY_AT_MOST = 4  # times as long, after what could not be said time and again
REST = timedelta(hours=1)  # between two messages to the same people
# Of what may be missing of one thing at once, the smaller presses more; any other rule stands alone.
_PRESSING = {
    Rule.DUE: 0,
    Rule.ESTIMATE: 1,
    Rule.HOLD: 1,
    Rule.UPDATE: 2,
    Rule.WARNING: 3,
    Rule.LATE_WANTED: 3,
}
_SAID_ONCE = frozenset({Rule.WARNING, Rule.LATE_WANTED})  # and never climbs


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """``missed_at``: the moment that passed; the same rule at another moment is another chase.

    ``department`` has to act; empty: coordination. ``put_off``: until when it was not to be asked, which is over now.
    """

    rule: Rule
    missed_at: datetime
    department: str
    put_off: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Climbed:
    """One reminder of the same chase. ``said_at`` None: nobody has it yet; ``on_its_way``: somebody may still get it.

    ``failed``: it could not be said; otherwise what nobody has had no room in its message.
    """

    rung: int
    round: int
    made_at: datetime
    said_at: datetime | None = None
    on_its_way: bool = False
    failed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Remind ``rung`` for the ``round``-th time (from 0), or nobody now (None).

    ``look_at``: when this chase has to be looked at again; None: never, whatever follows is another one's.
    ``again``: all rungs have been climbed; whoever has to act hears it with those who stand highest.
    """

    rung: int | None
    round: int = 0
    look_at: datetime | None
    again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The ladder of one chase.

    ``hours``: when those on a rung are at work; ``stands``: whether anybody can be told there; ``told_at``: when they
    were last reminded, of whatever it was. ``to_the_minute``: the first of it is said when it falls due, at work or not.
    """

    ladder: Ladder
    hours: Callable[[Who], WorkCalendar]
    stands: Callable[[Who], bool]
    told_at: Callable[[Who], datetime | None] = lambda _: None
    to_the_minute: bool = False

    @property
    def working(self) -> WorkCalendar:
        """Waits run in the hours of the department that has to act."""
        return self.hours("department")

    def wait(self, rung: int) -> Length:
        return self.ladder.rungs[min(rung, len(self.ladder.rungs) - 1)].wait

    def rests_until(self, rung: int) -> datetime | None:
        """Until then those on it are left alone, though never for longer than they have to act."""
        who = self.ladder.rungs[rung].who
        told_at = self.told_at(who)
        return told_at and min(told_at + REST, after(self.wait(rung), told_at, self.hours(who)))

    def first_from(self, rung: int) -> int | None:
        """The first rung from this one on where somebody can be told; beyond the top, the top again."""
        whole = range(len(self.ladder.rungs))
        upwards = (*whole[rung:], *reversed(whole[:rung]))
        return next((number for number in upwards if self.stands(self.ladder.rungs[number].who)), None)

    def is_highest(self, rung: int) -> bool:
        """Whether nobody above it can be told."""
        return not any(self.stands(one.who) for one in self.ladder.rungs[rung + 1 :])


def missed(order: Order, part: str | None, *, now: datetime, times: Times) -> Missed | None:
    """The most pressing thing that is missing now of a part of the order, or (None) of the order as a whole."""
    return pressing(awaited(order, part, times=times), now=now)


def pressing(clocks: Iterable[Awaited], *, now: datetime) -> Missed | None:
    """The most pressing of the clocks that have run out."""
    passed = [one for one in clocks if one.asked_at <= now and one.rule is not Rule.PROMISE]
    if not passed:
        return None
    first = min(passed, key=lambda one: _PRESSING.get(one.rule, 0))
    return Missed(rule=first.rule, missed_at=first.at, department=first.department, put_off=first.quiet_until)


def breaks_promise(order: Order, part: str | None, *, now: datetime, times: Times) -> bool:
    """Whether the promised day is over, and nobody has been asked yet why."""
    clocks = awaited(order, part, times=times)
    return any(one.rule is Rule.PROMISE and one.at <= now for one in clocks)


def next_change(order: Order, part: str | None, *, now: datetime, times: Times) -> datetime | None:
    """When something else will be missing by itself."""
    return coming(awaited(order, part, times=times), now=now)


def coming(clocks: Iterable[Awaited], *, now: datetime) -> datetime | None:
    """When the next of the clocks runs out."""
    return min((one.asked_at for one in clocks if one.asked_at > now), default=None)


def step(missing: Missed, chase: Sequence[Climbed], *, way: Way, now: datetime) -> Step:
    """One step, however long nobody looked. ``chase``: what was made of this very occurrence, in order.

    Nobody is reminded outside their hours. The wait of a rung begins when its message was said. A rung on which nobody
    can be told is passed over at once; the highest is told again on the day on which each of its waits ends. What was put
    off climbs no further meanwhile: when that is over the same people hear it again.
    """
    if not chase:
        return _remind(way.first_from(0), chase, missing.missed_at, way=way, now=now)
    last = chase[-1]
    if last.said_at is None:
        again = after(_retry(chase), last.made_at, way.working)
        if last.on_its_way:
            return Step(rung=None, look_at=max(again, after(RELOOK, now, way.working)))
        return _remind(way.first_from(last.rung), chase, again, way=way, now=now)
    if missing.put_off is not None and last.said_at < missing.put_off:
        taken = _remind(way.first_from(last.rung), chase, missing.put_off, way=way, now=now)
        return replace(taken, again=taken.rung is not None and last.rung > 0)
    if missing.rule in _SAID_ONCE:
        return Step(rung=None, look_at=None)
    waited = after(way.wait(last.rung), last.said_at, way.working)
    rung = way.first_from(last.rung + 1)
    if rung is None or rung > last.rung:
        return _remind(rung, chase, waited, way=way, now=now)
    morning = _morning_again(waited, last.said_at, way.hours(way.ladder.rungs[rung].who))
    taken = _remind(rung, chase, morning, way=way, now=now)
    return replace(taken, again=taken.rung is not None)


def _retry(chase: Sequence[Climbed]) -> Length:
    """So long after a reminder nobody has: longer each time it could not be said, so that what never can be is no burden."""
    failed = len(list(takewhile(lambda one: one.failed, reversed(chase))))
    return replace(RELOOK, amount=RELOOK.amount * min(2 ** max(failed - 1, 0), RETRY_AT_MOST))


def _remind(
    rung: int | None, chase: Sequence[Climbed], earliest: datetime, *, way: Way, now: datetime
) -> Step:
    """That rung, if its time has come and those on it are at work."""
    relook = after(RELOOK, now, way.working)
    if rung is None:
        return Step(rung=None, look_at=relook)
    if way.to_the_minute and not chase:
        return Step(rung=rung, look_at=relook)
    who = way.ladder.rungs[rung].who
    at_work = way.hours(who)
    begins = _next_morning(earliest, at_work) if who == "manager" else earliest
    if now < begins:
        return Step(rung=None, look_at=max(begins, at_work.next_opening(begins)))
    if not at_work.is_working(now):
        return Step(rung=None, look_at=at_work.next_opening(now))
    rest = way.rests_until(rung)
    if rest is not None and now < rest:
        return Step(rung=None, look_at=rest if at_work.is_working(rest) else at_work.next_opening(rest))
    return Step(rung=rung, round=sum(one.rung == rung for one in chase), look_at=relook)


def _morning_again(waited: datetime, said_at: datetime, calendar: WorkCalendar) -> datetime:
    """When work begins on the day on which the wait ends, if that is not the one on which it was said."""
    morning = calendar.opening(calendar.day_from(calendar.working_date(waited)))
    return morning if morning > said_at else _next_morning(waited, calendar)


def _next_morning(moment: datetime, calendar: WorkCalendar) -> datetime:
    """Management hears once a day, of everything: when work begins."""
    day = calendar.day_from(calendar.working_date(moment))
    if calendar.opening(day) < moment:
        day = calendar.day_from(day + timedelta(days=1))
    return calendar.opening(day)
