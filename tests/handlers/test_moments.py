"""What people call the moments a button stands for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.moments import day_named, end_of_work_after
from handlers.reply import Clock
from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = (Interval(start=8 * 60, end=12 * 60), Interval(start=13 * 60, end=17 * 60))
HALF_SATURDAYS = WorkCalendar(zone=SAIGON, week={**dict.fromkeys(range(5), OFFICE), 5: OFFICE[:1]})
NIGHTS = WorkCalendar(zone=SAIGON, week=dict.fromkeys(range(5), (Interval(start=22 * 60, end=30 * 60),)))


@pytest.mark.parametrize(
    ("calendar", "day", "hour", "called"),
    [
        (HALF_SATURDAYS, 27, 9, "button.today"),
        (HALF_SATURDAYS, 28, 9, "time"),  # till noon: no afternoon
        (HALF_SATURDAYS, 27, 18, "full"),  # Saturday noon
        (HALF_SATURDAYS, 28, 15, "full"),  # Monday
        (NIGHTS, 26, 23, "time"),
        (NIGHTS, 27, 3, "time"),
        (NIGHTS, 26, 12, "full"),
    ],
)
def test_the_end_of_work_is_this_afternoon_only_where_it_is(
    calendar: WorkCalendar, day: int, hour: int, called: str
):
    now = datetime(2026, 11, day, hour, tzinfo=SAIGON).astimezone(UTC)

    label = day_named("today", calendar, now)

    if label.key == "button.by":
        assert label.params["at"] == Clock(at=end_of_work_after(calendar, now, 0), style=called)
    else:
        assert label.key == called
