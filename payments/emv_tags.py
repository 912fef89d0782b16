"""EMVCo merchant-presented codes: tag, length and value, one after the other, and a checksum at the end."""

import binascii
import re
from collections.abc import Mapping

_BEGIN = "000201"  # tag 00: the format is version 01
_END = "6304"  # tag 63: the checksum, which covers its own tag and length
_HEAD = re.compile(r"([0-9]{2})([0-9]{2})")


class Malformed(ValueError):
    """No sound code: a length that does not hold, a tag twice, a wrong checksum. The text is a sentence."""


def joined(fields: Mapping[str, str]) -> str:
    """Write fields in the order of their tags: a template to stand inside a code."""
    for tag, value in fields.items():
        if not 1 <= len(value) <= 99:
            raise Malformed(f"Tag {tag} holds 1 to 99 characters, not {len(value)}.")
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in sorted(fields.items()))


def parted(text: str) -> dict[str, str]:
    """Read fields back; each length must hold to the very last character."""
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = _HEAD.match(text, at)
        if head is None:
            raise Malformed(f"A tag and a length should stand where {text[at : at + 4]!r} does.")
        tag, length = head[1], int(head[2])
        value = text[head.end() : head.end() + length]
        if not length or len(value) < length:
            raise Malformed(f"Tag {tag} says {length} characters; {len(value)} follow.")
        if tag in fields:
            raise Malformed(f"Tag {tag} stands there twice.")
        fields[tag] = value
        at = head.end() + length
    return fields


def sealed(fields: Mapping[str, str]) -> str:
    """Write a whole code around ``fields``, with the version before and the checksum after them."""
    covered = f"{_BEGIN}{joined(fields)}{_END}"
    return covered + _checksum(covered)


def unsealed(payload: str) -> dict[str, str]:
    """Read a whole code back into its fields, without version and checksum.

    A right checksum alone proves nothing: published examples carry one over a wrong length.
    """
    covered, checksum = payload[:-4], payload[-4:]
    if not (covered.startswith(_BEGIN) and covered.endswith(_END)):
        raise Malformed(f"A payment code begins with {_BEGIN} and ends with {_END} and four more characters.")
    if checksum.upper() != _checksum(covered):
        raise Malformed("The checksum is wrong: a character was changed or lost.")
    fields = parted(covered.removeprefix(_BEGIN).removesuffix(_END))
    if fields.keys() & {"00", "63"}:
        raise Malformed("Version and checksum stand at the two ends alone.")
    return fields


def _checksum(covered: str) -> str:
    """CRC-16/CCITT-FALSE. Lengths count characters, this counts bytes: the one reading that fits accented codes in use."""
    return f"{binascii.crc_hqx(covered.encode(errors='replace'), 0xFFFF):04X}"
