"""Lesson 3: so many pings that people mute the bot. A group hears only so much unasked in a day, and nothing is lost by it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval
from reminders.budget import (
    BUNDLING,
    GATHERING,
    GATHERING_WHEN_SPENT,
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
        assert asked(SOON, now, 12) == now
        assert asked(SOON, now, 3, soon=True) == now + GATHERING
        assert asked(SOON, now, 8, soon=True) == now + GATHERING_WHEN_SPENT
        asked_then = now - GATHERING
        assert asked(SOON, now, 3, soon=True, since=asked_then) == now
        assert asked(SOON, now, 8, soon=True, since=asked_then) == asked_then + GATHERING_WHEN_SPENT


def test_of_eight_routine_news_have_three_at_once_then_three_spread_over_the_day_the_last_before_work_ends():
    now = local(23, 8, 30)
    slots = [asked(ROUTINE, now, spent) for spent in range(7)]
    opening = local(24, 8)
    assert slots == [now, now, now, local(23, 10, 30), local(23, 14), local(23, 16, 30), opening]


def test_what_presses_has_more_and_leaves_one_for_the_days_chart():
    now = local(23, 8, 30)
    slots = [asked(PRESSING, now, spent) for spent in range(8)]
    assert slots[:4] == [now] * 4
    assert slots[4:] == [local(23, 10, 30), local(23, 14), local(23, 16, 30), local(24, 8)]


def test_the_first_two_go_by_themselves_and_what_comes_within_minutes_of_the_next_goes_together():
    now = local(23, 9)
    assert asked(ROUTINE, now, 1, last_at=now) == now
    assert asked(ROUTINE, now, 2, last_at=now - MINUTE) == now - MINUTE + BUNDLING
    assert asked(PRESSING, now, 2, last_at=now) == now


def test_a_half_day_has_fewer_at_once_and_fewer_in_all():
    morning = (Interval(start=8 * 60, end=12 * 60),)
    hours = WorkCalendar(zone=ZONE, week={**WEEKDAYS, 5: morning})
    now = local(28, 8, 30)
    slots = [asked(ROUTINE, now, spent, hours=hours) for spent in range(5)]
    assert slots == [now, now, local(28, 9, 45), local(28, 11, 30), local(30, 8)]
    assert asked(PRESSING, now, 4, hours=hours) < asked(PRESSING, now, 5, hours=hours) == local(30, 8)
    assert asked(ROUTINE, local(27, 8, 30), 2, hours=hours) == local(27, 8, 30)


def test_outside_hours_the_days_allowance_holds_and_the_rest_waits_for_the_opening():
    evening, sunday = local(23, 20), local(29, 10)
    assert asked(ROUTINE, evening, 5) == evening
    assert asked(ROUTINE, evening, 6) == local(24, 8)
    assert asked(ROUTINE, sunday, 2) == sunday
    assert asked(ROUTINE, sunday, 3) == local(30, 8)


def test_nothing_waits_beyond_the_next_opening_however_much_was_said_by_then():
    assert asked(ROUTINE, local(24, 8), 30, since=local(23, 16)) == local(24, 8)
    assert asked(ROUTINE, local(24, 9), 30, since=local(24, 8, 30)) == local(25, 8)
    assert asked(ROUTINE, local(24, 7), 30, since=local(23, 16)) == local(24, 8)


def test_the_day_of_a_night_shift_begins_with_the_evening_on_which_it_began():
    assert day_began(NIGHT, local(24, 2)) == local(23, 0)
    assert day_began(NIGHT, local(24, 7)) == local(24, 0)
    assert asked(ROUTINE, local(24, 2), 3, hours=NIGHT) == local(24, 2)


@pytest.mark.parametrize("budget", [1, 2, 3, 5, 12, 100])
def test_of_any_budget_each_kind_has_something_and_never_more_than_all(budget: int):
    for urgency in (ROUTINE, PRESSING):
        share = shares(urgency, budget)
        assert 1 <= share.at_once <= share.most <= max(budget - 1, 1)


# --- days on end ---


@dataclass(kw_only=True)
class Group:
    """One group: what it is told at what time, and what waits."""

    budget: int
    hours: WorkCalendar = HOURS
    counted: list[datetime] = field(default_factory=list)
    told: list[tuple[datetime, Sequence[tuple[int, datetime, Urgency]]]] = field(default_factory=list)
    held: list[tuple[int, datetime, Urgency]] = field(default_factory=list)
    looks_at: datetime | None = None

    def comes(self, number: int, now: datetime, urgency: Urgency) -> None:
        self.passes(now)
        if (at := self._asks([(number, now, urgency)], now, None)) > now:
            self.held.append((number, now, urgency))
            self.looks_at = min(at, self.looks_at or at)

    def passes(self, until: datetime) -> None:
        while self.looks_at is not None and self.looks_at <= until:
            now, held = self.looks_at, self.held
            at = self._asks(held, now, held[0][1])
            self.held, self.looks_at = ([], None) if at <= now else (held, at)

    def _asks(
        self, items: list[tuple[int, datetime, Urgency]], now: datetime, since: datetime | None
    ) -> datetime:
        urgency = min((one[2] for one in items), key=[AT_ONCE, PRESSING, ROUTINE].index)
        began = day_began(self.hours, now)
        today = [one for one in self.counted if one >= began]
        spent = Spent(messages=len(today), last_at=max(today, default=None))
        at = goes_at(urgency, budget=self.budget, spent=spent, hours=self.hours, now=now, waits_since=since)
        assert at >= now
        if at == now:
            self.counted.append(now)
            self.told.append((now, items))
        return at


ARRIVALS = st.lists(
    st.tuples(st.integers(0, 3 * 24 * 60), st.sampled_from([ROUTINE, ROUTINE, ROUTINE, PRESSING, AT_ONCE])),
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
    budget=st.sampled_from([1, 3, 8, 12]),
    hours=st.sampled_from([HOURS, HALF_SATURDAYS, NIGHT]),
)
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
        assert all(at <= opening_after(hours, came) for _, came, _ in items)
    at_an_opening = 1  # what waited overnight goes then
    assert all(n <= shares(ROUTINE, budget).most + at_an_opening for n in of(group, ROUTINE).values())
    both = of(group, ROUTINE, PRESSING)
    assert all(n <= shares(PRESSING, budget).most + at_an_opening for n in both.values())
