"""What a span means on the calendar of a six-day shop; 26 to 28 November 2026 are Thursday to Saturday."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import after, ahead, before_promised, next_clock_time
from orders.calendars.spans import AtTime, BeforePromised, Length, parse_span
from orders.calendars.working_years import Interval

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = (Interval(start=480, end=720), Interval(start=780, end=1020))
SHOP = WorkCalendar(zone=SAIGON, week=dict.fromkeys(range(6), OFFICE), special={date(2026, 11, 24): ()})


def nov(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON)


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("1wd", nov(26, 10), nov(27, 17)),
        ("1wd", nov(26, 7), nov(27, 17)),  # before opening is still Thursday
        ("1wd", nov(26, 20), nov(27, 17)),
        ("1wd", nov(28, 10), nov(30, 17)),  # Sunday is skipped
        ("1wd", nov(29, 10), nov(30, 17)),  # asked on Sunday, answered by Monday's closing
        ("1wd", nov(23, 10), nov(25, 17)),  # Tuesday the 24th is a holiday
        ("2wd", nov(27, 16), nov(30, 17)),
        ("4wh", nov(26, 14), nov(27, 9)),
        ("4wh", nov(28, 20), nov(30, 12)),
        ("30wm", nov(26, 11, 50), nov(26, 13, 20)),
        ("2d", nov(26, 10), nov(28, 17)),
        ("3d", nov(26, 10), nov(30, 17)),  # Sunday moves to Monday
        ("24h", nov(28, 16), nov(29, 16)),
        ("30m", nov(26, 11, 50), nov(26, 12, 20)),
    ],
)
def test_a_length_from_a_start(text: str, start: datetime, due: datetime) -> None:
    length = parse_span(text)
    assert isinstance(length, Length)
    assert after(length, start, SHOP) == due


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("at 09:00", nov(26, 8), nov(26, 9)),
        ("at 09:00", nov(26, 9), nov(27, 9)),
        ("at 09:00", nov(28, 10), nov(30, 9)),
        ("at 07:50 next day", nov(26, 7), nov(27, 7, 50)),
        ("at 07:50 next day", nov(28, 16), nov(30, 7, 50)),  # Saturday's next day is Monday
        ("at 07:50 next day", nov(23, 16), nov(25, 7, 50)),
    ],
)
def test_a_time_of_day_falls_on_a_working_day(text: str, start: datetime, due: datetime) -> None:
    at = parse_span(text)
    assert isinstance(at, AtTime)
    assert next_clock_time(at, start, SHOP) == due


@pytest.mark.parametrize(
    ("text", "promised", "due"),
    [
        ("on promised", date(2026, 11, 26), nov(26, 17)),
        ("on promised", date(2026, 11, 29), nov(28, 17)),  # promised for a Sunday: by Saturday's closing
        ("1wd before promised", date(2026, 11, 26), nov(25, 17)),
        ("1wd before promised", date(2026, 11, 30), nov(28, 17)),
        ("1wd before promised", date(2026, 11, 29), nov(28, 17)),
        ("2wd before promised", date(2026, 11, 25), nov(21, 17)),
        ("2d before promised", date(2026, 11, 26), nov(23, 17)),
        ("4wh before promised", date(2026, 11, 26), nov(26, 13)),
        ("10wh before promised", date(2026, 11, 26), nov(25, 15)),
        ("2h before promised", date(2026, 11, 26), nov(26, 15)),
    ],
)
def test_a_time_before_the_promised_date(text: str, promised: date, due: datetime) -> None:
    span = parse_span(text)
    assert isinstance(span, BeforePromised)
    assert before_promised(span, promised, SHOP) == due


@pytest.mark.parametrize(
    ("text", "moment", "warned"),
    [
        ("2wh", nov(26, 10), nov(26, 8)),
        ("2wh", nov(26, 14), nov(26, 11)),  # over the lunch break
        ("2wh", nov(26, 9), nov(25, 16)),
        ("24h", nov(26, 9), nov(25, 9)),
        ("1wd", nov(25, 10), nov(23, 17)),  # Tuesday the 24th is a holiday
        ("3d", nov(26, 10), nov(23, 17)),
    ],
)
def test_a_warning_lies_so_long_ahead(text: str, moment: datetime, warned: datetime) -> None:
    length = parse_span(text)
    assert isinstance(length, Length)
    assert ahead(length, moment, SHOP) == warned
