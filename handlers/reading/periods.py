"""Reading from when to when somebody is away or on duty: "24-26/12", "chiều mai", "3 ngày từ thứ 5", "下周一到周三"."""

import re
from dataclasses import dataclass
from datetime import date, time

from handlers.reading import numerals
from handlers.reading.dates import DateReading, read_date
from handlers.reading.fold import Span, folded
from handlers.reading.hours import Part
from handlers.reading.numerals import number


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodReading:
    """What was said about from when to when.

    ``first``: the day it begins; several where that is to be asked, none where it begins now or was refused.
    ``last`` is its last day, or ``days`` is how many working days it takes. ``starts_at`` and ``ends_at``: hours that were
    named, or meant by a part of the day; without them it is whole days. ``endless``: a beginning was named and no end.
    """

    first: tuple[date, ...] = ()
    last: date | None = None
    days: int = 0
    starts_at: time | None = None
    ends_at: time | None = None
    endless: bool = False
    refused: bool = False
    spans: tuple[Span, ...] = ()


_NOON = time(12)
_BEGINS = {Part.NOON: _NOON, Part.AFTERNOON: _NOON, Part.EVENING: time(17), Part.END: time(16)}
_ENDS = {Part.MORNING: _NOON, Part.NOON: time(13)}
_LONGEST = 400  # days; a longer one is a slip
_AHEAD = 300  # "22/11" said on the 23rd is yesterday, not a year from now

_N = rf"(?:\d{{1,3}}|{numerals.WORDS})"
_LENGTH = re.compile(
    rf"(?<![\d/.a-z])(?P<n>{_N})\s?(?P<unit>ngay|hom|bua|tuan|days?|weeks?)(?! (?:nua|sau|toi|later|from now))(?![a-z])"
    rf"|(?P<zh>{numerals.CHINESE}|\d{{1,3}})个?(?P<zh_unit>天|周|星期|礼拜)(?!之?后|以后|[一二三四五六日天])"
)
_SHARED_MONTH = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<to>\s?(?:[-~,&]|den|to|va|and|到|至|和)\s?)(?P<last>\d{1,2})(?P<month>[/.]\d{1,2}(?:[/.]\d{2,4})?)(?![\d/])"
)
_TO = re.compile(
    r" ?(?:->|→|~| - |(?<=\d)-(?=\d{1,2}[/.])|(?<=[\da-z])-(?=t\s?\d|cn)|[,&]| den(?: het)? | toi(?: het)? | to | until | till | through"
    r" | va | and |到|至|和) ?"
)
_UNTIL = re.compile(r"(?:^| )(?:den(?: het)?|toi(?: het)?|until|till|to) |^(?:到|至)")
_FROM = re.compile(r"(?<![a-z])(?:tu|from|since|starting)(?![a-z])|从|起")


def read_period(text: str, today: date) -> PeriodReading | None:
    """Return the period a text names, or None where it names no day at all."""
    line = folded(text)
    length = _LENGTH.search(line.text)
    if length is not None:
        return _lasting(text, length, today)
    return _shared_month(text, today) or _from_to(text, today) or _one_sided(text, today)


def _lasting(text: str, length: re.Match[str], today: date) -> PeriodReading:
    """So many days, from a day that may be named besides."""
    span = folded(text).span(*length.span())
    unit = length["unit"] or length["zh_unit"]
    weeks = unit in {"tuan", "week", "weeks", "周", "星期", "礼拜"}
    count = number(length["n"] or length["zh"]) * (7 if weeks else 1)
    begins = read_date(_blanked(text, (span,)), today)
    first = _ahead(begins, today) if begins else ()
    refused = (begins is not None and not first) or not 0 < count <= _LONGEST
    last = None
    if weeks and len(first) < 2 and not refused:
        last = date.fromordinal((first[0] if first else today).toordinal() + count - 1)
    return PeriodReading(
        first=first,
        last=last,
        days=0 if last else count,
        starts_at=_begin(begins) if begins else None,
        refused=refused,
        spans=(span, *(begins.spans if begins else ())),
    )


