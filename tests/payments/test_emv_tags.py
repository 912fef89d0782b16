"""EMVCo fields: what is written is read back, and no length is taken on trust."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.emv_tags import Malformed, joined, parted, sealed, unsealed

TAGS = st.integers(min_value=1, max_value=62).map(lambda number: f"{number:02}")
VALUES = st.text(min_size=1, max_size=99)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(TAGS, VALUES, max_size=6))
def test_fields_are_read_back_as_they_were_written(fields: dict[str, str]) -> None:
    assert parted(joined(fields)) == fields
    assert unsealed(sealed(fields)) == fields


@pytest.mark.parametrize(
    ("bank", "account", "checksum"), [("970407", "19030413601018", "0283"), ("970416", "257678859", "AE9F")]
)
def test_the_checksum_is_four_upper_case_digits_and_read_in_either_case(
    bank: str, account: str, checksum: str
) -> None:
    template = joined({"00": "A000000727", "01": joined({"00": bank, "01": account}), "02": "QRIBFTTA"})
    fields = {"01": "11", "38": template, "53": "704", "58": "VN"}

    payload = sealed(fields)

    assert payload[-4:] == checksum
    assert unsealed(payload[:-4] + checksum.lower()) == fields


def test_an_accented_text_counts_in_characters_and_its_checksum_in_bytes() -> None:
    assert joined({"59": "Điều Phối"}) == "5909Điều Phối"
    assert sealed({"59": "Điều Phối"})[-4:] == "E0A1"  # computed bit by bit over UTF-8
    assert unsealed(sealed({"59": "Điều Phối"})) == {"59": "Điều Phối"}


@pytest.mark.parametrize(
    "text",
    ["5", "53037", "5303704580", "5300", "53037045303704", "53٠3704", "5 03704", "5303704X"],
    ids=[
        "half a tag",
        "too short",
        "half a length",
        "empty",
        "a tag twice",
        "Arabic digits",
        "a space",
        "a rest",
    ],
)
def test_a_length_that_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parted(text)


@pytest.mark.parametrize("value", ["", "x" * 100])
def test_a_value_that_has_no_length_is_not_written(value: str) -> None:
    with pytest.raises(Malformed):
        joined({"59": value})


def test_a_lone_half_of_a_letter_is_no_reason_to_fall() -> None:
    with pytest.raises(Malformed):
        unsealed("0002015901\ud83d63040000")


def test_any_one_character_changed_is_noticed() -> None:
    payload = sealed({"53": "704", "58": "VN", "59": "CONG TY ADTECH"})
    for at, was in enumerate(payload[:-4]):
        with pytest.raises(Malformed):
            unsealed(payload[:at] + ("1" if was != "1" else "2") + payload[at + 1 :])


def test_version_and_checksum_stand_at_the_ends_alone() -> None:
    for fields in ({"00": "01"}, {"63": "ABCD"}):
        with pytest.raises(Malformed, match="two ends"):
            unsealed(sealed(fields))
