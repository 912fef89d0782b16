"""An amount and what stands behind it, in one line."""

import pytest

from bot.centres.centre_files import load
from handlers.money.typed_money import TypedMoney, instalment_named, money_for, money_typed, not_clear
from orders.refusals.reading import AmountRefused
from payments.currencies import VND
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
    assert money_typed(words, VND) == TypedMoney(amount=amount, rest=rest)


@pytest.mark.parametrize("words", ["3 lần", "500 tiền mặt", "1tr25 VCB", "2 củ nhé"])
def test_what_may_mean_several_amounts_is_never_decided(words: str):
    typed = money_typed(words, VND)
    assert typed.amount is None
    assert typed.unclear is not None
    assert typed.unclear.readings


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("100 usd", "currency"),
        ("$100", "currency"),
        ("-500k hoàn", "not_positive"),
        ("0912345678 gọi lại", "unreadable"),
        ("12.50.000 VCB", "grouping"),
        ("1k2tr", "units"),
    ],
)
def test_figures_that_are_no_amount_are_refused_and_no_note(words: str, fault: str):
    with pytest.raises(AmountRefused) as refused:
        money_typed(words, VND)
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


@pytest.mark.parametrize(
    ("words", "part", "amount", "rest"),
    [
        ("cọc", "deposit", None, ""),
        ("cọc 3tr", "deposit", 3_000_000, ""),
        ("3tr cọc", "deposit", 3_000_000, ""),
        ("定金 300万", "deposit", 3_000_000, ""),
        ("cọc: 3tr tiền mặt", "deposit", 3_000_000, "tiền mặt"),
        ("cọc 50 triệu", "deposit", 50_000_000, ""),
        ("cọc 50% 3tr", "deposit", 3_000_000, ""),
        (": 3tr", "", 3_000_000, ""),
        ("3tr tiền cọc", "", 3_000_000, "tiền cọc"),
        ("cọc chưa", "deposit", None, "chưa"),
        ("khách trả rồi", "", None, "khách trả rồi"),
    ],
)
def test_an_instalment_stands_before_or_behind_its_amount(
    words: str, part: str, amount: int | None, rest: str
):
    assert money_for(WORKFLOW, words, VND) == TypedMoney(part=part, amount=amount, rest=rest)


@pytest.mark.parametrize("words", ["cọc -3tr", "cọc 50 usd", ": 12.50.000"])
def test_behind_a_name_too_figures_that_are_no_amount_are_refused(words: str):
    with pytest.raises(AmountRefused):
        money_for(WORKFLOW, words, VND)


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("khách chuyển 2tr rồi", ("2000000",)),
        ("2tr với 1 triệu 5", ("2000000", "1500000")),
        ("đưa 500", ("500000", "500000000", "500")),
        ("gọi 0912345678", ()),
        ("chưa", ()),
    ],
)
def test_amounts_among_words_are_offered(words: str, readings: tuple[str, ...]):
    assert not_clear(words, VND).readings == readings
