"""Telling whether what a line says was done at a moment lies behind, or is still to come."""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum, auto

from handlers.reading.dates import DateReading
from handlers.reading.fold import folded
from handlers.reading.hours import Part
from handlers.reading.lexicon.tags import Tag
from handlers.reading.meaning import Kind, Meaning, Shade, read_meaning
from handlers.reading.tagging import tagged


class Lies(StrEnum):
    """Where a moment lies, seen from now."""

    BEHIND = auto()
    AHEAD = auto()
    EITHER = auto()  # this morning, said in the morning


_PARTS = {
    Part.MORNING: (time(0), time(12)),
    Part.NOON: (time(11), time(13)),
    Part.AFTERNOON: (time(12), time(18)),
    Part.EVENING: (time(18), time(23, 59)),
    Part.END: (time(16), time(18)),
}
_HALF_A_DAY = timedelta(hours=12)
_LED_TO = re.compile(r"(?<![a-z])(?:(?P<since>hoi|tu(?: luc| hoi)?|since)|(?:vao )?luc|at)$")
_UNCLEAR = Meaning(kind=Kind.NOT_YET, shade=Shade.UNCLEAR)


def meant_of(
    text: str, meaning: Meaning | None, estimate: DateReading | None, now: datetime
) -> Meaning | None:
    """The meaning of a line, which seemed to promise a moment, once it is known that the moment lies behind.

    "xong lúc 8h sáng" said at nine reports something done. Whatever can also be meant of a time to come is to be asked.
    """
    if meaning is None or meaning.shade != Shade.ESTIMATE or estimate is None or not estimate.spans:
        return meaning
    head, since = _before(text, estimate)
    timeless = read_meaning(" ".join([head, *_between(text, estimate)]))
    lies = _lies(estimate, _as_typed(text, estimate), now)
    if lies == Lies.AHEAD or timeless is None or not (timeless.kind == Kind.DONE or timeless == _UNCLEAR):
        return meaning
    said_first = _says_done(head)
    if lies == Lies.EITHER and estimate.part and not said_first:
        return meaning
    sure = lies == Lies.BEHIND or since
    return timeless if sure and said_first else _UNCLEAR


def _before(text: str, estimate: DateReading) -> tuple[str, bool]:
    """What stands before the moment and the word that leads to it, and whether that word speaks of the past."""
    head = text[: min(span[0] for span in estimate.spans)]
    line = folded(head)
    led = _LED_TO.search(line.text)
    if not led:
        return head, False
    return head[: line.span(led.start(), led.end())[0]], led["since"] is not None


def _between(text: str, estimate: DateReading) -> list[str]:
    """What a line says besides its moments, from the first of them on."""
    ends = [span[1] for span in estimate.spans]
    starts = [*(span[0] for span in estimate.spans[1:]), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _as_typed(text: str, estimate: DateReading) -> str:
    return " ".join(folded(text[slice(*span)]).text for span in estimate.spans)


def _says_done(text: str) -> bool:
    return any(Tag.DONE in clause.tags for clause in tagged(folded(text)))


def _lies(estimate: DateReading, typed: str, now: datetime) -> Lies:
    if estimate.day is None:
        return Lies.EITHER if any(day < now.date() for day in estimate.candidates) else Lies.AHEAD
    if estimate.day != now.date():
        return Lies.AHEAD if estimate.day > now.date() else Lies.BEHIND
    if estimate.at is not None:
        return _hour_lies(
            datetime.combine(estimate.day, estimate.at, tzinfo=now.tzinfo), estimate.part, typed, now
        )
    if estimate.part is None:
        return Lies.AHEAD
    begins, ends = _PARTS[estimate.part]
    if now.time() < begins:
        return Lies.AHEAD
    return Lies.BEHIND if now.time() >= ends else Lies.EITHER


def _hour_lies(moment: datetime, part: Part | None, typed: str, now: datetime) -> Lies:
    """Eight o'clock, said at nine, may be this evening's."""
    if moment > now:
        return Lies.AHEAD
    either = part is None and "am" not in typed and moment.hour < 12 and moment + _HALF_A_DAY > now
    return Lies.EITHER if either else Lies.BEHIND
