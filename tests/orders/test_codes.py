"""Order codes and the series their numbers run in."""

from datetime import date

import pytest

from orders.centre_file.codes import parse_case_code, parse_order_code

NOVEMBER, DECEMBER = date(2026, 11, 23), date(2026, 12, 1)


def test_a_code_is_made_from_the_day_and_the_number() -> None:
    assert parse_order_code("DH-{yy}{mm}{n:02}").code(NOVEMBER, 7) == "DH-261107"
    assert parse_order_code("DH-{yy}{mm}{n:02}").code(NOVEMBER, 107) == "DH-2611107"
    assert parse_order_code("{yyyy}/{n}.KT").code(NOVEMBER, 7) == "2026/7.KT"


def test_another_month_is_another_series_and_a_pattern_without_a_day_has_one() -> None:
    monthly = parse_order_code("DH-{yy}{mm}{n:02}")
    assert monthly.series(NOVEMBER) != monthly.series(DECEMBER)
    assert parse_order_code("KT-{n:04}").series(NOVEMBER) == parse_order_code("KT-{n:04}").series(DECEMBER)


def test_a_code_typed_by_hand_gives_its_number_back_within_its_series() -> None:
    pattern = parse_order_code("DH-{yy}{mm}{n:02}")
    assert pattern.number("DH-261142", NOVEMBER) == 42
    assert pattern.number("dh-2611142", NOVEMBER) == 142
    assert pattern.number("DH-261242", NOVEMBER) is None
    assert pattern.number("DH-2611x", NOVEMBER) is None


def test_a_case_may_carry_the_code_of_its_order() -> None:
    case = parse_case_code("{order}/{n}")
    assert case.needs_order
    assert case.code(NOVEMBER, 2, "DH-261107") == "DH-261107/2"
    assert case.series(NOVEMBER, "DH-261107") != case.series(NOVEMBER, "DH-261108")


@pytest.mark.parametrize(
    "text",
    ["", "DH-1", "DH-{n}{n}", "DH {n}", "{order}/{n}", "DH-{q}{n}", "{n:002}", "X" * 24 + "{n}", None, 12],
)
def test_a_pattern_that_makes_no_codes_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="code"):
        parse_order_code(text)
