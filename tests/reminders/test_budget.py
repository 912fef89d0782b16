"""Lesson 3: so many pings that people mute the bot. A group hears only so much unasked in a day, and nothing is lost by it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval
from reminders.budget import (
    BUNDLING,
    GATHERING,
    Spent,
    Urgency,
    day_began,
    goes_at,
    shares,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = {
    day: (Interval(start=8 * 60, end=12 * 60), Interval(start=13 * 60, end=17 * 60)) for day in range(5)
}
HOURS = WorkCalendar(zone=ZONE, week=WEEKDAYS)
HALF_SATURDAYS = WorkCalendar(zone=ZONE, week={**WEEKDAYS, 5: WEEKDAYS[0][:1]})
NIGHT = WorkCalendar(zone=ZONE, week={day: (Interval(start=20 * 60, end=30 * 60),) for day in range(5)})
MINUTE = timedelta(minutes=1)
ROUTINE, PRESSING, SOON, AT_ONCE = Urgency.ROUTINE, Urgency.PRESSING, Urgency.SOON, Urgency.AT_ONCE


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def asked(
    urgency: Urgency,
    now: datetime,
    spent: int,
    *,
    last_at: datetime | None = None,
    budget: int = 8,
    since: datetime | None = None,
    hours: WorkCalendar = HOURS,
    soon: bool = False,
) -> datetime:
    return goes_at(
        urgency,
        budget=budget,
        spent=Spent(messages=spent, last_at=last_at, soon=soon),
        hours=hours,
        now=now,
        waits_since=since,
    )


def test_what_cannot_wait_goes_whatever_was_said_before():
    assert asked(AT_ONCE, local(23, 16), 40, last_at=local(23, 16)) == local(23, 16)


def test_the_first_push_of_a_day_goes_at_once_and_later_ones_are_gathered_for_minutes_at_any_hour():
    for now in (local(23, 9), local(23, 20), local(29, 10)):
        assert asked(SOON, now, 6) == now
        assert asked(SOON, now, 3, soon=True) == now + GATHERING
        asked_then = now - GATHERING
        assert asked(SOON, now, 3, soon=True, since=asked_then) == now


def test_a_push_that_comes_when_half_is_spent_has_its_turn_and_after_the_seventh_the_next_opening():
    now = local(23, 9)
    turns = [asked(SOON, now, spent, soon=True) for spent in range(3, 8)]
    assert turns == [now + GATHERING, local(23, 10, 45), local(23, 11, 20), local(23, 13, 30), local(24, 8)]
    assert asked(SOON, now, 7) == local(24, 8)


def test_of_eight_routine_news_have_two_at_once_and_four_more_spread_over_what_is_left_of_the_day():
    now = local(23, 8)
    turns = [asked(ROUTINE, now, spent) for spent in range(7)]
    assert turns == [
        now, now, local(23, 9, 36), local(23, 10), local(23, 10, 40), local(23, 13), local(24, 8)
    ]  # fmt: skip


def test_what_presses_goes_three_times_at_once():
    now = local(23, 8)
    turns = [asked(PRESSING, now, spent) for spent in range(7)]
    assert turns == [now, now, now, local(23, 10), local(23, 10, 40), local(23, 13), local(24, 8)]


def test_a_day_on_which_there_is_always_something_hears_it_at_even_distances():
    now, last_at, heard = local(23, 9), local(23, 9), []
    for spent in range(2, 6):
        now = last_at = asked(ROUTINE, now, spent, last_at=last_at)
        heard.append(now)
    assert heard == [local(23, 10, 24), local(23, 11, 48), local(23, 14, 12), local(23, 15, 36)]


def test_what_went_early_in_the_day_makes_no_later_one_wait_until_its_end():
    """Five by nine o'clock, by pushes or whatever: one is left, and goes in the middle of what is left of the day."""
    nine = local(23, 9)
    assert asked(ROUTINE, nine, 5, last_at=nine) == local(23, 13, 30)
    assert asked(ROUTINE, local(23, 14), 5, last_at=nine) == local(23, 14)
    assert asked(ROUTINE, local(23, 14), 5, last_at=local(23, 13, 30)) == local(23, 15, 15)


def test_after_work_what_comes_within_minutes_of_the_last_goes_together():
    now = local(23, 19)
    assert asked(ROUTINE, now, 1, last_at=now) == now
    assert asked(ROUTINE, now, 2, last_at=now - MINUTE) == now - MINUTE + BUNDLING
    assert asked(PRESSING, now, 2, last_at=now) == now


