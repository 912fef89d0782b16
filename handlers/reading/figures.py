"""Finding the numbers in a line, and what each of them counts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from functools import lru_cache

from handlers.reading import numerals
from handlers.reading.fold import Folded
from handlers.reading.numerals import number


class FigureKind(StrEnum):
    """What a number in a line counts."""

    TIME = auto()
    AGO = auto()  # two hours ago
    CLOCK = auto()
    PERCENT = auto()
    RATIO = auto()  # 120/200, and 25/12, which is also a day
    GOOD = auto()
    REJECTED = auto()
    LEFT = auto()  # what is still to do, or missing
    MEASURE = auto()  # 60 cm: how large it is, not how many there are
    COUNT = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number, for a ratio what it is a part of, and its unit; offsets are those of the folded text."""

    kind: FigureKind
    value: Decimal = Decimal(0)
    of: Decimal = Decimal(0)
    unit: str = ""
    negative: bool = False
    start: int
    end: int


_ZH = numerals.CHINESE
_WORD = f"(?:{numerals.WORDS})"
UNIT = (
    r"(?:(?:bo|cai|chiec|tam|to|cuon|met|m2|m3|m|kg|thung|kien|hop|bang|con|quyen|san pham|sp|bich|bao|goi|doi|cap|khung"
    r"|thanh|cay|chu(?! noi)|sets?|pcs|pc|pieces?|units?|box(?:es)?|sheets?|items?|rolls?|panels?|letters?)(?![a-z0-9])"
    r"|[套个件张片块箱台只米卷批条份字](?!月)|组(?!装))"
)
# Of what is measured there are parts: "12,5 m2". Without a unit a point or a comma may be anything.
DECIMAL = r"(?:0[.,]\d{1,3}|\d+[.,]\d{1,2})"
GROUPED = r"[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)"
NUMBER = rf"(?>{GROUPED}|{DECIMAL}(?=\s?{UNIT})|\d++)"
_PART_OF = rf"(?>{GROUPED}|{DECIMAL}(?=\s?/\s?\d[\d.,]*+\s?{UNIT})|\d++)"
# What only a fraction counts: "3/10 xe", while "chờ 2 xe" is no work. A lorry that comes on a day is none of ten.
PARTS = (
    rf"(?:{UNIT}|(?:xe|chuyen|diem|cua hang|vi tri|bien|trucks?|lorr(?:y|ies)|vans?|trips?|stores?|shops?|signs?|boards?|spots?)"
    r"(?! (?:toi|den|ve|qua|sang|len|chay|ra|mai|comes?|arrives?))(?![a-z0-9])|[车辆趟家店处]|门店)"
)
SPAN_OF_TIME = (
    r"(?:(?:ngay|hom|bua|tieng|gio|phut|tuan|thang|nam|h|g|p|days?|hours?|hrs?|weeks?|months?|minutes?|mins?|am|pm)(?![a-z])"
    r"|个?半?(?:天|小时|钟头|分钟|周|星期|礼拜|月|号|日|年))"
)
_AFTER_AGO = "roi|r|da|xong|nha|nhe|a|anh|em|chi|sep|done|finished"
_AGO = r"(?:ngay|hom|tieng|gio|phut|tuan|h|p|days?|hours?|hrs?|minutes?|mins?|weeks?)"
_GOOD = r"(?:(?<![a-z])(?:dat|tot|good|pass|passed)(?![a-z])|良品|合格品?)"
_OK = r"ok(?:ay)?(?![a-z])"
_REJECTED = (
    r"(?:(?<![a-z])(?:hong|hu|loi|phe pham|phe|ng|bad|broken|damaged|spoiled|spoilt|rejects?|rejected|scrap|scrapped|defects?|defective)(?![a-z])"
    r"|不良品?+|次品|废品|报废了?+|坏了?+)"
)
# Of "máy 2 hỏng" the number says which machine.
_NO_NAME = r"(?<!\d)(?<!may )(?<!xe )(?<!machine )(?<!printer )(?<!cutter )(?<!laser )(?<!truck )(?<!van )(?<!机)(?<!机器)"
_LEFT = (
    r"(?:(?<![a-z])(?:con lai|con thieu|con|thieu|chua|missing|remaining)(?![a-z])|还剩|剩下?|还差|差|缺|少)"
)
_ALONE = rf"(?![%\d]|\s?/\s?\d)\s?(?P<unit>{UNIT})?(?!\s?{SPAN_OF_TIME})"
_BEGIN = r"(?<![a-z0-9])"
_MINUS = r"(?P<minus>(?<![\w.,/-])-)?"

