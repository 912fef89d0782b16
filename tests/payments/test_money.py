"""Amounts in other currencies than đồng, as people of their countries type them."""

import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from payments.amounts import Ambiguous, Amount, Refused, Why, read_amount
from payments.currencies import decimals
from payments.money import minor_units, read_money


def test_every_currency_has_the_decimals_it_is_shown_with() -> None:
    assert {one: decimals(one) for one in list_currencies()} == {
        one: get_currency_precision(one) for one in list_currencies()
    }


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("12500", "CNY", 12_500_00),
        ("12,500", "CNY", 12_500_00),
        ("12,500.50元", "CNY", 12_500_50),
        ("￥1280.5", "CNY", 1_280_50),
        ("500", "CNY", 500_00),
        ("500块", "CNY", 500_00),
        ("RMB 88", "CNY", 88_00),
        ("1.2万", "CNY", 12_000_00),
        ("3萬5千", "CNY", 35_000_00),
        ("12,5万", "CNY", 125_000_00),
        ("2亿", "CNY", 200_000_000_00),
        ("15k", "CNY", 15_000_00),
        ("$1,250.75", "USD", 1_250_75),
        ("1.250,75 €", "EUR", None),
        ("1.234.567,50 EUR", "EUR", 1_234_567_50),
        ("12 500,50 euro", "EUR", 12_500_50),
        ("¥3000", "JPY", 3_000),
        ("1.500 KWD", "KWD", None),
        ("0.125 KWD", "KWD", None),
        ("NT$3,500", "TWD", 3_500_00),
        ("1tr2", "VND", 1_200_000),
    ],
)
def test_amounts_are_minor_units_of_their_currency(typed: str, currency: str, meant: int | None) -> None:
    read = read_money(typed, currency)
    if meant is None:  # asked, or refused: never guessed
        assert not isinstance(read, Amount)
    else:
        assert read == Amount(value=meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1.234", (1_234_00,)), ("1万2", (12_000_00, 10_002_00)), ("1.234万", (12_340_000_00, 12_340_00))],
)
def test_what_may_mean_two_things_is_asked(typed: str, meant: tuple[int, ...]) -> None:
    read = read_money(typed, "CNY")
    values = (
        read.readings if isinstance(read, Ambiguous) else (read.value,) if isinstance(read, Amount) else ()
    )
    assert values == meant


@pytest.mark.parametrize(
    ("typed", "currency", "why"),
    [
        ("", "CNY", Why.EMPTY),
        ("100 usd", "CNY", Why.CURRENCY),
        ("500.000 ₫", "CNY", Why.CURRENCY),
        ("100元", "USD", Why.CURRENCY),
        ("12.505 JPY", "JPY", None),
        ("10.50", "JPY", Why.MINOR_UNIT),
        ("-5", "CNY", Why.NOT_POSITIVE),
        ("0", "CNY", Why.NOT_POSITIVE),
        ("12,50,000", "CNY", Why.GROUPING),
        ("nhiều", "CNY", Why.UNREADABLE),
        ("9999亿", "CNY", Why.TOO_LARGE),
        ("5万3亿", "CNY", Why.UNITS),
    ],
)
def test_what_is_no_amount_of_the_currency_says_why(typed: str, currency: str, why: Why | None) -> None:
    read = read_money(typed, currency)
    assert read == Refused(why=why) if why else not isinstance(read, Refused)


@given(st.text(max_size=30), st.sampled_from(["CNY", "USD", "JPY", "KWD", "XXX"]))
def test_anything_may_be_typed(text: str, currency: str) -> None:
    read = read_money(text, currency)
    if isinstance(read, Amount):
        assert read.value > 0


@given(st.integers(1, 10**9), st.sampled_from(["CNY", "USD", "EUR"]))
def test_what_is_shown_is_read_back(minor: int, currency: str) -> None:
    shown = f"{minor // 100:,}.{minor % 100:02}"
    assert read_money(shown, currency) == Amount(value=minor)
    assert minor_units(minor / 100, currency) == minor


def test_what_a_program_counts_with_is_no_amount_below_the_smallest_coin() -> None:
    assert minor_units(12.505, "CNY") is None
    assert minor_units(0, "CNY") is None
    assert minor_units(float("inf"), "CNY") is None
    assert minor_units(12500, "VND") == 12500
    assert read_money("12tr5", "VND") == read_amount("12tr5")
