"""Reference codes: what a payer writes so that the money finds its request, with a character that betrays a slip."""

import re
import unicodedata
from dataclasses import dataclass

# No vowels: no code is a word. 31 is a prime, on which the check stands.
ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
PREFIX = "DP"  # never FT, MB, VQR, ZP or ATM, with which banks begin their own
COUNT = len(ALPHABET) ** 6  # references there are
_BODY = 6
_LOOKS_LIKE = str.maketrans("OI", "01")
_SEPARATOR = r"[\s.\-_/]*"
_LEADING = re.compile(
    rf"\W*(D{_SEPARATOR}P(?:{_SEPARATOR}[0-9A-Z]){{{_BODY + 1}}})(?![0-9A-Z])", re.IGNORECASE
)
_ANYWHERE = re.compile(rf"(?={PREFIX}([0-9A-Z]{{{_BODY + 1}}}))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Led:
    """A reference that a line begins with, and what follows it."""

    code: str
    rest: str


def reference(number: int) -> str:
    """The code of a number below ``COUNT``: DP, six characters, one that checks them."""
    body = ""
    for _ in range(_BODY):
        number, digit = divmod(number, len(ALPHABET))
        body = ALPHABET[digit] + body
    if number:
        raise ValueError(f"there are {COUNT} references")
    return f"{PREFIX}{body}{_check(body)}"


def read_reference(text: str) -> str | None:
    """The code as it was made, out of a spelling with spaces, in lower case, with O for 0; None for what is none."""
    plain = _plain(text).translate(_LOOKS_LIKE)
    body, check = plain[len(PREFIX) : -1], plain[-1:]
    if not plain.startswith(PREFIX) or len(body) != _BODY or not set(plain[len(PREFIX) :]) <= set(ALPHABET):
        return None
    return plain if _check(body) == check else None


def leading_reference(line: str) -> Led | None:
    """The code that a line begins with."""
    found = _LEADING.match(line)
    code = read_reference(found[1]) if found else None
    return Led(code=code, rest=line[found.end() :].strip()) if found and code else None


def misspelt_reference(line: str) -> str | None:
    """What a line begins with where it looks like a code and its check says it is none."""
    found = _LEADING.match(line)
    return _plain(found[1]) if found and not read_reference(found[1]) else None


def references_in(content: str) -> tuple[str, ...]:
    """Every code in a transfer's text, whatever the banks on its way put before, behind or into it.

    One by chance passes the check: only a code that was given out and stands there alone says anything.
    """
    found = (read_reference(PREFIX + hit[1]) for hit in _ANYWHERE.finditer(_plain(content)))
    return tuple(dict.fromkeys(code for code in found if code))


def _plain(text: str) -> str:
    """What banks keep of a text: letters and digits in one row."""
    folded = unicodedata.normalize("NFKD", text).upper()
    return "".join(char for char in folded if char.isascii() and char.isalnum())


def _check(body: str) -> str:
    """Each place weighs differently: any one wrong character and any two exchanged ones are noticed."""
    total = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]
