"""What is taken from the library of holidays for Việt Nam and China, and when a year is known for good."""

from datetime import date

import pytest

from bot.calendars.holiday_names import make_up_names, names_of
from bot.calendars.holiday_seed import NoHolidays, Seeded, seeded
from orders.calendars.calendar_days import CalendarDay, Source


def by_day(found: Seeded) -> dict[date, CalendarDay]:
    return {one.day: one for one in found.days}


def test_viet_nam_has_its_tet_in_the_three_languages():
    found = seeded("VN", 2027)
    days = by_day(found)
    tet = [days[date(2027, 2, day)] for day in range(5, 10)]
    assert {one.names.all() for one in tet} == {("Tết Nguyên đán", "春节", "Lunar New Year")}
    assert all(one.hours == () and one.source is Source.LIBRARY and not one.department for one in tet)
    assert days[date(2027, 9, 2)].names.vi == "Quốc khánh"
    assert {one.day.year for one in found.days} == {2027}


def test_china_has_its_make_up_working_days_once_they_are_announced():
    found = seeded("cn", 2026)
    made_up = {one.day for one in found.days if one.hours is None}
    assert made_up == {
        date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    }
    assert found.announced
    assert found.country == "CN"
    days = by_day(found)
    assert days[date(2026, 2, 14)].names.zh == "补2月20日的班"
    assert days[date(2026, 2, 20)].names.vi == "Nghỉ hoán đổi với 14/2"
    assert days[date(2026, 10, 5)].names.all() == ("Nghỉ bù Quốc khánh", "国庆节补休", "National Day in lieu")


@pytest.mark.parametrize("country", ["CN", "VN"])
def test_a_year_without_make_up_days_is_not_known_for_good(country: str):
    """A release of the library that has China's list of 2027 makes this year known: take the next one here then."""
    assert not seeded(country, 2027).announced


def test_a_holiday_without_a_name_of_ours_keeps_its_own():
    days = by_day(seeded("US", 2027))
    assert days[date(2027, 7, 4)].names.all() == ("Independence Day",) * 3
    assert days[date(2027, 7, 5)].names.vi == "Nghỉ bù Independence Day"


def test_two_holidays_of_one_day_and_a_make_up_day_for_nothing_known_have_names():
    assert names_of("Mid-Autumn Festival; National Day").vi == "Tết Trung thu"
    assert make_up_names(None).all() == ("Làm bù", "补班", "Make-up working day")


@pytest.mark.parametrize(
    ("country", "year", "says"), [("XX", 2027, "no country XX"), ("VN", 2190, "in 2190")]
)
def test_what_the_library_does_not_know_is_said(country: str, year: int, says: str):
    with pytest.raises(NoHolidays, match=says):
        seeded(country, year)