def _shared_month(text: str, today: date) -> PeriodReading | None:
    """In "24-26/12" both days are of one month."""
    line = folded(text)
    match = _SHARED_MONTH.search(line.text)
    if match is None:
        return None
    written_out = f"{match['first']}{match['month']} -> {match['last']}{match['month']}"
    read = _from_to(written_out, today)
    if read is None:
        return None
    around = _from_to(f"{line.text[: match.start()]} {written_out} {line.text[match.end() :]}", today) or read
    return _placed(around, (line.span(*match.span()),))


def _from_to(text: str, today: date) -> PeriodReading | None:
    line = folded(text)
    for match in _TO.finditer(line.text):
        middle = line.span(*match.span()) if match[0].strip() else (match.start(), match.end())
        begins = read_date(text[: middle[0]], today)
        if begins is None or begins.delay is not None:
            continue
        first = _ahead(begins, today)
        ends = _end_after(text[middle[1] :], first[0] if first else today, today)
        if ends is None or ends.delay is not None:
            continue
        shifted = tuple((start + middle[1], end + middle[1]) for start, end in ends.spans)
        return _between(begins, ends, first, (*begins.spans, middle, *shifted))
    return None


def _end_after(text: str, first: date, today: date) -> DateReading | None:
    """An end that would lie before the beginning is read from the beginning on: "thứ 6 đến thứ 3", "24/12 đến 2/1"."""
    ends = read_date(text, today)
    if ends is None or any(day >= first for day in (ends.day, *ends.candidates) if day):
        return ends
    return read_date(text, first)


def _between(
    begins: DateReading, ends: DateReading, first: tuple[date, ...], spans: tuple[Span, ...]
) -> PeriodReading:
    last = tuple(day for day in (ends.day, *ends.candidates) if day and first and day >= first[0])
    wrong = not last or (last[0] - first[0]).days > _LONGEST
    return PeriodReading(
        first=first,
        last=None if wrong else last[0],
        starts_at=_begin(begins),
        ends_at=_end(ends),
        refused=wrong,
        spans=spans,
    )


def _one_sided(text: str, today: date) -> PeriodReading | None:
    """One day, or part of it; "đến thứ 6" begins now; "từ thứ 6" does not say how long."""
    read = read_date(text, today)
    if read is None:
        return None
    days = _ahead(read, today)
    if read.delay is not None or not days:
        return PeriodReading(refused=True, spans=read.spans)
    before = folded(text).text
    if _UNTIL.search(before):
        return PeriodReading(last=days[0], ends_at=_end(read), spans=read.spans)
    return PeriodReading(
        first=days,
        last=days[0],
        starts_at=_begin(read),
        ends_at=_end(read) if read.at is None else None,
        endless=bool(_FROM.search(before)),
        spans=read.spans,
    )


def _ahead(read: DateReading, today: date) -> tuple[date, ...]:
    """Nobody asks for leave of a day gone by: of several readings those that are still to come."""
    days = (read.day,) if read.day else read.candidates
    return tuple(day for day in days if 0 <= (day - today).days <= _AHEAD)


def _begin(read: DateReading) -> time | None:
    return read.at or (_BEGINS.get(read.part) if read.part else None)


def _end(read: DateReading) -> time | None:
    return read.at or (_ENDS.get(read.part) if read.part else None)


def _blanked(text: str, spans: tuple[Span, ...]) -> str:
    """The same without what has been read, every other word at its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _placed(read: PeriodReading, spans: tuple[Span, ...]) -> PeriodReading:
    return PeriodReading(
        first=read.first,
        last=read.last,
        starts_at=read.starts_at,
        ends_at=read.ends_at,
        refused=read.refused,
        spans=spans,
    )
