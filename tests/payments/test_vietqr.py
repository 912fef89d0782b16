"""VietQR: published codes byte for byte, the published mistakes refused, and nothing cut."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.emv_tags import Malformed, joined, parted, sealed, unsealed
from payments.vietqr import Init, NotATransfer, Service, Transfer, Unpayable, build, read

VECTORS = json.loads(Path(__file__).with_name("vietqr_vectors.json").read_text())["vectors"]
WRITTEN = [case for case in VECTORS if case["kind"] == "encode"]
MALFORMED = [case for case in VECTORS if case.get("valid") is False]
SOUND = [case for case in VECTORS if case.get("valid") is True]
TRANSFERS = [case for case in SOUND if "bin" in case["expect"] and "service" not in case["expect"]]
OTHERS = [case for case in SOUND if case not in TRANSFERS]
NAPAS_EXAMPLE_CORRECTED = (
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"
)

PLAIN = Transfer(bin="970403", account="0011012345678")


def asked(given: dict[str, Any]) -> Transfer:
    words = {"ref": "reference"}
    kinds = {"service": Service, "init": Init}
    return Transfer(
        **{words.get(name, name): kinds.get(name, lambda same: same)(value) for name, value in given.items()}
    )


@pytest.mark.parametrize("case", WRITTEN, ids=[case["payload"][-8:] for case in WRITTEN])
def test_a_published_code_is_built_byte_for_byte_and_read_back(case: dict[str, Any]) -> None:
    wanted = asked(case["input"])

    assert build(wanted) == case["payload"]
    assert replace(read(case["payload"]), init=wanted.init) == wanted


@pytest.mark.parametrize("case", MALFORMED, ids=[case["payload"][-8:] for case in MALFORMED])
def test_a_published_mistake_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(case["payload"])


def test_the_wrong_length_in_the_official_example_is_refused_though_its_checksum_is_right() -> None:
    [example] = [case["payload"] for case in MALFORMED if case["payload"].endswith("F4E5")]

    assert unsealed(example)["53"] == "704"
    with pytest.raises(Malformed, match="tag and a length"):
        read(example)
    assert build(PLAIN) == NAPAS_EXAMPLE_CORRECTED


@pytest.mark.parametrize("case", OTHERS, ids=[case["payload"][-8:] for case in OTHERS])
def test_a_sound_code_for_something_else_is_told_apart(case: dict[str, Any]) -> None:
    with pytest.raises(NotATransfer):
        read(case["payload"])


@pytest.mark.parametrize("case", TRANSFERS, ids=[case["payload"][-8:] for case in TRANSFERS])
def test_a_code_of_a_bank_is_read(case: dict[str, Any]) -> None:
    found = read(case["payload"])
    assert {"bin": found.bin, "account": found.account} == case["expect"]
    assert build(found) == case["payload"]


def test_the_table_holds_codes_of_every_kind() -> None:
    assert (len(WRITTEN), len(MALFORMED), len(OTHERS), len(TRANSFERS)) == (19, 3, 4, 1)


def changed(**tags: str | None) -> str:
    """A sound code for 180 000 đồng with some tags otherwise, the checksum made anew; ``_38`` names tag 38."""
    fields = unsealed(build(replace(PLAIN, amount=180_000)))
    fields |= {name.removeprefix("_"): value for name, value in tags.items() if value is not None}
    return sealed({tag: value for tag, value in fields.items() if tags.get(f"_{tag}", "") is not None})


def to(*, account: str = "0011012345678", more: str = "", **parts: str) -> str:
    beneficiary = joined({"00": "970403", "01": account}) + more
    return joined({"00": "A000000727", "01": beneficiary, "02": "QRIBFTTA"} | parts)


@pytest.mark.parametrize("service", ["QRPUSH", "QRCASH"])
def test_a_till_and_a_cash_machine_are_no_transfer(service: str) -> None:
    with pytest.raises(NotATransfer, match=service):
        read(changed(_38=to(**{"02": service})))


@pytest.mark.parametrize(
    "tags", [{"_53": "840"}, {"_53": None}, {"_58": "CN"}, {"_38": to(**{"00": "A000000775"})}, {"_38": None}]
)
def test_another_currency_country_or_network_is_no_transfer(tags: dict[str, str | None]) -> None:
    with pytest.raises(NotATransfer):
        read(changed(**tags))


@pytest.mark.parametrize(
    "tags",
    [
        {"_01": "13"},
        {"_01": None},
        {"_54": "1.5"},
        {"_54": "50 000"},
        {"_54": "-5"},
        {"_54": "1234567890123."},
        {"_38": to(more="0201X")},
        {"_38": to(**{"03": "X"})},
        {"_38": to()[:-12]},
        {"_62": "0805"},
    ],
)
def test_what_is_not_as_it_must_be_is_refused(tags: dict[str, str | None]) -> None:
    assert read(changed()).amount == 180_000
    with pytest.raises(Malformed):
        read(changed(**tags))


@pytest.mark.parametrize(
    "tags",
    [
        {"_54": "0"},
        {"_38": to(account="12345")},
        {"_38": to(account="1" * 20)},
        {"_38": to(account="0011-123")},
    ],
)
def test_nothing_unpayable_is_read(tags: dict[str, str | None]) -> None:
    with pytest.raises(Unpayable):
        read(changed(**tags))


def test_an_amount_may_end_in_a_mark() -> None:
    assert read(changed(_54="50000.")).amount == 50_000


def test_what_is_not_known_is_kept_and_written_again() -> None:
    label = "EVN CONG TY DIEN LUC THANH XUAN"
    payload = changed(_52="0000", _59=label, _62="0503ABC0704T 01", _80="046")

    found = read(payload)

    assert found.more == (("52", "0000"), ("59", label), ("80", "046"))
    assert (found.reference, found.more_labels) == ("ABC", (("07", "T 01"),))
    assert build(found) == payload


def test_a_code_is_paid_once_when_it_names_an_amount_unless_said_otherwise() -> None:
    def init(transfer: Transfer) -> str:
        return unsealed(build(transfer))["01"]

    once = replace(PLAIN, amount=1)
    assert (init(PLAIN), init(once)) == ("11", "12")
    assert (init(replace(PLAIN, init=Init.ONCE)), init(replace(once, init=Init.OFTEN))) == ("12", "11")


@pytest.mark.parametrize(("typed", "written"), [
    ("ủng hộ lũ lụt", "ung ho lu lut"),
    ("Đặt cọc đơn Khánh Thy", "Dat coc don Khanh Thy"),
    ("DH-261101/2", "DH 261101 2"),
    ("  Thu  tiền\n1 ", "Thu tien 1"),
    ("ＤＨ２６", "DH26"),
    ("Đ" * 25, "D" * 25),
])  # fmt: skip
def test_a_purpose_is_folded_and_keeps_its_case(typed: str, written: str) -> None:
    assert parted(unsealed(build(replace(PLAIN, purpose=typed)))["62"]) == {"08": written}


@pytest.mark.parametrize(
    "typed", ["A" * 26, "订单", "Straße", "…"], ids=["too long", "Chinese", "ß", "nothing left"]
)
def test_a_purpose_that_does_not_fit_is_refused_and_never_cut(typed: str) -> None:
    with pytest.raises(Unpayable, match="purpose"):
        build(replace(PLAIN, purpose=typed))


@pytest.mark.parametrize("wrong", [
    {"bin": "97040"}, {"bin": "9704033"}, {"bin": "97O403"}, {"bin": "９70403"},
    {"account": "12345"}, {"account": "1" * 20}, {"account": "0011 0123"}, {"account": "ĐA123456"}, {"account": "123456\n"},
    {"amount": 0}, {"amount": -1}, {"amount": 10**13},
])  # fmt: skip
def test_a_bank_account_or_amount_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unpayable):
        replace(PLAIN, **wrong)


ACCOUNTS = st.from_regex(r"[A-Za-z0-9]{6,19}", fullmatch=True)
LABELS = st.from_regex(r"|[A-Za-z0-9]([A-Za-z0-9]{0,23}[A-Za-z0-9])?", fullmatch=True)


@settings(max_examples=200, deadline=None)
@given(st.builds(
    Transfer, bin=st.from_regex(r"[0-9]{6}", fullmatch=True), account=ACCOUNTS, service=st.sampled_from(Service),
    init=st.sampled_from(Init), amount=st.none() | st.integers(1, 10**13 - 1), purpose=LABELS, bill=LABELS, reference=LABELS,
    more=st.just(()), more_labels=st.just(()),
))  # fmt: skip
def test_every_transfer_is_read_as_it_was_meant(transfer: Transfer) -> None:
    payload = build(transfer)
    assert payload.isascii()
    assert read(payload) == transfer


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["01", "38", "53", "54", "58", "62", "80"]),
        st.text("0123456789A", min_size=1, max_size=40),
    )
)
def test_any_sealed_text_is_read_or_refused_in_words(fields: dict[str, str]) -> None:
    whole = unsealed(build(replace(PLAIN, amount=5, purpose="x"))) | fields
    with suppress(Malformed, NotATransfer, Unpayable):
        assert read(sealed(whole)).bin == PLAIN.bin
