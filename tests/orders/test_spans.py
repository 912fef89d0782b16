"""Spans as a centre file writes them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.calendars.spans import AtTime, BeforePromised, Length, parse_clock, parse_length, parse_span

lengths = st.builds(
    Length, amount=st.integers(1, 999), unit=st.sampled_from(["wd", "wh", "wm", "d", "h", "m"])
)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
spans = st.one_of(
    lengths,
    st.builds(AtTime, time=clocks, next_day=st.booleans()),
    st.builds(BeforePromised, length=st.none() | lengths),
)


@given(spans)
def test_a_span_reads_back_from_its_own_text(span: Length | AtTime | BeforePromised) -> None:
    assert parse_span(str(span)) == span


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2wd", Length(amount=2, unit="wd")),
        (" 4 WH ", Length(amount=4, unit="wh")),
        ("at 07:50 next day", AtTime(time=time(7, 50), next_day=True)),
        ("at  9:00", AtTime(time=time(9))),
        ("1wd before promised", BeforePromised(length=Length(amount=1, unit="wd"))),
        ("on promised", BeforePromised()),
    ],
)
def test_a_span_is_read_as_people_type_it(text: str, meant: object) -> None:
    assert parse_span(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "0wd", "1000h", "2", "2 weeks", "-1wd", "at 24:00", "at 7", "1wd before", "tomorrow", 24, None, 1.5],
)
def test_anything_else_is_refused_with_what_is_accepted(text: object) -> None:
    with pytest.raises(ValueError, match=r"Accepted: .*2wd.*at 07:50 next day.*1wd before promised"):
        parse_span(text)


@pytest.mark.parametrize("text", ["at 09:00", "1wd before promised", "on promised", "half a day"])
def test_a_length_is_no_point_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        parse_length(text)


def test_a_clock_time_is_hours_and_minutes() -> None:
    assert parse_clock("7:50") == parse_clock("07:50") == time(7, 50)
    for wrong in ("24:00", "7", "07:60", 470):
        with pytest.raises(ValueError, match="07:50"):
            parse_clock(wrong)