_NUMERIC = re.compile(rf"\d|{numerals.CHINESE}|百分|half|nua|{_BEGIN}{_WORD}\s")

_EXACT = re.compile(DECIMAL)

_Read = Callable[[re.Match[str]], dict[str, Decimal]]


def _ratio(match: re.Match[str]) -> dict[str, Decimal]:
    return {"value": exact_number(match["part"]), "of": exact_number(match["whole"])}


def _value(match: re.Match[str]) -> dict[str, Decimal]:
    return {"value": exact_number(match["n"])}


def exact_number(text: str) -> Decimal:
    return Decimal(text.replace(",", ".") if _EXACT.fullmatch(text) else number(text))


_RULES: tuple[tuple[FigureKind, re.Pattern[str], _Read], ...] = tuple(
    (kind, re.compile(pattern), read)
    for kind, pattern, read in (
        (FigureKind.PERCENT, r"百分之?百|十成", lambda _: {"value": Decimal(100)}),
        (FigureKind.PERCENT, rf"百分之(?P<n>\d+|{_ZH})", _value),
        (
            FigureKind.PERCENT,
            rf"(?P<n>{_ZH}|\d{{1,2}})成半",
            lambda m: {"value": exact_number(m["n"]) * 10 + 5},
        ),
        (FigureKind.PERCENT, rf"(?P<n>{_ZH}|\d{{1,2}})成", lambda m: {"value": exact_number(m["n"]) * 10}),
        (
            FigureKind.PERCENT,
            rf"{_MINUS}(?P<n>\d++)(?:[.,]\d+)?\s?(?:%|(?:phan tram|percent|per cent|pt)(?![a-z])|趴)",
            _value,
        ),
        (
            FigureKind.PERCENT,
            rf"{_BEGIN}(?:(?:mot |1 |phan |(?<=xong )|(?<=duoc ))nua(?![a-z])|half(?![a-z]| past))|一半",
            lambda _: {"value": Decimal(50)},
        ),
        (FigureKind.RATIO, rf"(?P<whole>{_ZH})分之(?P<part>{_ZH})", _ratio),
        (FigureKind.RATIO, rf"{_BEGIN}(?P<part>{_WORD}|\d) phan (?P<whole>{_WORD}|\d)(?![a-z0-9])", _ratio),
        (FigureKind.TIME, r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)", lambda _: {}),
        (FigureKind.TIME, r"(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)", lambda _: {}),
        (FigureKind.CLOCK, r"(?<!\d)\d{1,2}(?::|\s?(?:h|g|gio)\s?)\d{2}(?!\d)", lambda _: {}),
        (FigureKind.TIME, rf"{_BEGIN}(?:ngay|mung|mong|thang|thu|t)\s?\d{{1,2}}(?![\d%/])", lambda _: {}),
        (
            FigureKind.CLOCK,
            rf"(?<!\d)(?:\d{{1,2}}|(?<![剩差有]){_ZH})\s?(?:(?:h|g|gio|am|pm)(?![a-z0-9])|点半?)",
            lambda _: {},
        ),
        (
            FigureKind.AGO,
            (
                rf"(?<!hen )(?:(?:{_BEGIN}{_WORD}\s|{NUMBER}\s?){_AGO} (?:truoc(?: day)?|ago)|cach day (?:{_WORD}\s|{NUMBER}\s?){_AGO})"
                rf"(?=\s*(?:$|[,.;!\n]|(?:{_AFTER_AGO})(?![a-z])))"
                rf"|(?:{NUMBER}|{_ZH})个?半?(?:小时|钟头|分钟|天)之?前"
            ),
            lambda _: {},
        ),
        (
            FigureKind.TIME,
            rf"(?:{_BEGIN}{_WORD}\s|{NUMBER}\s?|{_ZH})(?:-\s?\d+\s?)?{SPAN_OF_TIME}",
            lambda _: {},
        ),
        (FigureKind.TIME, r"[下上这本]{0,2}个?(?:周|星期|礼拜)[一二三四五六日天]", lambda _: {}),
        (
            FigureKind.TIME,
            rf"(?<![\d.,/-])(?:3[01]|[12]?\d)[.-](?:1[0-2]|0?[1-9])(?![\d.,-]|\s?{UNIT}|\s?/\s?\d[\d.,]*+\s?{UNIT})",
            lambda _: {},
        ),
        (
            FigureKind.RATIO,
            rf"(?<![\d/.,])(?P<part>{_PART_OF})(?:\s?/\s?|\s(?:tren|out of|of)\s)(?P<whole>{NUMBER})(?!\d|\s?/\s?\d)\s?(?P<unit>{PARTS})?",
            _ratio,
        ),
        (
            FigureKind.GOOD,
            (
                rf"(?P<word>{_GOOD}|{_REJECTED}|{_OK}(?=.*{_REJECTED}))\s?:?\s?(?P<n>{NUMBER}|{_ZH}(?=\s?{UNIT})){_ALONE}"
                rf"|{_NO_NAME}(?P<before>{NUMBER}|{_ZH}(?=\s?{UNIT}))\s?(?P<its_unit>{UNIT})?\s?(?:bi )?(?P<after>{_GOOD}|{_OK}|{_REJECTED}(?!\s?:?\s?(?:\d|{_ZH}\s?{UNIT})))"
            ),
            lambda m: {"value": exact_number(m["n"] or m["before"])},
        ),
        (FigureKind.LEFT, rf"{_LEFT}\s?(?P<n>{NUMBER}|{_ZH})点?{_ALONE}(?:\s?nua(?![a-z]))?", _value),
        (
            FigureKind.LEFT,
            rf"(?P<n>{NUMBER})\s?(?P<unit>{UNIT})?\s?(?:left|missing|remaining)(?![a-z])",
            _value,
        ),
        (
            FigureKind.MEASURE,
            (
                rf"(?:(?:{_BEGIN}(?:now|bay gio|gio)\s|现在)(?:is |are |la |是)?)?{NUMBER}(?:[.,]\d+)?"
                r"\s?(?:(?:cm|mm|dm|inch(?:es)?)(?![a-z0-9])|厘米|毫米|公分)"
            ),
            lambda _: {},
        ),
        (FigureKind.COUNT, rf"{_MINUS}(?P<n>{NUMBER}|{_ZH}(?=\s?{UNIT}))\s?(?P<unit>{UNIT})?", _value),
    )
)


