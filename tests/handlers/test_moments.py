"""What people call the moments a button stands for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.moments import ESTIMATES, chosen_day, day_choice, day_choices, end_of_work_after, moment_of
from handlers.reading.dates import read_date
from handlers.reply import Clock
from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval
from tests.support.company import Found

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

    choice, label = day_choice("today", calendar, now)

    meant = end_of_work_after(calendar, now, 0)
    assert chosen_day(choice, calendar, now) == meant
    if called != "button.today":  # it names a moment, and means no other one later
        assert chosen_day(choice, calendar, meant + timedelta(hours=1)) is None
    if label.key == "button.by":
        assert label.params["at"] == Clock(at=end_of_work_after(calendar, now, 0), style=called)
    else:
        assert label.key == called


@pytest.mark.parametrize(
    ("calendar", "day", "called"),
    [
        (HALF_SATURDAYS, 25, ["button.tomorrow", "button.day_after"]),
        (HALF_SATURDAYS, 26, ["button.tomorrow", "button.day_after"]),  # Saturday is worked till noon
        (HALF_SATURDAYS, 27, ["button.tomorrow", date(2026, 11, 30)]),
        (HALF_SATURDAYS, 28, [date(2026, 11, 30), date(2026, 12, 1)]),
        (HALF_SATURDAYS, 29, ["button.tomorrow", "button.day_after"]),  # a Sunday
        (NIGHTS, 26, ["button.tomorrow", date(2026, 11, 30)]),
        (NIGHTS, 27, [date(2026, 11, 30), date(2026, 12, 1)]),
    ],
)
def test_a_day_is_called_tomorrow_only_where_it_is_and_a_button_means_its_day_whenever_it_is_tapped(
    calendar: WorkCalendar, day: int, called: list[object]
):
    now = datetime(2026, 11, day, 23, tzinfo=SAIGON).astimezone(UTC)

    offered = [day_choice(one, calendar, now) for one in ESTIMATES[1:]]

    assert [label.params.get("day", label.key) for _, label in offered] == called
    for ahead, (choice, label) in enumerate(offered, start=1):
        meant = end_of_work_after(calendar, now, ahead)
        assert chosen_day(choice, calendar, now) == meant
        if "day" in label.params:
            assert chosen_day(choice, calendar, meant - timedelta(minutes=1)) == meant
            assert chosen_day(choice, calendar, meant) is None


_HOURS = st.sampled_from([(), OFFICE, OFFICE[:1], (Interval(start=22 * 60, end=30 * 60),)])
_WEEKS = st.lists(_HOURS, min_size=7, max_size=7).filter(any)
_TET = st.dictionaries(st.dates(date(2026, 11, 16), date(2026, 12, 14)), _HOURS, max_size=14)


@given(week=_WEEKS, special=_TET, minutes=st.integers(0, 14 * 1440), most=st.sampled_from([2, 3]))
@example(week=[OFFICE] * 6 + [()], special={}, minutes=5 * 1440 + 19 * 60, most=3)  # Saturday evening
def test_on_any_day_of_any_calendar_no_two_buttons_offer_the_same_day_and_each_says_which(
    week: list[tuple[Interval, ...]], special: dict[date, tuple[Interval, ...]], minutes: int, most: int
):
    calendar = WorkCalendar(zone=SAIGON, week=dict(enumerate(week)), special=special)
    now = datetime(2026, 11, 16, tzinfo=SAIGON).astimezone(UTC) + timedelta(minutes=minutes)

    offered = day_choices(calendar, now, most=most)

    meant = [chosen_day(choice, calendar, now) for choice, _ in offered]
    assert len(offered) >= 2
    assert len(set(meant)) == len(set(map(str, (label for _, label in offered)))) == len(offered)
    today = calendar.working_date(now)
    for at, (_, label) in zip(meant, offered, strict=True):
        assert at is not None
        assert at > now
        day = calendar.working_date(at - timedelta(minutes=1))
        named = {"button.tomorrow": today + timedelta(days=1), "button.day_after": today + timedelta(days=2)}
        assert day == named.get(label.key, label.params.get("day", today))


@pytest.mark.parametrize("forged", ["", "x", "20261129", "2026113", "99999999", "00000000"])
def test_what_names_no_working_day_is_no_choice(forged: str):
    now = datetime(2026, 11, 27, 9, tzinfo=SAIGON).astimezone(UTC)
    assert chosen_day(forged, HALF_SATURDAYS, now) is None


@pytest.mark.parametrize("words", ["tomorrow noon", "tomorrow midday", "trưa mai", "明天中午"])
def test_noon_is_twelve(words: str, found: Found):
    centre = found("vi").centre
    now = datetime(2026, 11, 25, 9, tzinfo=SAIGON).astimezone(UTC)
    reading = read_date(words, now.astimezone(SAIGON).date())
    assert reading is not None
    assert moment_of(reading, centre, now) == datetime(2026, 11, 26, 12, tzinfo=SAIGON)
