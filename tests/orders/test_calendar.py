"""The working calendar against a model that walks minute by minute, and the days people ask about."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
CASES = 20_000


def hours(*pairs: tuple[int, int]) -> tuple[Interval, ...]:
    return tuple(Interval(start=60 * start, end=60 * end) for start, end in pairs)


OFFICE = hours((8, 12), (13, 17))
SIX_DAYS = dict.fromkeys(range(6), OFFICE)


def saigon(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SAIGON)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


@pytest.fixture(scope="module")
def shop() -> WorkCalendar:
    """Six days a week; Tết off from Monday 16 to Friday 20 February 2026; Sunday 8 March worked in the morning."""
    return WorkCalendar(
        zone=SAIGON,
        week=SIX_DAYS,
        special={**{date(2026, 2, day): () for day in range(16, 21)}, date(2026, 3, 8): hours((8, 12))},
    )


def test_hours_skip_the_lunch_break_the_night_and_the_holidays(shop: WorkCalendar) -> None:
    assert shop.add_working(saigon(2026, 3, 3, 10), 60) == saigon(2026, 3, 3, 11)
    assert shop.add_working(saigon(2026, 3, 3, 11), 120) == saigon(2026, 3, 3, 14)
    assert shop.add_working(saigon(2026, 3, 3, 16), 120) == saigon(2026, 3, 4, 9)
    assert shop.add_working(saigon(2026, 2, 14, 16), 120) == saigon(2026, 2, 21, 9)


def test_a_count_that_is_used_up_at_closing_time_ends_at_closing_time(shop: WorkCalendar) -> None:
    assert shop.add_working(saigon(2026, 3, 3, 16), 60) == saigon(2026, 3, 3, 17)
    assert shop.add_working(saigon(2026, 3, 3, 11), 60) == saigon(2026, 3, 3, 12)


def test_an_extra_working_day_counts_with_its_own_hours(shop: WorkCalendar) -> None:
    assert shop.is_working_day(date(2026, 3, 8))
    assert not shop.is_working_day(date(2026, 3, 15))
    assert shop.add_working(saigon(2026, 3, 7, 17), 300) == saigon(2026, 3, 9, 9)


def test_counting_back_keeps_the_latest_moment_that_leaves_so_much(shop: WorkCalendar) -> None:
    assert shop.take_working(saigon(2026, 3, 3, 17), 4 * 60) == saigon(2026, 3, 3, 13)
    assert shop.take_working(saigon(2026, 3, 3, 9), 120) == saigon(2026, 3, 2, 16)
    assert shop.take_working(saigon(2026, 2, 21, 8), 1) == saigon(2026, 2, 14, 16, 59)


def test_work_opens_at_once_inside_hours_and_next_morning_outside(shop: WorkCalendar) -> None:
    assert shop.next_opening(saigon(2026, 3, 3, 9, 30)) == saigon(2026, 3, 3, 9, 30)
    assert shop.next_opening(saigon(2026, 3, 3, 12)) == saigon(2026, 3, 3, 13)
    assert shop.next_opening(saigon(2026, 2, 14, 17)) == saigon(2026, 2, 21, 8)
    assert not shop.is_working(saigon(2026, 3, 3, 12))
    assert shop.is_working(saigon(2026, 3, 3, 8))


def test_days_end_at_closing_and_the_first_day_is_not_counted(shop: WorkCalendar) -> None:
    assert shop.add_days(saigon(2026, 3, 3, 10), 1) == saigon(2026, 3, 4, 17)
    assert shop.add_days(saigon(2026, 3, 3, 20), 1) == saigon(2026, 3, 4, 17)
    assert shop.add_days(saigon(2026, 3, 6, 10), 2) == saigon(2026, 3, 8, 12)
    assert shop.add_days(saigon(2026, 2, 14, 10), 1) == saigon(2026, 2, 21, 17)
    assert shop.add_days(saigon(2026, 2, 15, 10), 1) == saigon(2026, 2, 21, 17)


def test_working_days_are_found_backwards_and_forwards_across_a_year(shop: WorkCalendar) -> None:
    assert shop.day_before(date(2026, 2, 21), 1) == date(2026, 2, 14)
    assert shop.day_before(date(2026, 2, 18), 0) == date(2026, 2, 14)
    assert shop.day_before(date(2026, 2, 14), 0) == date(2026, 2, 14)
    assert shop.day_from(date(2026, 2, 16)) == date(2026, 2, 21)
    fresh = WorkCalendar(zone=SAIGON, week={0: OFFICE})
    assert fresh.day_before(date(2026, 1, 5), 1) == date(2025, 12, 29)
    assert fresh.day_from(date(2026, 12, 29)) == date(2027, 1, 4)


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    night = WorkCalendar(zone=SAIGON, week=dict.fromkeys(range(5), hours((22, 30))))
    assert night.is_working(saigon(2026, 3, 7, 5))
    assert night.working_date(saigon(2026, 3, 7, 5)) == date(2026, 3, 6)
    assert night.closing(date(2026, 3, 6)) == saigon(2026, 3, 7, 6)
    assert night.add_days(saigon(2026, 3, 6, 2), 1) == saigon(2026, 3, 7, 6)


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    always = WorkCalendar(zone=berlin, week=dict.fromkeys(range(7), hours((0, 24))))
    spring, autumn = datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 10, 25, tzinfo=berlin)
    assert always.working_minutes_between(spring, spring + timedelta(days=1)) == 23 * 60
    assert always.working_minutes_between(autumn, autumn + timedelta(days=1)) == 25 * 60


def test_a_calendar_without_hours_a_naive_moment_and_a_far_year_are_refused(shop: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkCalendar(zone=SAIGON, week={0: ()})
    with pytest.raises(ValueError, match="time zone"):
        shop.is_working(datetime(2026, 3, 3, 10))  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(ValueError, match="2199"):
        shop.day_from(date(9026, 3, 3))
    with pytest.raises(ValueError, match="no working day"):
        shop.closing(date(2026, 2, 16))


# The model: for every minute of a stretch, look at the wall clock and the list of hours.

WEEKS = (
    SIX_DAYS,
    {**dict.fromkeys(range(5), OFFICE), 5: hours((8, 12))},
    dict.fromkeys(range(7), hours((6, 14), (22, 28))),
    dict.fromkeys((1, 3, 6), (Interval(start=15, end=125), Interval(start=140, end=1430))),
)
SHOPS = (("Asia/Ho_Chi_Minh", 0), ("Asia/Shanghai", 2), ("Europe/Berlin", 3), ("America/New_York", 2),
         ("Australia/Lord_Howe", 3), ("Africa/Cairo", 1))  # fmt: skip
SPECIAL = {
    **{date(2026, month, day): () for month in (3, 10) for day in range(2, 6)},
    date(2026, 3, 29): hours((1, 5)),
    date(2026, 10, 25): hours((0, 4)),
    date(2026, 11, 1): hours((0, 3)),
}
BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
SPAN = 300 * 24 * 60


@cache
def calendar(zone: str, week: int) -> WorkCalendar:
    return WorkCalendar(zone=ZoneInfo(zone), week=WEEKS[week], special=SPECIAL)


@cache
def worked(zone: str, week: int) -> tuple[bytes, list[int]]:
    """Per minute from BEGIN: is it worked, and how many worked minutes lie before it."""
    flags = bytearray(SPAN)
    for quarter in range(0, SPAN, 15):  # clocks change at full quarters of an hour
        local = (BEGIN + timedelta(minutes=quarter)).astimezone(ZoneInfo(zone))
        today, clock = local.date(), local.hour * 60 + local.minute
        late = _on(week, today - timedelta(days=1))
        spans = [(i.start, i.end) for i in _on(week, today)] + [(i.start - 1440, i.end - 1440) for i in late]
        for minute in range(15):
            flags[quarter + minute] = any(start <= clock + minute < end for start, end in spans)
    before, total = [0], 0
    for flag in flags:
        total += flag
        before.append(total)
    return bytes(flags), before


def _on(week: int, day: date) -> tuple[Interval, ...]:
    return SPECIAL[day] if day in SPECIAL else WEEKS[week].get(day.weekday(), ())


def agrees(shop: tuple[str, int], at: int, minutes: int) -> None:
    """Every operation, at one minute of one calendar, says what the model says."""
    flags, before = worked(*shop)
    ours = calendar(*shop)
    moment = BEGIN + timedelta(minutes=at)

    def place(found: datetime) -> int:
        return int((found - BEGIN).total_seconds()) // 60

    assert ours.is_working(moment + timedelta(seconds=59)) == bool(flags[at])
    assert place(ours.next_opening(moment)) == flags.index(1, at)

    end = place(ours.add_working(moment, minutes))
    assert before[end] - before[at] == minutes
    assert flags[end - 1] == 1

    begin = place(ours.take_working(moment, min(minutes, before[at])))
    assert before[at] - before[begin] == min(minutes, before[at])
    assert flags[begin] == 1

    other = BEGIN + timedelta(minutes=(at * 7919) % SPAN)
    assert ours.working_minutes_between(other, moment) == before[at] - before[place(other)]


FIRST, LAST, LONGEST = 20 * 1440, SPAN - 60 * 1440, 6000


@settings(max_examples=1000, deadline=None)
@given(shop=st.sampled_from(SHOPS), at=st.integers(FIRST, LAST), minutes=st.integers(1, LONGEST))
def test_arithmetic_agrees_with_a_minute_by_minute_model(
    shop: tuple[str, int], at: int, minutes: int
) -> None:
    agrees(shop, at, minutes)


def test_it_agrees_in_twenty_thousand_cases_drawn_at_random() -> None:
    draw = random.Random(CASES)
    for _ in range(CASES):
        agrees(draw.choice(SHOPS), draw.randint(FIRST, LAST), draw.randint(1, LONGEST))


def test_an_addition_costs_microseconds(shop: WorkCalendar) -> None:
    start = saigon(2026, 3, 3, 10)
    shop.add_working(start, 6000)
    began = perf_counter()
    for minutes in range(1, 2001):
        shop.add_working(start, minutes)
    assert (
        perf_counter() - began
    ) / 2000 < 50e-6  # about 2 µs on an idle machine; ten times slower would be a bug