def test_a_half_day_has_fewer_at_once_and_fewer_in_all():
    morning = (Interval(start=8 * 60, end=12 * 60),)
    hours = WorkCalendar(zone=ZONE, week={**WEEKDAYS, 5: morning})
    now = local(28, 8, 30)
    turns = [asked(ROUTINE, now, spent, hours=hours) for spent in range(5)]
    assert turns == [now, local(28, 9, 22), local(28, 9, 40), local(28, 10, 15), local(30, 8)]
    assert asked(PRESSING, now, 3, hours=hours) < asked(PRESSING, now, 4, hours=hours) == local(30, 8)
    assert asked(SOON, now, 6, hours=hours, soon=True) == local(28, 10, 15)
    assert asked(ROUTINE, local(27, 8, 30), 1, hours=hours) == local(27, 8, 30)


def test_outside_hours_the_days_allowance_holds_and_the_rest_waits_for_the_opening():
    evening, sunday = local(23, 20), local(29, 10)
    assert asked(ROUTINE, evening, 5, last_at=local(23, 16)) == evening
    assert asked(ROUTINE, evening, 6) == local(24, 8)
    assert asked(ROUTINE, sunday, 1) == sunday
    assert asked(ROUTINE, sunday, 2) == local(30, 8)


def test_nothing_waits_beyond_the_next_opening_however_much_was_said_by_then():
    assert asked(ROUTINE, local(24, 8), 30, since=local(23, 16)) == local(24, 8)
    assert asked(ROUTINE, local(24, 9), 30, since=local(24, 8, 30)) == local(25, 8)
    assert asked(ROUTINE, local(24, 7), 30, since=local(23, 16)) == local(24, 8)


def test_the_day_of_a_night_shift_begins_with_the_evening_on_which_it_began():
    assert day_began(NIGHT, local(24, 2)) == local(23, 0)
    assert day_began(NIGHT, local(24, 7)) == local(24, 0)
    assert asked(ROUTINE, local(24, 2), 3, last_at=local(23, 21), hours=NIGHT) == local(24, 2)


@pytest.mark.parametrize("budget", [1, 2, 3, 4, 5, 8, 12, 100])
def test_of_any_budget_each_kind_has_something_and_one_is_left_for_what_is_asked_after_and_one_for_what_cannot_wait(
    budget: int,
):
    for urgency in (ROUTINE, PRESSING, SOON):
        share = shares(urgency, budget)
        assert 1 <= share.at_once <= share.most <= max(budget - 1, 1)
    assert shares(ROUTINE, budget).most <= shares(PRESSING, budget).most
    assert shares(PRESSING, budget).most < shares(SOON, budget).most or shares(SOON, budget).most == 1


@given(
    urgency=st.sampled_from([ROUTINE, PRESSING, SOON]),
    left=st.integers(1, 7),
    came=st.integers(0, 5 * 24 * 60 - 1),
    earlier=st.integers(0, 24 * 60),
    hours=st.sampled_from([HOURS, HALF_SATURDAYS, NIGHT]),
)
def test_while_any_is_left_nothing_waits_longer_than_its_even_part_of_what_is_left_of_the_day(
    urgency: Urgency, left: int, came: int, earlier: int, hours: WorkCalendar
):
    now = local(23, 0) + came * MINUTE
    spent = shares(urgency, 8).most - left
    assume(spent >= 0)
    closing = hours.closing(hours.working_date(now))
    part = max(hours.working_minutes_between(now, closing), 0) // (left + 1)

    def goes(at: datetime, spent: int = spent, last_at: datetime = now) -> datetime:
        return asked(urgency, at, spent, last_at=last_at, since=now, hours=hours, soon=True)

    at = goes(now)
    assert at <= now + GATHERING or hours.working_minutes_between(now, at) <= max(part, 1)
    assume(hours.working_date(at) == hours.working_date(now))
    assert goes(at) == at, "asked again at its turn it is put off once more"
    assert goes(now, spent + 1) >= at
    assert goes(now, last_at=max(now - earlier * MINUTE, day_began(hours, now))) <= at


# --- days on end ---


