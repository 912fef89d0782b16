import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading.dates import DateReading, RefusedDate, read_date
from handlers.reading.day_phrases import DAY_PHRASES, HINT, LUNAR
from handlers.reading.fold import fold
from handlers.reading.hours import CLOCK, DELAYS, PARTS

TABLE = [
    (today, str(typed), str(meant))
    for today, rows in yaml.safe_load(
        (Path(__file__).parent / "dates.yaml").read_text(encoding="utf-8")
    ).items()
    for typed, meant in rows.items()
]
TODAY = date(2026, 11, 18)


def _said(reading: DateReading | None) -> str:
    if reading is None:
        return "nothing"
    if reading.refused:
        return f"refused {reading.refused}"
    if reading.delay is not None:
        return f"in {reading.delay}"
    day = " ".join(["?", *map(str, reading.candidates)]) if reading.candidates else str(reading.day)
    return " ".join(filter(None, [day, reading.part, f"{reading.at:%H:%M}" if reading.at else ""]))


@pytest.mark.parametrize(("today", "typed", "meant"), TABLE)
def test_a_day_is_read_as_people_type_it(today: date, typed: str, meant: str) -> None:
    assert _said(read_date(typed, today)) == meant


@pytest.mark.parametrize(("today", "typed", "meant"), TABLE)
def test_a_day_is_the_same_decomposed_and_in_capitals(today: date, typed: str, meant: str) -> None:
    if "Mai" not in typed:
        assert _said(read_date(unicodedata.normalize("NFD", typed).upper(), today)) == meant


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 250


@settings(max_examples=100)
@given(st.dates(date(2024, 1, 1), date(2099, 12, 31)), st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_a_day_written_out_is_that_day_whatever_today_is(day: date, today: date) -> None:
    for typed in (
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%Y年%m月%d日}",
    ):
        reading = read_date(f"hẹn {typed}", today)
        assert reading is not None
        assert reading.day == day


@settings(max_examples=100)
@given(st.integers(1, 31), st.integers(1, 12), st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_a_day_without_a_year_is_ahead_or_asked_or_refused(day: int, month: int, today: date) -> None:
    reading = read_date(f"{day}/{month}", today)
    assert reading is not None
    if reading.day:
        assert today <= reading.day <= today + timedelta(days=366)
    else:
        assert len(reading.candidates) == 2 or reading.refused == RefusedDate.IMPOSSIBLE


@settings(max_examples=300)
@given(st.text(max_size=30), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_no_text_upsets_the_reading(text: str, today: date) -> None:
    reading = read_date(text, today)
    if reading:
        assert all(0 <= start < end <= len(text) for start, end in reading.spans)


PIECES = sorted({word for _, typed, _ in TABLE for word in typed.split()})


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_no_mixture_of_day_words_upsets_the_reading(words: list[str]) -> None:
    reading = read_date(" ".join(words), TODAY)
    assert (
        reading is None or reading.day or reading.candidates or reading.refused or reading.delay is not None
    )


@pytest.mark.parametrize(
    "pattern",
    [*(days for days, _ in DAY_PHRASES), *(part for _, part in PARTS), CLOCK, LUNAR, *DELAYS],
    ids=lambda pattern: pattern.pattern[:30],
)
@settings(max_examples=25)
@given(data=st.data())
def test_whatever_names_a_time_is_searched_for_one(pattern: re.Pattern[str], data: st.DataObject) -> None:
    named = pattern.search(data.draw(st.from_regex(pattern)))
    assert named
    assert HINT.search(named[0])


def test_the_span_is_the_place_in_the_original() -> None:
    typed = unicodedata.normalize("NFD", "xong đế, thứ sáu tuần sau giao")
    reading = read_date(typed, TODAY)
    assert reading is not None
    [(start, end)] = reading.spans
    assert fold(typed[start:end]) == "thu sau tuan sau"
