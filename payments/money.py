"""Amounts as people type them, in the currency of the order they are typed for."""

import re
from decimal import Decimal
from fractions import Fraction

from payments.amounts import CEILING, Ambiguous, Amount, Read, Refused, Why, fold_amount, read_amount
from payments.currencies import VND, decimals, marks, other_marks

_UNITS = {
    **dict.fromkeys(("k", "nghin", "ngan", "thousand", "千"), 10**3),
    **dict.fromkeys(("万", "w"), 10**4),
    **dict.fromkeys(("tr", "trieu", "m", "million", "百万"), 10**6),
    "亿": 10**8,
    **dict.fromkeys(("ty", "b", "bn", "billion"), 10**9),
}
_ANY_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(?P<number>\d+(?:[., ]\d+)*)\s*(?P<unit>{_ANY_UNIT})?(?![a-z])\s*")
_DONG = re.compile(r"\d\s*d$")  # what is left of ₫ and đ
_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,3}(?: \d{3})+(?:[.,]\d{1,4})?|\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,4})?"
)
_PLAIN = re.compile(r"\d+(?:\.\d{1,4})?|\d+,\d{1,2}")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")  # 1.234 is one and something, or a thousand


def read_money(text: str, currency: str) -> Read:
    """Minor units of the currency. What may mean two things comes back to be asked."""
    if currency == VND:
        return read_amount(text)
    typed = fold_amount(text)
    if not typed:
        return Refused(why=Why.EMPTY)
    typed = _without_marks(typed, currency)
    if _DONG.search(typed) or any(mark in typed for mark in other_marks(currency)):
        return Refused(why=Why.CURRENCY)
    if typed.startswith("-"):
        return Refused(why=Why.NOT_POSITIVE)
    return _bounded(_sums(typed), decimals(currency))


def minor_units(number: float, currency: str) -> int | None:
    """What a program counts with, as minor units; None where it is no amount of the currency."""
    value = Decimal(str(number)).scaleb(decimals(currency))
    whole = int(value) if value.is_finite() and value == value.to_integral_value() else 0
    return whole if 0 < whole < CEILING else None


def _without_marks(typed: str, currency: str) -> str:
    for mark in marks(currency):
        if typed.startswith(mark):
            return typed.removeprefix(mark).strip()
        if typed.endswith(mark):
            return typed.removesuffix(mark).strip()
    return typed


def _sums(typed: str) -> tuple[Fraction, ...] | Refused:
    """Parts with falling units; a figure behind the last unit may be its tenth: "1万2"."""
    sums: tuple[Fraction, ...] = (Fraction(0),)
    above = at = 0
    while at < len(typed):
        part = _PART.match(typed, at)
        if part is None:
            return Refused(why=Why.UNREADABLE)
        size = _UNITS.get(part["unit"] or "", 1)
        values = _values(part["number"].strip())
        if not values:
            return Refused(why=Why.GROUPING)
        if above and size >= above:
            return Refused(why=Why.UNITS)
        added = [value * size for value in values]
        if above and size == 1 and part["number"].isdigit() and len(part["number"]) == 1:
            added.insert(0, Fraction(int(part["number"]) * above, 10))
        sums = tuple(dict.fromkeys(one + more for one in sums for more in added))
        above, at = size, part.end()
    return sums


def _values(number: str) -> tuple[Fraction, ...]:
    if _EITHER.fullmatch(number):
        return (Fraction(number.replace(".", "")), Fraction(number))
    if _GROUPED.fullmatch(number):
        whole, _, part = _with_point(number).partition(".")
        return (Fraction(f"{whole}.{part or 0}"),)
    return (Fraction(number.replace(",", ".")),) if _PLAIN.fullmatch(number) else ()


def _with_point(number: str) -> str:
    """Its last mark is a point where it stands but once and is no group's."""
    if number.count(".") > 1:
        return number.replace(".", "").replace(",", ".")
    if " " in number:
        return number.replace(" ", "").replace(",", ".")
    return number.replace(",", "")


def _bounded(sums: tuple[Fraction, ...] | Refused, places: int) -> Read:
    if isinstance(sums, Refused):
        return sums
    minor = [one * 10**places for one in sums]
    values = tuple(int(one) for one in minor if one.denominator == 1)
    if not values:
        return Refused(why=Why.MINOR_UNIT)
    if any(value <= 0 for value in values):
        return Refused(why=Why.NOT_POSITIVE)
    if any(value >= CEILING for value in values):
        return Refused(why=Why.TOO_LARGE)
    return Amount(value=values[0]) if len(values) == 1 else Ambiguous(readings=values)
