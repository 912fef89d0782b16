"""Reference codes: short, found again however banks mangle them, and a slip of the pen is noticed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.references import (
    ALPHABET,
    COUNT,
    Led,
    leading_reference,
    misspelt_reference,
    read_reference,
    reference,
    references_in,
)

NUMBERS = st.integers(0, COUNT - 1)
CODE = reference(123_456_789)

# Texts as banks hand them on (payer's words between the banks' own numbers), the code put where the payer wrote it.
MEMOS = (
    "{code}",
    "MBVCB.2427229823.174242.{code} thanh toan.CT tu 0999000111 TRAN VAN MOT toi 0123456789 CONG TY ADTECH",
    "884140.100924.223855.Hoa Le chuyen tien {code}",
    "122998552821 0977496798 {code}",
    "ZP7COI8QELCJ, {code} DAT COC",
    "FT24123456789 {code} FT3A9C0E12B7",
    "ND {code}-CK nhanh 24/7",
)


def test_a_code_is_short_and_of_the_characters_every_bank_keeps():
    assert re.fullmatch(r"DP[0-9A-Z]{7}", CODE)
    assert not set("AEIOU") & set(CODE)
    assert reference(0) != reference(1)
    with pytest.raises(ValueError, match="references"):
        reference(COUNT)


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_codes(one: int, other: int):
    assert (reference(one) == reference(other)) == (one == other)


@given(NUMBERS, st.integers(2, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number: int, place: int, wrong: str):
    code = reference(number)
    slipped = code[:place] + wrong + code[place + 1 :]
    assert read_reference(slipped) == (code if slipped == code else None)


@given(NUMBERS, st.integers(2, 7))
def test_two_exchanged_characters_are_noticed(number: int, place: int):
    code = reference(number)
    exchanged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_reference(exchanged) == (code if exchanged == code else None)


@given(NUMBERS, st.integers(1, 8), st.sampled_from([" ", ".", "-", " - ", "\n"]))
def test_spaces_dots_and_small_letters_change_nothing(number: int, place: int, between: str):
    code = reference(number)
    typed = (code[:place] + between + code[place:]).lower()
    assert read_reference(typed) == code
    assert references_in(f"ck {typed} cam on") == (code,)
    assert leading_reference(f" {typed}: 5tr tiền mặt") == Led(code=code, rest=": 5tr tiền mặt")


@pytest.mark.parametrize("memo", MEMOS)
@given(number=NUMBERS)
def test_it_is_found_in_what_banks_hand_on(memo: str, number: int):
    code = reference(number)
    for written in (code, code.lower(), f"{code[:4]} {code[4:]}"):
        assert code in references_in(memo.format(code=written))


def test_what_a_pen_writes_for_a_nought_is_one():
    code = next(one for one in map(reference, range(10**6, 10**6 + 999)) if "0" in one and "1" in one)
    assert read_reference(code.replace("0", "O").replace("1", "i")) == code


def test_several_codes_are_all_named_each_once():
    one, other = reference(5), reference(6)
    assert references_in(f"{one} va {other}, {one}") == (one, other)


@pytest.mark.parametrize(
    "words",
    ["", "DP", "5tr", "DH-261101 cọc", "DP-261101", "chuyen tien", CODE[:-1], f"{CODE}7", "ĐP0000000"],
)
def test_other_words_are_no_code(words: str):
    assert leading_reference(words) is None
    assert read_reference(words) is None


@pytest.mark.parametrize("typed", [f"{CODE[:-1]}X", f"{CODE[:3].lower()}Z{CODE[4:]} 5tr"])
def test_a_slip_in_a_code_is_told_from_other_words(typed: str):
    assert misspelt_reference(typed) == typed[:9].upper()
    for other in (CODE, "DH-261101 cọc", "5tr", "DP-261101", ""):
        assert misspelt_reference(other) is None
