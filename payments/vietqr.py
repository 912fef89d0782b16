"""VietQR (NAPAS): a bank transfer as the text of a QR code, built for our accounts and read from others' codes."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from payments.emv_tags import Malformed, joined, parted, sealed, unsealed

_NAPAS = "A000000727"
_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]{6,19}")
_AMOUNT = re.compile(r"([0-9]{1,13})\.?")
_AMOUNT_LENGTH = 13
_LABEL_LENGTH = 25
_LABELS = {"bill": "01", "reference": "05", "purpose": "08"}  # inside tag 62

Fields: TypeAlias = tuple[tuple[str, str], ...]


class Unpayable(ValueError):
    """A bank, account, amount or text that no code can carry. The text is a sentence."""


class NotATransfer(ValueError):
    """A sound code that asks for something else: a shop's till, cash from a machine, another network or currency."""


class Service(StrEnum):
    """What the account number is the number of."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"


class Init(StrEnum):
    """How often the code is meant to be paid. A label only: nothing at the bank stops a second payment."""

    OFTEN = "11"
    ONCE = "12"


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """Whom to pay, and what the payer's app fills in.

    ``init`` None is decided when built: once with an amount, often without. What the code of somebody else holds besides
    is kept as it stood: ``more`` by tag, ``more_labels`` by tag inside 62.
    """

    bin: str
    account: str
    service: Service = Service.ACCOUNT
    init: Init | None = None
    amount: int | None = None
    purpose: str = ""  # the one label that bank apps put into the transfer's text
    bill: str = ""
    reference: str = ""
    more: Fields = ()
    more_labels: Fields = ()

    def __post_init__(self) -> None:
        if not _BIN.fullmatch(self.bin):
            raise Unpayable(f"The bank is a BIN of 6 digits, not {self.bin!r}.")
        if not _ACCOUNT.fullmatch(self.account):
            raise Unpayable(f"The account is 6 to 19 plain letters and digits, not {self.account!r}.")
        if self.amount is not None and not 0 < self.amount < 10**_AMOUNT_LENGTH:
            raise Unpayable(f"The amount is from 1 đồng to 13 digits, not {self.amount}.")


def build(transfer: Transfer) -> str:
    """Write the payload. Labels lose their accents and keep their case; one that is too long is refused, never cut."""
    fields = {
        **dict(transfer.more),
        "01": transfer.init or (Init.OFTEN if transfer.amount is None else Init.ONCE),
        "38": joined({"00": _NAPAS, "01": _beneficiary(transfer), "02": transfer.service}),
        "53": "704",
        "58": "VN",
    }
    if transfer.amount is not None:
        fields["54"] = str(transfer.amount)
    written = ((name, tag, getattr(transfer, name)) for name, tag in _LABELS.items())
    labels = dict(transfer.more_labels) | {tag: _label(name, text) for name, tag, text in written if text}
    if labels:
        fields["62"] = joined(labels)
    return sealed(fields)


def read(payload: str) -> Transfer:
    """Read a code strictly, lengths inside templates included. Raises ``Malformed``, ``NotATransfer`` or ``Unpayable``."""
    fields = unsealed(payload)
    service, bank, account = _account(fields.pop("38", ""))
    if (fields.pop("53", None), fields.pop("58", None)) != ("704", "VN"):
        raise NotATransfer("The code does not ask for đồng in Việt Nam.")
    init = fields.pop("01", "")
    if init not in set(Init):
        raise Malformed(f"Tag 01 is 11 or 12, not {init!r}.")
    amount = _amount(fields.pop("54")) if "54" in fields else None
    labels = parted(fields.pop("62", ""))
    return Transfer(
        bin=bank,
        account=account,
        service=service,
        init=Init(init),
        amount=amount,
        **{name: labels.pop(tag, "") for name, tag in _LABELS.items()},
        more=tuple(fields.items()),
        more_labels=tuple(labels.items()),
    )


def _beneficiary(transfer: Transfer) -> str:
    return joined({"00": transfer.bin, "01": transfer.account})


def _label(name: str, text: str) -> str:
    """Letters, digits and single spaces, the rest being unreadable to some bank apps; Đ does not decompose by itself."""
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    if stranger := next((char for char in letters if char.isalnum() and not char.isascii()), None):
        raise Unpayable(f"The {name} is written in Latin letters and digits; {stranger!r} has no such form.")
    label = " ".join(re.sub(r"[^A-Za-z0-9]", " ", letters).split())
    if not 1 <= len(label) <= _LABEL_LENGTH:
        raise Unpayable(f"The {name} is 1 to 25 letters, digits and spaces; {label!r} has {len(label)}.")
    return label


def _account(template: str) -> tuple[Service, str, str]:
    """What tag 38 says, and nothing besides: an unknown part of it might change who is paid."""
    parts = parted(template)
    if parts.get("00") != _NAPAS:
        raise NotATransfer("The code names no account in the NAPAS network.")
    if (service := parts.get("02", "")) and service not in set(Service):
        raise NotATransfer(f"The code asks for {service}, not for a transfer to an account or a card.")
    beneficiary = parted(parts.get("01", ""))
    if parts.keys() != {"00", "01", "02"} or beneficiary.keys() != {"00", "01"}:
        raise Malformed("Tag 38 holds the bank, the account and the service, and nothing else.")
    return Service(service), beneficiary["00"], beneficiary["01"]


def _amount(text: str) -> int:
    read = _AMOUNT.fullmatch(text)
    if read is None or len(text) > _AMOUNT_LENGTH:
        raise Malformed(f"Tag 54 is a whole number of đồng, not {text!r}.")
    return int(read[1])
