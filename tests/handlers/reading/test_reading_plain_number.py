"""A number in answer to a question for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.plain_number import read_number


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("12", ("12",)),
        ("12,5", ("12.5",)),
        ("12.50 m2", ("12.5",)),
        ("12,5 m²", ("12.5",)),
        ("30kg", ("30",)),
        ("10 %", ("10",)),
        ("-3", ("-3",)),
        ("0,125", ("0.125",)),
        ("1.200.000", ("1200000",)),
        ("1.200,5", ("1200.5",)),
        ("1,200.5", ("1200.5",)),
        ("1２", ("12",)),
        ("mười hộp", ("10",)),
        ("十二套", ("12",)),
        ("1.200", ("1200", "1.2")),
        ("1,200", ("1200", "1.2")),
    ],
)
def test_a_number_is_read_with_its_unit_and_what_may_be_two_is_two(
    typed: str, values: tuple[str, ...]
) -> None:
    assert read_number(typed) == values


@pytest.mark.parametrize(
    "typed", ["", "chưa biết", "3x5", "12 triệu", "12k", "三百", "1,2,3", "1.2,3.4", "12 hay 13", "9" * 16]
)
def test_what_is_no_single_number_is_none(typed: str) -> None:
    assert read_number(typed) == ()


@given(st.text(max_size=20))
def test_any_text_is_read_without_a_fault_and_at_most_two_ways(typed: str) -> None:
    assert len(read_number(typed)) <= 2
