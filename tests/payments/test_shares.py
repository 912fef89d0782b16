"""Instalments add up to the price, parts of a large sum to the sum."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.centre_file.instalments import Instalment
from orders.names import Names
from payments.shares import ONE_TRANSFER, shares, transfers_of


def part(name: str, **more: Any) -> Instalment:
    return Instalment(id=name, names=Names(vi=name, zh=name, en=name), due_when="signed", **more)


@given(st.integers(1, 10**12), st.integers(1, 98), st.integers(1, 99))
def test_percentages_add_up_to_the_price(price: int, first: int, second: int):
    second = min(second, 99 - first)
    rest = 100 - first - second
    amounts = shares(price, [part("a", percent=first), part("b", percent=second), part("c", percent=rest)])
    assert sum(amounts.values()) == price
    assert abs(amounts["a"] * 100 - price * first) <= 50


def test_the_last_takes_the_rounding():
    half = Decimal(50)
    assert shares(5, [part("a", percent=half), part("b", percent=half)]) == {"a": 3, "b": 2}
    assert shares(12_000_000, [part("a", percent=half), part("b", percent=half)]) == {
        "a": 6_000_000,
        "b": 6_000_000,
    }


def test_a_fixed_sum_is_what_it_says_and_a_part_of_each_delivery_has_none_yet():
    parts = [part("a", amount=2_000_000), part("b", percent=30), part("c", percent=70, per="delivery")]
    assert shares(10_000_000, parts) == {"a": 2_000_000, "b": 3_000_000}


@given(st.integers(1, 10**13 - 1))
def test_a_large_sum_is_split_into_the_fewest_transfers_a_bank_takes(amount: int):
    split = transfers_of(amount)
    assert sum(split) == amount
    assert all(0 < one <= ONE_TRANSFER for one in split)
    assert len(split) == -(-amount // ONE_TRANSFER)


@pytest.mark.parametrize(
    ("amount", "split"),
    [
        (499_999_999, (499_999_999,)),
        (500_000_000, (250_000_000, 250_000_000)),
        (1_200_000_000, (400_000_000,) * 3),
        (999_999_999, (333_334_000, 333_334_000, 333_331_999)),
    ],
)
def test_the_parts_are_nearly_equal_and_in_whole_thousands(amount: int, split: tuple[int, ...]):
    assert transfers_of(amount) == split