@lru_cache(maxsize=64)
def figures(line: Folded) -> tuple[Figure, ...]:
    """Return the numbers of a line in their order; no two overlap."""
    taken: list[Figure] = []
    if not _NUMERIC.search(line.text):
        return ()
    said = _with_full_stops(line)
    for kind, pattern, read in _RULES:
        for match in pattern.finditer(said):
            if match.end() > match.start() and not any(
                f.start < match.end() and match.start() < f.end for f in taken
            ):
                taken.append(_figure(kind, match, read(match)))
    return tuple(sorted(taken, key=lambda figure: figure.start))


def _with_full_stops(line: Folded) -> str:
    """A full-width comma parts two numbers, which "16/20，2件" would make one of without it."""
    if "，" not in line.source:
        return line.text
    wide = (line.source[start] == "，" for start in line.starts)
    return "".join(";" if one else char for char, one in zip(line.text, wide, strict=True))


def _figure(kind: FigureKind, match: re.Match[str], values: dict[str, Decimal]) -> Figure:
    named = match.groupdict()
    quality = named.get("word") or named.get("after")
    if quality and re.fullmatch(_REJECTED, quality):
        kind = FigureKind.REJECTED
    return Figure(
        kind=kind,
        unit=named.get("unit") or named.get("its_unit") or "",
        negative=named.get("minus") is not None,
        start=match.start(),
        end=match.end(),
        **values,
    )
