"""Reading the day or the moment a person names."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum, auto

from handlers.reading.day_phrases import DAY_PHRASES, HINT, LUNAR, WEEKDAYS
from handlers.reading.fold import Folded, Span, accents_of, folded
from handlers.reading.hours import CLOCK, PARTS, Part, clock_time, find_delay


class RefusedDate(StrEnum):
    """Why a day that was named is not taken."""

    IMPOSSIBLE = auto()  # 31/2, 12/25
    LUNAR = auto()  # Tết and other days of the lunar calendar


@dataclass(frozen=True, kw_only=True, slots=True)
class DateReading:
    """What was said about when.

    `day` is None when it is to be asked (several `candidates`), when it was refused, or when only a `delay` from now was
    named. `spans` are the places in the original text.
    """

    day: date | None = None
    part: Part | None = None
    at: time | None = None
    delay: timedelta | None = None
    candidates: tuple[date, ...] = ()
    refused: RefusedDate | None = None
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mention:
    days: tuple[date, ...]
    is_weekday: bool
    start: int
    end: int


# How these are accented where they are a day or an hour; other accents make other words of them.
_ACCENTED = {
    fold_word: {accents_of(word) for word in words}
    for fold_word, words in {
        "mai": ("mai",),
        "mot": ("mốt", "một"),
        "kia": ("kia",),
        "nay": ("nay", "này"),
        "qua": ("qua",),
        "sang": ("sáng",),
        "trua": ("trưa",),
        "chieu": ("chiều",),
        "toi": ("tối", "tới"),
        "dem": ("đêm",),
        "thu": ("thứ",),
        "tuan": ("tuần",),
        "thang": ("tháng",),
        "ngay": ("ngày",),
        "hom": ("hôm",),
        "nua": ("nữa", "nửa"),
        "gio": ("giờ",),
        "cuoi": ("cuối",),
        "dau": ("đầu",),
        "mung": ("mùng",),
        "mong": ("mồng",),
        "tet": ("tết",),
        "cn": ("cn",),
        "ba": ("ba",),
        "may": ("may",),
    }.items()
}
_LOOKALIKES = frozenset({"mot", "sang", "toi", "thu", "ngay", "dau", "mong", "mung", "tet"})


def read_date(text: str, today: date) -> DateReading | None:
    """Return the day or moment a text names, or None.

    Day before month always. Without a year the coming day is meant; if the same day went by less than a month ago, both
    are candidates. Days that do not exist are refused, not moved.
    """
    line = folded(text)
    if not HINT.search(line.text):
        return None
    lunar = LUNAR.search(line.text)
    if lunar and _says(line, lunar.start(), lunar.end()):
        return DateReading(refused=RefusedDate.LUNAR, spans=(line.span(*lunar.span()),))
    waiting = find_delay(line.text)
    if waiting:
        return DateReading(delay=waiting[0], spans=(line.span(*waiting[1].span()),))
    mentions = _mentions(line, today)
    part, part_span = _part(line, mentions)
    clock = CLOCK.search(line.text)
    at = clock_time(clock, part) if clock else None
    spans = [(mention.start, mention.end) for mention in mentions]
    spans += [part_span] if part else []
    spans += [clock.span()] if clock and at else []
    if not spans:
        return None
    return _reading(mentions, today, part, at, tuple(sorted({line.span(*span) for span in spans})))


def _reading(
    mentions: list[_Mention], today: date, part: Part | None, at: time | None, spans: tuple[Span, ...]
) -> DateReading:
    if any(not mention.days for mention in mentions):
        return DateReading(refused=RefusedDate.IMPOSSIBLE, spans=spans)
    days = _agreed(mentions) or (today,)
    if len(days) > 1:
        return DateReading(candidates=days, part=part, at=at, spans=spans)
    return DateReading(day=days[0], part=part, at=at, spans=spans)


def _agreed(mentions: list[_Mention]) -> tuple[date, ...]:
    """What all mentions agree on, or else everything that was named; a weekday may stand beside its own date."""
    dated = [mention.days for mention in mentions if not mention.is_weekday]
    weekdays = {mention.days[0].weekday() for mention in mentions if mention.is_weekday}
    if len(dated) == 1 and weekdays == {day.weekday() for day in dated[0]}:
        return dated[0]
    named = [set(mention.days) for mention in mentions]
    common = set.intersection(*named) if named else set()
    return tuple(sorted(common or set().union(*named)))


def _mentions(line: Folded, today: date) -> list[_Mention]:
    found: list[_Mention] = []
    for pattern, resolve in DAY_PHRASES:
        for match in pattern.finditer(line.text):
            if any(mention.start < match.end() and match.start() < mention.end for mention in found):
                continue
            days = resolve(match, today) if _says(line, match.start(), match.end()) else None
            if days is not None:
                found.append(
                    _Mention(days=days, is_weekday=resolve in WEEKDAYS, start=match.start(), end=match.end())
                )
    return found


def _part(line: Folded, mentions: list[_Mention]) -> tuple[Part | None, Span]:
    """Return the first part of a day; "tôi", "sang" and the like only count beside a day or an hour."""
    for part, pattern in PARTS:
        for match in pattern.finditer(line.text):
            if (
                _says(line, *match.span())
                and not _is_coming(line, match)
                and (_is_clear(line, match) or _is_beside(line, match, mentions))
            ):
                return part, match.span()
    return None, (0, 0)


def _is_coming(line: Folded, match: re.Match[str]) -> bool:
    """Whether it is "tới", which is no evening."""
    first = line.span(match.start(), match.end())
    return accents_of(line.source[slice(*first)]) == accents_of("tới")


def _is_clear(line: Folded, match: re.Match[str]) -> bool:
    return match[0] not in {"sang", "toi"} or line.accented or match[0] == line.text


def _is_beside(line: Folded, match: re.Match[str], mentions: list[_Mention]) -> bool:
    near = [(mention.start, mention.end) for mention in mentions] + [
        clock.span() for clock in CLOCK.finditer(line.text)
    ]
    return any(0 <= match.start() - end <= 1 or 0 <= start - match.end() <= 1 for start, end in near)


def _says(line: Folded, start: int, end: int) -> bool:
    """Whether the words, as they were typed, can be words about time; "anh Mai" is a person."""
    for word in line.words:
        if word.start < start or word.end > end or word.plain not in _ACCENTED:
            continue
        if word.accents not in _ACCENTED[word.plain] and word.accents:
            return False
        if not word.accents and line.accented and word.plain in _LOOKALIKES:
            return False
        if word.plain == "mot" and (word.start, word.end) == (start, end):
            return word.accents == accents_of("mốt") or line.text == "mot"
        if word.plain == "mai" and _is_person(line, word.start):
            return False
    return True


def _is_person(line: Folded, start: int) -> bool:
    titled = re.search(r"(?<![a-z])(?:anh|chi|em|co|ban|a|c) $", line.text[:start])
    return bool(titled) and line.source[line.starts[start]].isupper()
