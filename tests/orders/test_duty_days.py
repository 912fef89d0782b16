"""On which days a duty is owed, when it is asked for, and what is missing of it when."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.centres.centre_files import load
from orders.calendars.spans import parse_length
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.centre_file.workflow import Approver
from orders.checks import Rule
from orders.duties import DutyDay, DutyState, HandedIn, days_between, due_at, falls_on, next_day, warn_at
from orders.duty_checks import awaited
from orders.names import Names
from orders.order import PersonId

FACTORY = Path(__file__).parents[2] / "workflows" / "make-to-order.yaml"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Saturday is the 21st, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


@pytest.fixture(scope="module")
def factory() -> Centre:
    return load(FACTORY).only


def duty(**more: object) -> Duty:
    plan = Duty(id="plan", names=Names(vi="a", zh="b", en="c"), department="pmc", at=time(7, 50))
    return plan.model_copy(update=more)


def days(factory: Centre, one: Duty, first: int, last: int) -> list[int]:
    calendar = factory.calendar_of(one.department)
    month = (date(2026, 11, number) for number in range(first, last + 1))
    return [day.day for day in month if falls_on(one, day, calendar)]


def test_what_saturday_owes_for_the_next_morning_is_owed_on_monday_and_nothing_on_a_holiday(
    factory: Centre,
) -> None:
    calendar = factory.calendar_of("pmc")
    assert days(factory, duty(), 19, 28) == [19, 20, 21, 23, 25, 26, 27, 28]
    after = next_day(duty(), local(21, 7, 50), calendar)
    assert after == date(2026, 11, 23)
    assert due_at(duty(), after, calendar) == local(23, 7, 50)
    assert next_day(duty(), local(21, 7, 49), calendar) == date(2026, 11, 21)


def test_one_of_several_weekdays_that_is_off_is_left_out_and_a_weeks_only_day_comes_on_the_next(
    factory: Centre,
) -> None:
    tuesdays = duty(days=frozenset({1}))
    assert days(factory, tuesdays, 16, 30) == [17, 25]
    assert days(factory, duty(days=frozenset({1, 3})), 16, 30) == [17, 19, 26]
    assert days(factory, duty(days=frozenset({6})), 16, 30) == [16, 23, 30]


def test_the_warning_comes_in_the_last_working_hour_before_unless_the_duty_says_otherwise(
    factory: Centre,
) -> None:
    calendar = factory.calendar_of("pmc")
    monday = local(23, 7, 50)
    assert warn_at(duty(), monday, calendar) == local(21, 16, 20)  # twenty minutes of it on Monday
    assert warn_at(duty(at=time(7, 30)), local(23, 7, 30), calendar) == local(21, 16, 0)
    assert warn_at(duty(warn=parse_length("15wm")), monday, calendar) == local(23, 7, 35)


def test_after_a_stop_every_day_that_fell_due_is_known(factory: Centre) -> None:
    calendar = factory.calendar_of("pmc")
    missed = days_between(duty(), date(2026, 11, 20), local(26, 7, 49), calendar)
    assert [day.day for day in missed] == [21, 23, 25]
    assert not list(days_between(duty(), date(2026, 11, 25), local(26, 7, 49), calendar))


def test_what_is_handed_in_waits_for_its_signature_until_the_minute_at_the_latest(factory: Centre) -> None:
    signed = duty(approver=Approver(role="head", department="pmc"))
    day = DutyDay(
        id=1,
        company=factory.id,
        duty="plan",
        department="pmc",
        day=date(2026, 11, 23),
        due_at=local(23, 7, 50),
        state=DutyState.WANTED,
    )
    assert [one.rule for one in awaited(factory, signed, day)] == [Rule.WARNING, Rule.DUE]

    early = HandedIn(at=local(23, 7, 40), by=PersonId(1))
    [sign] = awaited(factory, signed, replace(day, state=DutyState.SIGNING, handed=early))
    assert (sign.rule, sign.at, sign.department) == (Rule.APPROVAL, local(23, 7, 50), "pmc")

    late = replace(day, state=DutyState.SIGNING, handed=HandedIn(at=local(23, 8), by=PersonId(1)))
    [sign] = awaited(factory, signed, late)
    assert late.late
    assert sign.at == local(23, 13, 30)  # four working hours
    assert awaited(factory, signed, replace(late, state=DutyState.DONE)) == ()
    assert awaited(factory, signed, replace(day, state=DutyState.MISSING)) == ()


@given(
    minutes=st.integers(0, 900_000),
    weekdays=st.none() | st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_next_day_is_a_working_day_behind_now_and_no_day_is_counted_twice(
    factory: Centre, minutes: int, weekdays: frozenset[int] | None
) -> None:
    start = local(1, 0) + timedelta(minutes=minutes)
    one, calendar = duty(days=weekdays), factory.calendar_of("pmc")
    coming = next_day(one, start, calendar)
    assert coming is not None
    assert calendar.is_working_day(coming)
    assert due_at(one, coming, calendar) > start
    passed = list(days_between(one, coming - timedelta(days=30), start, calendar))
    assert passed == sorted(set(passed))
    assert coming not in passed
