"""Lengths and points of time as a centre file writes them: 2wd, 4wh, 24h, at 07:50 next day, 1wd before promised.

What each of them means on a calendar stands in ``orders.calendars.deadlines``.
"""

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

LengthUnit = Literal["wd", "wh", "wm", "d", "h", "m"]

LENGTHS_ACCEPTED = (
    "2wd (working days), 4wh (working hours), 30wm (working minutes), 7d, 24h or 30m by the clock"
)
SPANS_ACCEPTED = f"{LENGTHS_ACCEPTED}, at 09:00, at 07:50 next day, on promised, 1wd before promised or 4wh before promised"
CLOCK_ACCEPTED = "a time of day such as 07:50"

_IN_SMALLER: dict[LengthUnit, tuple[LengthUnit, int]] = {"wh": ("wm", 60), "h": ("m", 60)}
_LENGTH = r"([1-9]\d{0,2})\s*(wd|wh|wm|d|h|m)"
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """``w`` counts the department's working time; without it the clock on the wall runs."""

    amount: int
    unit: LengthUnit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AtTime:
    """A time of day: the next one on a working day, or (``next_day``) that of the next working day."""

    time: time
    next_day: bool = False

    def __str__(self) -> str:
        return f"at {self.time:%H:%M}" + (" next day" if self.next_day else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class BeforePromised:
    """So long before the promised date; ``length`` None: on that date."""

    length: Length | None = None

    def __str__(self) -> str:
        return f"{self.length} before promised" if self.length else "on promised"


def longer_by(length: Length, other: Length) -> int | None:
    """By how many minutes or days it is longer (negative: shorter); None where only a calendar could tell."""
    (clock, amount), (other_clock, others) = _measured(length), _measured(other)
    return amount - others if clock == other_clock else None


def _measured(length: Length) -> tuple[LengthUnit, int]:
    """In the smallest unit of the clock it is counted by."""
    unit, times = _IN_SMALLER.get(length.unit, (length.unit, 1))
    return unit, length.amount * times


def parse_length(value: object) -> Length:
    if isinstance(value, Length):
        return value
    found = re.fullmatch(_LENGTH, _plain(value))
    if not found:
        raise ValueError(f"'{value}' is no length of time. Accepted: {LENGTHS_ACCEPTED}.")
    return _length(found[1], found[2])


def parse_span(value: object) -> "Length | AtTime | BeforePromised":
    if isinstance(value, Length | AtTime | BeforePromised):
        return value
    said = _plain(value)
    if found := re.fullmatch(_LENGTH, said):
        return _length(found[1], found[2])
    if found := re.fullmatch(rf"at {_CLOCK}( next day)?", said):
        return AtTime(time=time(int(found[1]), int(found[2])), next_day=bool(found[3]))
    if said == "on promised":
        return BeforePromised()
    if found := re.fullmatch(rf"{_LENGTH} before promised", said):
        return BeforePromised(length=_length(found[1], found[2]))
    raise ValueError(f"'{value}' is no due time. Accepted: {SPANS_ACCEPTED}.")


def parse_clock(value: object) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(_CLOCK, _plain(value))
    if not found:
        raise ValueError(f"'{value}' is no time of day. Accepted: {CLOCK_ACCEPTED}.")
    return time(int(found[1]), int(found[2]))


def _length(amount: str, unit: str) -> Length:
    return Length(amount=int(amount), unit=cast("LengthUnit", unit))  # the pattern let no other through


def _plain(value: object) -> str:
    return " ".join(value.split()).lower() if isinstance(value, str) else ""


def _as_text(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _text_schema(pattern: str, accepted: str, examples: list[str]) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "description": accepted, "examples": examples}
    )


_TEXT = PlainSerializer(_as_text, return_type=str)
_LENGTH_PATTERN = r"[1-9]\d{0,2}\s*(wd|wh|wm|d|h|m)"
_CLOCK_PATTERN = r"([01]?\d|2[0-3]):[0-5]\d"

#: How long something may take.
LengthText: TypeAlias = Annotated[
    Length,
    PlainValidator(parse_length),
    _TEXT,
    _text_schema(f"^{_LENGTH_PATTERN}$", LENGTHS_ACCEPTED, ["2wd", "4wh", "24h"]),
]
#: When something is due.
Span: TypeAlias = Annotated[
    Length | AtTime | BeforePromised,
    PlainValidator(parse_span),
    _TEXT,
    _text_schema(
        f"^({_LENGTH_PATTERN}( before promised)?|at {_CLOCK_PATTERN}( next day)?|on promised)$",
        SPANS_ACCEPTED,
        ["2wd", "at 07:50 next day", "1wd before promised"],
    ),
]
#: A time of day.
ClockTime: TypeAlias = Annotated[
    time,
    PlainValidator(parse_clock),
    _TEXT,
    _text_schema(f"^{_CLOCK_PATTERN}$", CLOCK_ACCEPTED, ["07:50", "17:00"]),
]
