"""Amounts as people type them: a table of what is taken, asked and refused, and what holds for any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.catalogue import Catalogues
from bot.i18n.split import plain
from bot.i18n.wording import Setting, Wording
from handlers.reply import Money, text
from payments.amounts import Ambiguous, Amount, Refused, Why, read_amount
from tests.support.shop import MONDAY

CASES = json.loads(Path(__file__).with_name("amount_vectors.json").read_text())["cases"]
WORDING = Wording(Catalogues.load(strict=True))


@pytest.mark.parametrize("case", CASES, ids=[repr(case["input"]) for case in CASES])
def test_an_amount_is_taken_asked_or_refused_as_the_table_says(case: dict[str, Any]) -> None:
    read = read_amount(case["input"])
    match case["verdict"]:
        case "accept":
            assert read == Amount(value=case["value"])
        case "accept_confirm":
            assert read == Amount(value=case["value"], sure=False)
        case "ambiguous":
            assert isinstance(read, Ambiguous)
            assert sorted(read.readings) == sorted(case["candidates"])
        case _:
            assert isinstance(read, Refused), read


@pytest.mark.parametrize("lang", ["vi", "zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("value", [10_000, 12_500_000, 1_234_567_890, 9_999_999_999_999])
def test_what_the_bot_shows_can_be_typed_back(lang: str, value: int) -> None:
    shown = WORDING.html(
        text("order.amount", amount=Money(amount=value)), lang, Setting(time_zone=MONDAY.tzinfo, now=MONDAY)
    )
    written = plain(shown).replace("：", ":").split(":", 1)[1].strip()
    assert read_amount(written) == Amount(value=value)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" ", Why.EMPTY),
        ("-2tr", Why.NOT_POSITIVE),
        ("0k", Why.NOT_POSITIVE),
        ("12000 tỷ", Why.TOO_LARGE),
        ("200 USD", Why.CURRENCY),
        ("1.250.000,50", Why.MINOR_UNIT),
        ("12.50.000", Why.GROUPING),
        ("1tr2000", Why.UNITS),
        ("hai triệu", Why.UNREADABLE),
    ],
)
def test_a_refusal_says_what_is_wrong(typed: str, why: Why) -> None:
    assert read_amount(typed) == Refused(why=why)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=9_999))
def test_a_bare_small_number_is_always_asked(number: int) -> None:
    assert read_amount(str(number)) == Ambiguous(readings=(number * 1000, number))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,ktrymđ ₫-x/万亿千rưỡin", max_size=14) | st.text(max_size=30))
def test_any_text_is_read_without_an_error_and_never_as_nothing_or_less(typed: str) -> None:
    read = read_amount(typed)
    values = (
        (read.value,) if isinstance(read, Amount) else read.readings if isinstance(read, Ambiguous) else ()
    )
    assert all(0 < value < 10**13 for value in values)
