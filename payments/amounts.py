"""Amounts of đồng as people type them; what might mean two things is never decided here."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


class Why(StrEnum):
    """What is wrong with what was typed."""

    EMPTY = "empty"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"
    CURRENCY = "currency"  # another currency than đồng
    MINOR_UNIT = "minor_unit"  # a đồng has no parts
    GROUPING = "grouping"  # 12.50.000
    UNITS = "units"  # 1k2tr, 1tr2000: parts that do not fall
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """``sure`` is False for spellings that are understood but better confirmed: "2 củ", "1 tỷ 2"."""

    value: int
    sure: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Ambiguous:
    """What it may mean, the more likely first; to be asked."""

    readings: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """No amount."""

    why: Why


Read: TypeAlias = Amount | Ambiguous | Refused

CEILING = 10**13
_ASKED_BELOW = 10_000  # a bare 500 is more often 500 000: people drop the three zeros
_FOLDED = {"đ": "d", "萬": "万", "億": "亿", "−": "-", "–": "-", "—": "-", "×": "x", "*": "x", "₫": "d"}
_OTHER_MONEY = re.compile(r"[$¥€£元]|usd|rmb|cny|eur|ndt|twd")
_DONG = re.compile(r"^(?:vnd|d)\s*|\s*(?:vnd|dong|d|越南盾|盾)$")
_UNITS = {
    **dict.fromkeys(("k", "n", "ng", "nghin", "ngan", "千"), 10**3),
    "万": 10**4,
    **dict.fromkeys(("tr", "trieu", "m", "million", "cu", "百万"), 10**6),
    "亿": 10**8,
    **dict.fromkeys(("ty", "ti", "b", "billion", "bn"), 10**9),
}
_HANZI = frozenset("千万亿")
_CONFIRMED = frozenset({"b", "bn", "cu"})
_SLANG = {"lit": 10**5, "xi": 10**5, "chai": 10**6}  # worth different sums in different towns
_ANY_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(\d[\d.,]*(?: \d{{3}})*)\s*({_ANY_UNIT})(?![a-z])\s*")
_PLAIN = re.compile(r"(?:0|[1-9]\d*)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})")
_THREE_AFTER_MARK = re.compile(r"([1-9]\d{0,2})[.,](\d{3})")
_ZERO_CENTS = re.compile(r"[.,]00?$")
_TAIL = re.compile(r"( ?)(\d+)")


def read_amount(text: str) -> Read:
    """Read an amount in đồng. Bare numbers below 10 000, two-digit tails ("1tr25") and the like come back to be asked."""
    typed = fold_amount(text)
    if not typed:
        return Refused(why=Why.EMPTY)
    if _OTHER_MONEY.search(typed):
        return Refused(why=Why.CURRENCY)
    typed = _DONG.sub("", typed).strip()
    if typed.startswith("-"):
        return Refused(why=Why.NOT_POSITIVE)
    return _bounded(_several_meant(typed) or _slang(typed) or _sum(typed))


def fold_amount(text: str) -> str:
    """Plain letters and figures in small, without accents and needless spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (_FOLDED.get(char, char) for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    return " ".join("".join(kept).split())


def _bounded(read: Read) -> Read:
    values = (
        (read.value,) if isinstance(read, Amount) else read.readings if isinstance(read, Ambiguous) else ()
    )
    if any(value <= 0 for value in values):
        return Refused(why=Why.NOT_POSITIVE)
    if any(value >= CEILING for value in values):
        return Refused(why=Why.TOO_LARGE)
    return read


def _several_meant(typed: str) -> Read | None:
    """A range ("1-2tr") or a product ("500k x 3"): somebody has to say which sum is meant."""
    spread = re.fullmatch(rf"(\d+)\s*-\s*(\d+)\s*({_ANY_UNIT})", typed)
    if spread:
        low, high, unit = spread.groups()
        return Ambiguous(readings=(int(low) * _UNITS[unit], int(high) * _UNITS[unit]))
    product = re.fullmatch(r"(.+?)\s*x\s*(\d{1,4})", typed)
    one = _sum(product[1]) if product else None
    if product and isinstance(one, Amount):
        return Ambiguous(readings=(one.value, one.value * int(product[2])))
    return None


def _slang(typed: str) -> Read | None:
    if half := re.fullmatch(rf"nua\s*({_ANY_UNIT})", typed):
        return Ambiguous(readings=(_UNITS[half[1]] // 2,))
    if million_or_billion := re.fullmatch(r"(\d{1,4})\s*t", typed):
        number = int(million_or_billion[1])
        return Ambiguous(readings=(number * 10**6, number * 10**9))
    if called := re.fullmatch(rf"(\d{{1,4}})\s*({'|'.join(_SLANG)})", typed):
        return Ambiguous(readings=(int(called[1]) * _SLANG[called[2]],))
    return None


def _sum(typed: str) -> Read:
    """One number, or parts with falling units and what is said after the last unit."""
    parts: list[tuple[str, str]] = []
    end = 0
    while found := _PART.match(typed, end):
        parts.append((found[1], found[2]))
        end = found.end()
    if not parts:
        return _bare(typed)
    after_unit = typed[:end].rstrip()
    return _with_tail(parts, typed[len(after_unit) :])


def _bare(typed: str) -> Read:
    """A number without a unit: plain, or in whole groups of three with one kind of mark."""
    whole = _ZERO_CENTS.sub("", typed)
    if whole != typed and not (_GROUPED.fullmatch(whole) or len(whole) > 4):
        whole = typed
    if _PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole):
        value = int(re.sub(r"\D", "", whole))
        return Ambiguous(readings=(value * 1000, value)) if 0 < value < _ASKED_BELOW else Amount(value=value)
    if re.fullmatch(r"\d[\d., ]*[.,]\d{1,2}", typed):
        return Refused(why=Why.MINOR_UNIT)
    grouped = re.fullmatch(r"[\d., ]+", typed) and not typed.isdigit()  # 0912345678 is a telephone
    return Refused(why=Why.GROUPING if grouped else Why.UNREADABLE)


def _with_tail(parts: Sequence[tuple[str, str]], rest: str) -> Read:
    heads = _heads(parts)
    if isinstance(heads, Refused):
        return heads
    unit = parts[-1][1]
    sure = not _CONFIRMED & {name for _, name in parts}
    tails = _tails(rest, unit)
    if isinstance(tails, Refused):
        return tails
    if rest.startswith(" ") and rest.strip().isdigit():
        sure = False
    readings = tuple(dict.fromkeys(head + tail for head in heads for tail in tails))
    if any(one.denominator != 1 for one in readings):
        return Refused(why=Why.MINOR_UNIT)
    values = tuple(int(one) for one in readings)
    return Amount(value=values[0], sure=sure) if len(values) == 1 else Ambiguous(readings=values)


def _heads(parts: Sequence[tuple[str, str]]) -> tuple[Fraction, ...] | Refused:
    """What the numbers with units add up to: several sums where a mark or a lone digit may mean two things."""
    [(number, unit), *lower] = parts
    sums = _times(number, _UNITS[unit])
    if not sums:
        return Refused(why=Why.GROUPING)
    above = _UNITS[unit]
    for digits, name in lower:
        size = _UNITS[name]
        if size >= above or not _PLAIN.fullmatch(digits) or int(digits) * size >= above:
            return Refused(why=Why.UNITS)
        added = [Fraction(int(digits) * size)]
        if name == "k" and len(digits) == 1:
            added.append(Fraction(int(digits) * above, 10))  # 1tr2k: 1.002.000, or a slip for 1tr2
        sums = tuple(one + more for one in sums for more in added)
        above = size
    return sums


def _times(number: str, unit: int) -> tuple[Fraction, ...]:
    if _PLAIN.fullmatch(number):
        return (Fraction(int(number) * unit),)
    digits = int(re.sub(r"\D", "", number))
    if three := _THREE_AFTER_MARK.fullmatch(number):
        return (Fraction(digits * unit, 1000), Fraction(int(three[1] + three[2]) * unit))
    if decimal := _DECIMAL.fullmatch(number):
        return (Fraction(digits * unit, 10 ** len(decimal[2])),)
    if _GROUPED.fullmatch(number):
        return (Fraction(digits), Fraction(digits * unit))
    return ()


def _tails(rest: str, unit: str) -> tuple[Fraction, ...] | Refused:
    """Nothing, "rưỡi", one digit (tenths), three (thousandths); two are ambiguous."""
    size = _UNITS[unit]
    if not rest.strip():
        return (Fraction(0),)
    if rest.strip() == "ruoi":
        return (Fraction(size, 2),)
    tail = _TAIL.fullmatch(rest)
    if tail is None:
        return Refused(why=Why.UNREADABLE)
    digits = tail[2]
    part = Fraction(int(digits) * size, 10 ** len(digits))
    if unit in _HANZI:
        if len(digits) > 4:
            return Refused(why=Why.UNITS)
        return (part,) if len(digits) == 1 else (part, Fraction(int(digits)))
    if len(digits) > 3:
        return Refused(why=Why.UNITS)
    return (part, Fraction(int(digits) * size, 1000)) if len(digits) == 2 else (part,)
