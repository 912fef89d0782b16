"""That a due time is refused only where no calendar could save it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import ahead, before_promised
from orders.calendars.spans import BeforePromised, Length, longer_by, parse_length
from orders.centre_file.calendar_rules import parse_week

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TET = {date(2027, 2, day): () for day in range(4, 11)}
CALENDARS = [
    WorkCalendar(zone=ZONE, week=parse_week(week), special=TET)
    for week in (
        {"mon-sat": "08:00-12:00, 13:00-17:00"},
        {"mon-fri": "22:00-06:00"},
        {"wed": "09:00-10:00"},
        {"mon-sun": "00:00-24:00"},
    )
]
lengths = st.builds(
    Length, amount=st.integers(1, 60), unit=st.sampled_from(["wd", "wh", "wm", "d", "h", "m"])
)
days = st.builds(lambda days: date(2027, 1, 1) + timedelta(days=days), st.integers(0, 90))


@given(lengths, lengths, days, st.sampled_from(CALENDARS))
def test_what_is_longer_before_the_promise_is_never_due_later(
    longer: Length, shorter: Length, promised_on: date, calendar: WorkCalendar
) -> None:
    assume((longer_by(longer, shorter) or 0) > 0)
    due, later = (
        before_promised(BeforePromised(length=one), promised_on, calendar) for one in (longer, shorter)
    )
    assert due <= later <= before_promised(BeforePromised(), promised_on, calendar)
    assert ahead(longer, later, calendar) <= ahead(shorter, later, calendar)


@pytest.mark.parametrize(
    ("length", "other", "longer"),
    [("2wh", "119wm", 1), ("120wm", "2wh", 0), ("1h", "2h", -60), ("3d", "1d", 2), ("1wd", "9wh", None), ("2wd", "2d", None),
     ("24h", "1d", None), ("1h", "60wm", None)],
)  # fmt: skip
def test_lengths_are_compared_by_one_clock_only(length: str, other: str, longer: int | None) -> None:
    assert longer_by(parse_length(length), parse_length(other)) == longer