@dataclass(kw_only=True)
class Group:
    """One group: what it is told at what time, and what waits. ``pushes`` go when their askers were told, whatever was said by then."""

    budget: int
    hours: WorkCalendar = HOURS
    counted: list[tuple[datetime, Urgency]] = field(default_factory=list)
    told: list[tuple[datetime, Sequence[tuple[int, datetime, Urgency]]]] = field(default_factory=list)
    held: list[tuple[int, datetime, Urgency]] = field(default_factory=list)
    looks_at: datetime | None = None
    pushes: list[tuple[int, datetime, Urgency]] = field(default_factory=list)
    pushes_at: datetime | None = None

    def comes(self, number: int, now: datetime, urgency: Urgency) -> None:
        self.passes(now)
        one = (number, now, urgency)
        if urgency is SOON and self.pushes_at is not None:
            self.pushes.append(one)
        elif (at := self._asks([one], now, None)) > now and urgency is SOON:
            self.pushes, self.pushes_at = [one], at
        elif at > now:
            self.held.append(one)
            self.looks_at = min(at, self.looks_at or at)

    def passes(self, until: datetime) -> None:
        while (now := min((at for at in (self.looks_at, self.pushes_at) if at), default=until)) < until:
            if now == self.pushes_at:
                self._says(self.pushes, now)
                self.pushes, self.pushes_at = [], None
                continue
            held = self.held
            at = self._asks(held, now, held[0][1])
            self.held, self.looks_at = ([], None) if at <= now else (held, at)

    def _asks(
        self, items: list[tuple[int, datetime, Urgency]], now: datetime, since: datetime | None
    ) -> datetime:
        urgency = min((one[2] for one in items), key=[AT_ONCE, SOON, PRESSING, ROUTINE].index)
        began = day_began(self.hours, now)
        today = [one for one in self.counted if one[0] >= began]
        spent = Spent(
            messages=len(today),
            last_at=max((at for at, _ in today), default=None),
            soon=any(its is SOON for _, its in today),
        )
        at = goes_at(urgency, budget=self.budget, spent=spent, hours=self.hours, now=now, waits_since=since)
        assert at >= now
        if at == now:
            self._says(items, now)
        return at

    def _says(self, items: Sequence[tuple[int, datetime, Urgency]], now: datetime) -> None:
        self.counted.append((now, items[0][2]))
        self.told.append((now, items))


ARRIVALS = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 60),
        st.sampled_from([ROUTINE, ROUTINE, ROUTINE, PRESSING, PRESSING, SOON, SOON, AT_ONCE]),
    ),
    max_size=120,
)


def opening_after(hours: WorkCalendar, moment: datetime) -> datetime:
    day = hours.day_from(hours.working_date(moment))
    if hours.opening(day) <= moment:
        day = hours.day_from(day + timedelta(days=1))
    return hours.opening(day)


def of(group: Group, *kinds: Urgency) -> Counter[date]:
    """Messages of nothing but these kinds, by day; a night shift's is that of the evening on which it began."""
    return Counter(
        group.hours.working_date(at) for at, items in group.told if {one[2] for one in items} <= set(kinds)
    )


@given(
    arrivals=ARRIVALS,
    budget=st.sampled_from([3, 4, 8, 12]),
    hours=st.sampled_from([HOURS, HALF_SATURDAYS, NIGHT]),
)
@example(arrivals=[(2880, SOON), (4076, SOON)], budget=3, hours=NIGHT)
@settings(max_examples=200)
def test_no_day_has_more_than_its_budget_but_for_what_cannot_wait_and_everything_is_told_by_the_next_opening(
    arrivals: list[tuple[int, Urgency]], budget: int, hours: WorkCalendar
):
    group, begin = Group(budget=budget, hours=hours), local(25, 0)  # a Wednesday; the weekend is near
    for number, (minutes, urgency) in enumerate(sorted(arrivals, key=lambda one: one[0])):
        group.comes(number, begin + minutes * MINUTE, urgency)
    group.passes(begin + timedelta(days=9))

    assert group.held == []
    assert sorted(one[0] for _, items in group.told for one in items) == list(range(len(arrivals)))
    for at, items in group.told:
        assert [one[0] for one in items] == sorted(one[0] for one in items)
        for _, came, urgency in items:
            gathered = came + GATHERING if urgency is SOON else came
            assert at <= max(opening_after(hours, came), gathered)
    for kinds, at_an_opening in (  # what waited overnight goes then, and so do the pushes
        ([ROUTINE], 1),
        ([ROUTINE, PRESSING], 1),
        ([ROUTINE, PRESSING, SOON], 2),
    ):
        most = shares(kinds[-1], budget).most + at_an_opening
        assert all(n <= most for n in of(group, *kinds).values())
