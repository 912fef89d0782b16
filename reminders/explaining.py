"""Why each reminder was made, told from what stands written: an account that does not ask the rules that made it.

It counts for itself when a wait had run out and who was due to hear. What it cannot account for it says, as a doubt.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeAlias

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import after
from orders.calendars.spans import Length
from orders.centre_file.chasing import Ladder, Rung
from orders.checks import Awaited

Who: TypeAlias = Literal["department", "on_duty", "head", "coordinator", "manager"]

RETRY = Length(amount=1, unit="wh")  # a message that reached nobody is written again after so long
REST = timedelta(hours=1)  # for so long the same people are left alone
PUNCTUAL = timedelta(minutes=10)  # what is said by then is said to the minute
AT_ONCE = timedelta(minutes=2)  # what comes so soon was not put off
ONCE = frozenset({"warning", "late_wanted"})  # told once, and to nobody above


class Why(StrEnum):
    PASSED = "passed"  # the moment had passed
    UNANSWERED = "unanswered"  # those told before had had the time they have
    UNSAID = "unsaid"  # the message before it reached nobody
    AGAIN = "again"  # nobody stands higher: they hear it again
    OVER = "over"  # somebody had put it off, and that is over


class PutOff(StrEnum):
    """What it had to wait for besides."""

    ASKED = "asked"  # somebody had put it off
    HOURS = "hours"  # those who hear it were not at work
    BUNDLE = "bundle"  # management hears once a day, when work begins
    REST = "rest"  # they had been told something within the hour
    STOOD = "stood"  # the work stood still for a while, and nothing was missing then
    UNDER_WAY = "under_way"  # another message about it was to be said first, its group having heard enough
    LATE = "late"  # nobody looked


class Doubt(StrEnum):
    """What no rule accounts for."""

    NOT_MISSED = "not_missed"  # nothing of the kind was missing then
    TOO_EARLY = "too_early"  # those told before still had time
    OFF_HOURS = "off_hours"
    PASSED_OVER = "passed_over"  # somebody stood on a rung that was left out
    DOWNWARDS = "downwards"  # somebody lower heard although somebody higher could
    TWICE = "twice"  # told once only, by the rules
    TOO_OFTEN = "too_often"  # they had just been told something
    LADDER = "ladder"  # the ladder has no such rung


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One reminder as it stands written. ``told_before``: when those who heard it had last been told anything."""

    id: int
    rule: str
    missed_at: datetime
    rung: int
    made_at: datetime
    said_at: datetime | None
    told_before: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What an account of one thing stands on, all of it as it was when a reminder was made.

    ``ladder_at``: the ladder that held; ``hours``: when those on a rung are at work; ``stood``: whether anybody could
    be told there; ``clock``: the clock it names, if that had run out; ``stopped``: whether, from that moment until
    the reminder, that clock did not run for a while. ``to_the_minute``: rules the first of which is said when its moment
    comes, whether people are at work or have just been told something.
    """

    ladder_at: Callable[[datetime], Ladder]
    hours: Callable[[Who, Asked], WorkCalendar]
    stood: Callable[[Who, Asked], bool]
    clock: Callable[[Asked], Awaited | None]
    stopped: Callable[[Asked, datetime], bool]
    to_the_minute: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """``since``: what its time is counted from; ``ripe_at``: from when on it was to be told; ``left_out``: where nobody stood."""

    asked: Asked
    who: Who | None  # None: the ladder has no such rung
    why: Why
    since: datetime
    ripe_at: datetime
    left_out: tuple[Who, ...]
    put_off: PutOff | None
    doubts: tuple[Doubt, ...]


def accounts(asked: Sequence[Asked], ground: Ground) -> tuple[Account, ...]:
    """Of every reminder of one thing, in the order in which they were made."""
    return tuple(
        _One(asked=one, before=_before(one, asked), others=asked, ground=ground).account() for one in asked
    )


def run_out(clocks: Iterable[Awaited], asked: Asked) -> Awaited | None:
    """Of the clocks that ran then the one that reminder names, if it had run out."""
    named = (asked.rule, asked.missed_at)
    found = (one for one in clocks if (one.rule.value, one.at) == named)
    return next((one for one in found if one.asked_at <= asked.made_at), None)


def _before(asked: Asked, all_of_them: Sequence[Asked]) -> Asked | None:
    """The one before it in the same chase: the same rule at another moment is another chase."""
    chase = [one for one in all_of_them if (one.rule, one.missed_at) == (asked.rule, asked.missed_at)]
    return next((first for first, second in pairwise(chase) if second is asked), None)


@dataclass(frozen=True, kw_only=True)
class _One:
    """A reminder, and the one before it in its chase; ``others``: all of the same thing."""

    asked: Asked
    before: Asked | None
    others: Sequence[Asked]
    ground: Ground

    def account(self) -> Account:
        return Account(
            asked=self.asked,
            who=self.who,
            why=self.why,
            since=self.since,
            ripe_at=self.ripe_at,
            left_out=self.left_out,
            put_off=self._put_off(),
            doubts=(*self._of_the_time(), *self._of_the_rung()),
        )

    @cached_property
    def rungs(self) -> Sequence[Rung]:
        return self.ground.ladder_at(self.asked.made_at).rungs

    @property
    def who(self) -> Who | None:
        return self.rungs[self.asked.rung].who if self.asked.rung < len(self.rungs) else None

    @cached_property
    def hours(self) -> WorkCalendar:
        """Of those who hear it."""
        return self.ground.hours(self.who or "department", self.asked)

    @property
    def why(self) -> Why:
        if self.before is None:
            return Why.PASSED
        if not self._heard_before:
            return Why.UNSAID
        if (
            self._quiet_until is not None
            and self.before.said_at is not None
            and self.before.said_at < self._quiet_until
        ):
            return Why.OVER
        return Why.UNANSWERED if self.asked.rung > self.before.rung else Why.AGAIN

    @cached_property
    def _clock(self) -> Awaited | None:
        return self.ground.clock(self.asked)

    @property
    def _quiet_until(self) -> datetime | None:
        return self._clock.quiet_until if self._clock is not None else None

    @property
    def _punctual(self) -> bool:
        """It is the first of its chase, and came to the minute."""
        by_rule = self.before is None and self.asked.rule in self.ground.to_the_minute
        return by_rule and self.asked.made_at - self.asked.missed_at < PUNCTUAL

    @property
    def _heard_before(self) -> bool:
        said_at = self.before.said_at if self.before else None
        return said_at is not None and said_at <= self.asked.made_at

    @property
    def since(self) -> datetime:
        if self.before is None:
            return self.asked.missed_at
        if self.why is Why.OVER and self._quiet_until is not None:
            return self._quiet_until
        return self.before.said_at if self._heard_before and self.before.said_at else self.before.made_at

    @cached_property
    def ran_out(self) -> datetime:
        """In the hours of the department that has to act."""
        if self.before is None or self.why is Why.OVER:
            return self.since
        wait = RETRY if self.why is Why.UNSAID else self._rung(self.before.rung).wait
        return after(wait, self.since, self.ground.hours("department", self.asked))

    @cached_property
    def ripe_at(self) -> datetime:
        """When it could be told at the earliest: management when a day begins; again on the day on which the wait ends."""
        if self.why is Why.AGAIN:
            morning = self.hours.opening(self.hours.day_from(self.hours.working_date(self.ran_out)))
            return morning if morning > self.since else _next_morning(self.ran_out, self.hours)
        return _next_morning(self.ran_out, self.hours) if self.who == "manager" else self.ran_out

    @property
    def left_out(self) -> tuple[Who, ...]:
        """The rungs between the one before and this one."""
        if self.before is None:
            first = 0
        else:
            first = self.before.rung if self.why in {Why.UNSAID, Why.OVER} else self.before.rung + 1
        return tuple(rung.who for rung in self.rungs[first : self.asked.rung])

    def _rung(self, number: int) -> Rung:
        return self.rungs[min(number, len(self.rungs) - 1)]

    def _put_off(self) -> PutOff | None:
        made_at = self.asked.made_at
        if made_at - self.ran_out <= AT_ONCE or self.why is Why.AGAIN:
            return None
        quiet = self._quiet_until
        if self.before is None and quiet is not None and quiet > self.ran_out:
            return PutOff.ASKED
        at_work = self.hours.next_opening(max(self.ran_out, self.ripe_at))
        if made_at - at_work <= AT_ONCE:
            return PutOff.BUNDLE if self.ripe_at > self.ran_out else PutOff.HOURS
        told_before = self.asked.told_before
        rested = told_before is not None and told_before + REST > at_work
        if self.ground.stopped(self.asked, self.since):
            return PutOff.STOOD
        if rested:
            return PutOff.REST
        return PutOff.UNDER_WAY if self._was_under_way(at_work) else PutOff.LATE

    def _was_under_way(self, moment: datetime) -> bool:
        """The reminder of the same thing before it, made by then, was said only when this one was made, or found no room until then."""
        before = [one for one in self.others if one.id < self.asked.id and one.made_at <= moment]
        said_at = before[-1].said_at if before else moment
        return said_at is None or said_at > max(moment, self.asked.made_at - AT_ONCE)

    def _of_the_time(self) -> list[Doubt]:
        doubts = [] if self._clock is not None else [Doubt.NOT_MISSED]
        if self.asked.made_at < self.ripe_at:
            doubts.append(Doubt.TOO_EARLY)
        if not (self._punctual or self.hours.is_working(self.asked.made_at)):
            doubts.append(Doubt.OFF_HOURS)
        if self._heard_before and self.why is not Why.OVER and self.asked.rule in ONCE:
            doubts.append(Doubt.TWICE)
        if self._too_soon():
            doubts.append(Doubt.TOO_OFTEN)
        return doubts

    def _too_soon(self) -> bool:
        """They are left alone for an hour, where they have less time to act for as long as that."""
        told_before = self.asked.told_before
        if told_before is None or self._punctual:
            return False
        wait = after(self._rung(self.asked.rung).wait, told_before, self.hours)
        return self.asked.made_at < min(told_before + REST, wait)

    def _of_the_rung(self) -> list[Doubt]:
        if self.who is None:
            return [Doubt.LADDER]
        doubts = [Doubt.PASSED_OVER] if self._anybody(self.left_out) else []
        if self.why is Why.AGAIN:
            above = [rung.who for rung in self.rungs[self.asked.rung + 1 :]]
            doubts += [Doubt.DOWNWARDS] if self._anybody(above) else []
        return doubts

    def _anybody(self, rungs: Sequence[Who]) -> bool:
        return any(self.ground.stood(who, self.asked) for who in rungs)


def _next_morning(moment: datetime, calendar: WorkCalendar) -> datetime:
    """The first opening from then on."""
    day = calendar.day_from(calendar.working_date(moment))
    opening = calendar.opening(day)
    return opening if opening >= moment else calendar.opening(calendar.day_from(day + timedelta(days=1)))
