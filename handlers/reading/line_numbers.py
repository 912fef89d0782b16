"""Recognising the numbers of a list's lines where people name them: "1 3", "1, 3 và 4", "1-3", "第2", "số 2"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from handlers.reading.figures import SPAN_OF_TIME, UNIT
from handlers.reading.fold import Folded, accents_of, fold
from handlers.reading.numerals import CHINESE, number

# "dạ 1 xong", "em báo 1 3 xong": who speaks, before what is said.
_OPENING = re.compile(r"(?:(?:[-*•·]|(?:da|vang|ok|okay|em|e|anh|a|chi|bao)(?![a-z0-9])|好的|好|嗯)[ ,:]*)*")
_MARK = r"(?:(?:so|dong|cau|muc|viec|no\.?|number|line|item)(?![a-z]) ?|#|\()"
_NOT_A_LINE = r"(?!\d|[%/_]| %| / ?\d|\.\d|,\d{3}|-\d{3}|:\d+(?! ?%|\d)| ?(?:phan tram|per ?cent|pct)(?![a-z]))"  # 60 %, 120/200, 1.5, 1,200 and 2:30 are other things
_ALONE = r"(?:(?![a-z])|(?=(?:xong|done|ok)(?![a-z])))"
NUMBER = re.compile(
    rf"(?P<mark>{_MARK})?(?<![a-z0-9])(?P<plain>\d{{1,2}})\u20e3?项?{_NOT_A_LINE}{_ALONE}"
    rf"|第 ?(?P<nth>\d{{1,2}}|{CHINESE})[项个号条行单]?"
)
_AND = re.compile(r" ?(?:[,&+]|(?<![a-z])(?:va|voi|and)(?![a-z])|[和跟及与]) ?")
_TO = re.compile(r" ?(?:-?>|[-~→]|(?<![a-z])(?:den|toi|to)(?![a-z])|[到至]) ?")
_DELIMITER = re.compile(r" ?(?:[:.)\]=>]|- )+ ?")
_COUNTED = re.compile(rf" ?(?P<unit>{UNIT}|{SPAN_OF_TIME}|点)(?! (?:mai|kia|mot|nay|qua)(?![a-z]))")
# How the words that count are spelt: "2 đợi mica" waits, "2 đôi" is two pairs.
_SPELT = {
    fold(word): accents_of(word)
    for word in (
        "bộ", "cái", "chiếc", "tấm", "tờ", "cuộn", "mét", "thùng", "kiện", "hộp", "bảng", "con", "quyển", "bịch", "bao",
        "gói", "đôi", "cặp", "khung", "thanh", "cây", "chữ", "ngày", "hôm", "bữa", "tiếng", "giờ", "phút", "tuần",
        "tháng", "năm",
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Number:
    value: int
    end: int
    joint: str  # "and", "to", or "" where nothing but a space stands before it
    marked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Numbers that stand in a row.

    ``known`` are of the list, ``unknown`` are not. ``end``: where the words about them begin. ``marked``: what else could
    it be. Not ``clear``: part of it may as well be an amount.
    """

    known: tuple[int, ...]
    unknown: tuple[int, ...]
    end: int
    marked: bool
    clear: bool

    @property
    def several(self) -> bool:
        return len(self.known) + len(self.unknown) > 1


def leading(line: Folded, total: int) -> Named | None:
    """The numbers a line begins with; None where it begins with none, or with an amount or a time."""
    opening = _OPENING.match(line.text)
    return named_at(line, opening.end() if opening else 0, total)


def named_at(line: Folded, at: int, total: int) -> Named | None:
    """The numbers that begin at ``at``. The last one may turn out to count something: "1 20 bộ" is about 1 alone."""
    row = _row(line.text, at)
    if row and not row[-1].marked and _counts(line, row[-1].end):
        if row[-1].joint or len(row) == 1:
            return None
        row = row[:-1]
    if not row:
        return None
    values = _spread(row)
    delimiter = _DELIMITER.match(line.text, row[-1].end)
    return Named(
        known=tuple(one for one in values if 1 <= one <= total),
        unknown=tuple(one for one in values if not 1 <= one <= total),
        end=delimiter.end() if delimiter else row[-1].end,
        marked=row[0].marked,
        clear=_is_clear(row, total),
    )


def _row(text: str, at: int) -> list[_Number]:
    found = NUMBER.match(text, at)
    row = [_number(found, "and")] if found else []
    while row and (following := _following(text, row[-1].end)):
        row.append(following)
    return row


def _following(text: str, at: int) -> _Number | None:
    for joint, pattern in (("to", _TO), ("and", _AND)):
        between = pattern.match(text, at)
        if between and (found := NUMBER.match(text, between.end())):
            return _number(found, joint)
    found = NUMBER.match(text, at + 1) if text[at : at + 1] == " " else None
    return _number(found, "") if found else None


def _number(found: re.Match[str], joint: str) -> _Number:
    marked = bool(found["mark"] or found["nth"])
    return _Number(value=number(found["plain"] or found["nth"]), end=found.end(), joint=joint, marked=marked)


def _spread(row: list[_Number]) -> tuple[int, ...]:
    """Each number once, those of "1-3" one by one."""
    values: list[int] = []
    for one in row:
        values += range(values[-1] + 1, one.value) if one.joint == "to" else ()
        values.append(one.value)
    return tuple(dict.fromkeys(values))


def _is_clear(row: list[_Number], total: int) -> bool:
    """A number the list has not, behind nothing but a space, may be an amount: "1 60"; "3-1" is nothing at all."""
    backwards = any(two.joint == "to" and two.value <= one.value for one, two in pairwise(row))
    amount = any(not (one.joint or one.marked) and not 1 <= one.value <= total for one in row)
    return not (backwards or amount)


def _counts(line: Folded, at: int) -> bool:
    """Whether the number that ends here counts something: "20 bộ", "2 ngày nữa". What a colon follows does not."""
    unit = None if _DELIMITER.match(line.text, at) else _COUNTED.match(line.text, at)
    if unit is None:
        return False
    start, end = line.span(unit.start("unit"), unit.end("unit"))
    accents = accents_of(line.source[start:end])
    return not accents or accents == _SPELT.get(unit["unit"], accents)
