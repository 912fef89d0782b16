"""An amount and what stands behind it, in one line."""

import pytest

from bot.centre_files import load
from handlers.typed_money import TypedMoney, instalment_named, money_typed
from orders.refusals import AmountRefused
from tests.support.company import CENTRES

WORKFLOW = load(CENTRES).only.workflows[0]


@pytest.mark.parametrize(
    ("words", "amount", "rest"),
    [
        ("5tr", 5_000_000, ""),
        ("5tr tiền mặt anh Tú đưa", 5_000_000, "tiền mặt anh Tú đưa"),
        ("1 tỷ 200 triệu chuyển khoản", 1_200_000_000, "chuyển khoản"),
        ("1 250 000 VCB", 1_250_000, "VCB"),
        ("2 triệu rưỡi", 2_500_000, ""),
        ("1250万 现金", 12_500_000, "现金"),
        ("12.500.000 ₫ lần 2", 12_500_000, "lần 2"),
        ("", None, ""),
        ("khách trả rồi", None, "khách trả rồi"),
    ],
)
def test_the_longest_beginning_that_is_an_amount(words: str, amount: int | None, rest: str):
    assert money_typed(words) == TypedMoney(amount=amount, rest=rest)


@pytest.mark.parametrize("words", ["3 lần", "500 tiền mặt", "1tr25 VCB", "2 củ nhé"])
def test_what_may_mean_several_amounts_is_never_decided(words: str):
    typed = money_typed(words)
    assert typed.amount is None
    assert typed.unclear is not None
    assert typed.unclear.readings


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("100 usd", "currency"),
        ("$100", "currency"),
        ("-500k hoàn", "not_positive"),
        ("0912345678 gọi lại", "grouping"),
        ("12.50.000 VCB", "grouping"),
        ("1k2tr", "units"),
    ],
)
def test_figures_that_are_no_amount_are_refused_and_no_note(words: str, fault: str):
    with pytest.raises(AmountRefused) as refused:
        money_typed(words)
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("cọc", "deposit"),
        ("Cọc 50%", "deposit"),
        ("定金", "deposit"),
        ("on acceptance", "final"),
        ("nghiem thu", "final"),
        ("cọc thêm", None),
        ("hết", None),
    ],
)
def test_an_instalment_is_named_by_all_the_words(words: str, part: str | None):
    found = instalment_named(WORKFLOW, words)
    assert (found.id if found else None) == part
