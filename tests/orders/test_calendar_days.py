"""Whose word holds about a day: the week, the library, the centre file, a person."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.calendars.calendar_days import CalendarDay, Source, holding, runs
from orders.calendars.working_years import Intervals
from orders.centre_file.calendar_rules import parse_hours, write_hours
from orders.centre_file.centre import Centre, Centres
from orders.names import Names

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY, TUESDAY, SATURDAY, SUNDAY = (date(2026, 12, day) for day in (7, 8, 12, 13))
MORNING = parse_hours("08:00-11:00")


def names(text: str) -> dict[str, str]:
    return {"vi": text, "zh": text, "en": text}


CENTRE = Centre.model_validate(
    {
        "company": {
            "id": "works",
            "names": names("Xưởng"),
            "language": "vi",
            "time_zone": "Asia/Ho_Chi_Minh",
            "currency": "VND",
            "code_pattern": "XX-{yy}{mm}-{n:3}",
            "calendar": {
                "hours": {"mon-fri": "08:00-12:00, 13:00-17:00", "sat": "08:00-12:00"},
                "off": [{"day": "2026-12-07", "names": names("Nghỉ")}],
            },
        },
        "departments": [
            {"id": "office", "names": names("Văn phòng")},
            {
                "id": "night",
                "names": names("Ca đêm"),
                "calendar": {
                    "hours": {"mon-sat": "22:00-06:00"},
                    "extra": [{"day": "2026-12-07", "hours": "20:00-23:00", "names": names("Bù")}],
                },
            },
        ],
        "coordination": "office",
        "workflows": [
            {"id": "w", "names": names("Việc"), "stages": [{"id": "s", "names": names("Làm"), "department": "office"}]}
        ],
        "hold_kinds": [{"id": "other", "names": names("Khác"), "department": "office", "check_in": "1wd"}],
    }
)  # fmt: skip


def said(
    day: date, source: Source, hours: Intervals | None, department: str = "", name: str = "x"
) -> CalendarDay:
    return CalendarDay(day=day, department=department, hours=hours, names=Names(**names(name)), source=source)


def minutes(centre: Centre, department: str, day: date) -> int:
    """Worked on that day, a night shift's next morning included."""
    begin = datetime(day.year, day.month, day.day, 7, tzinfo=SAIGON).astimezone(UTC)
    end = datetime(day.year, day.month, day.day + 1, 7, tzinfo=SAIGON).astimezone(UTC)
    return centre.calendar_of(department).working_minutes_between(begin, end)


def test_the_library_overrules_the_week_and_the_file_the_library():
    seeded = CENTRE.with_days([said(TUESDAY, Source.LIBRARY, ()), said(MONDAY, Source.LIBRARY, MORNING)])
    assert minutes(seeded, "office", TUESDAY) == 0
    assert minutes(seeded, "night", TUESDAY) == 0
    assert minutes(seeded, "office", MONDAY) == 0  # the file says off
    assert minutes(seeded, "night", MONDAY) == 180  # and for this department otherwise


def test_a_person_overrules_the_file_and_a_department_of_its_own_everybody():
    by_hand = said(MONDAY, Source.HAND, MORNING)
    assert minutes(CENTRE.with_days([by_hand]), "office", MONDAY) == 180
    assert minutes(CENTRE.with_days([by_hand]), "night", MONDAY) == 180
    for_night = said(MONDAY, Source.HAND, (), "night")
    both = CENTRE.with_days([for_night, by_hand])
    assert minutes(both, "office", MONDAY) == 180
    assert minutes(both, "night", MONDAY) == 0


def test_a_day_for_one_department_is_nobody_elses():
    centre = CENTRE.with_days([said(TUESDAY, Source.HAND, (), "night")])
    assert minutes(centre, "night", TUESDAY) == 0
    assert minutes(centre, "office", TUESDAY) == 480
    assert centre.calendar.is_working_day(TUESDAY)


def test_a_make_up_day_is_worked_like_the_fullest_day_of_each_ones_week():
    centre = CENTRE.with_days([said(SATURDAY, Source.LIBRARY, None), said(SUNDAY, Source.LIBRARY, None)])
    assert minutes(centre, "office", SATURDAY) == 480  # not the half day of other Saturdays
    assert minutes(centre, "office", SUNDAY) == 480
    assert minutes(centre, "night", SUNDAY) == 480


def test_the_days_laid_last_are_the_only_ones_and_all_who_share_the_centres_have_them():
    centres = Centres([CENTRE])
    assert centres["works"].calendar.is_working_day(TUESDAY)
    centres.lay({"works": [said(TUESDAY, Source.LIBRARY, ())], "elsewhere": []})
    assert not centres["works"].calendar.is_working_day(TUESDAY)
    assert not centres["works"].times.centre.calendar.is_working_day(TUESDAY)
    centres.lay({})
    assert centres["works"].calendar.is_working_day(TUESDAY)
    assert CENTRE.calendar.is_working_day(TUESDAY)


def test_of_each_day_the_word_that_holds_is_listed():
    days = [
        said(MONDAY, Source.HAND, MORNING),
        said(MONDAY, Source.FILE, (), "night"),
        said(MONDAY, Source.LIBRARY, ()),
        said(TUESDAY, Source.FILE, (), "night"),
        said(TUESDAY, Source.LIBRARY, ()),
    ]
    assert holding(days) == (days[0], days[4], days[3])


def test_days_in_a_row_that_are_alike_are_one_run():
    days = [said(date(2027, 2, day), Source.LIBRARY, (), name="Tết") for day in range(4, 11)]
    days += [said(date(2027, 2, 11), Source.LIBRARY, (), name="Khác")]
    days += [said(date(2027, 2, 13), Source.LIBRARY, (), name="Khác")]
    assert [(run.first.day.day, run.last.day.day) for run in runs(days)] == [(4, 10), (11, 11), (13, 13)]


def test_what_holds_is_what_is_worked():
    """The list that people confirm and the calendar that counts never disagree."""
    days = [
        said(date(2026, 12, 1 + number), source, hours, department)
        for number, source in enumerate((Source.LIBRARY, Source.HAND, Source.HAND, Source.LIBRARY) * 5)
        for hours, department in (((), ""), (MORNING, "office"))
        if not (source is Source.LIBRARY and department)
    ]
    centre = CENTRE.with_days(days)
    listed = holding(centre.calendar_days)
    for one in listed:
        if one.department in {"", "office"}:
            own = next((two for two in listed if two.day == one.day and two.department == "office"), one)
            worked = sum(interval.end - interval.start for interval in own.hours or ())
            assert minutes(centre, "office", one.day) == worked


@pytest.mark.parametrize("text", ["08:00-12:00, 13:00-17:00", "22:00-06:00", "00:00-24:00", "00:15-02:05"])
def test_hours_are_written_as_they_are_read(text: str):
    assert write_hours(parse_hours(text)) == text


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_any_hours_survive_being_written(start: int, length: int):
    end = (start + length) % 1440 or 1440
    if end != start:
        hours = parse_hours(f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}")
        assert parse_hours(write_hours(hours)) == hours
