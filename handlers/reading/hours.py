"""The parts of a day, the hours and the waits people name."""

import re
from datetime import time, timedelta
from enum import StrEnum, auto

from handlers.reading import numerals
from handlers.reading.numerals import number


class Part(StrEnum):
    """A part of the day; which moment it is, the calendar of the department says."""

    MORNING = auto()
    NOON = auto()
    AFTERNOON = auto()
    EVENING = auto()
    END = auto()  # of the working day


_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_N = rf"(?:\d{{1,3}}|{numerals.WORDS})"
_ZH = rf"(?:\d{{1,3}}|{numerals.CHINESE})"

PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern))
    for part, pattern in (
        (
            Part.END,
            rf"{_B}(?:cuoi ngay|het ngay|cuoi gio(?: chieu)?|cuoi buoi|end of (?:the )?day|eod|cob){_E}|下班前",
        ),
        (Part.MORNING, rf"{_B}(?:sang|morning){_E}|早上|上午|(?<=[今明天昨])早|清晨"),
        (Part.NOON, rf"{_B}(?:trua|noon|midday|lunch|lunchtime){_E}|中午"),
        (Part.AFTERNOON, rf"{_B}(?:chieu|afternoon){_E}|下午"),
        (Part.EVENING, rf"{_B}(?:toi|dem|evening|night|tonight){_E}|傍晚|晚上|(?<=[今明天昨])晚|夜里"),
    )
)

CLOCK = re.compile(
    rf"(?<![\d/.:])(?P<hour>\d{{1,2}})(?:(?::|\s?(?:h|g|gio)\s?)(?P<minute>\d{{2}})(?!\d)|\s?(?:h|gio)(?P<half>\sruoi)?{_E}|"
    rf":(?P<colon>\d{{2}}))(?!\s?nua)|(?<![\d/.:])(?P<en_hour>\d{{1,2}})(?::(?P<en_minute>\d{{2}}))?\s?(?P<noon>[ap])m{_E}"
    rf"|(?P<zh_hour>{_ZH})点(?:(?P<zh_half>半)|(?P<zh_minute>\d{{1,2}})分?)?"
)

DELAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_B}(?P<n>{_N}|nua)\s?(?P<unit>tieng|gio|h|phut|p)(?P<half> ruoi)? nua{_E}",
        rf"{_B}(?:sau|trong|trong vong) (?P<n>{_N})\s?(?P<unit>tieng|gio|phut)(?P<half> ruoi)?{_E}",
        rf"{_B}(?:in|within) (?P<n>{_N}|half an)\s?(?P<unit>hours?|hrs?|h|minutes?|mins?){_E}(?P<half>)",
        rf"{_B}(?P<n>{_N})\s?(?P<unit>hours?|hrs?|h|minutes?|mins?) (?:later|from now){_E}(?P<half>)",
        rf"(?:再过|再)?(?P<n>{_ZH}|半)个?(?P<half>半)?(?P<unit>小时|钟头|分钟)(?:之?后|以后|之?内)",
    )
)


def find_delay(text: str) -> tuple[timedelta, re.Match[str]] | None:
    """Return the wait a folded text names: "2 tiếng nữa", "in 30 minutes", "两个小时后"."""
    for pattern in DELAYS:
        match = pattern.search(text)
        if match:
            return _delay(match), match
    return None


def _delay(match: re.Match[str]) -> timedelta:
    unit = timedelta(minutes=1) if match["unit"][0] in "pm分" else timedelta(hours=1)
    count = 0 if match["n"] in {"nua", "half an", "半"} else number(match["n"])
    halved = match["half"] or match["n"] in {"nua", "half an", "半"}
    return count * unit + (unit / 2 if halved else timedelta())


def clock_time(match: re.Match[str], part: Part | None) -> time | None:
    """Return the time of day; hours from 1 to 5 are after noon unless the morning is named: nobody promises 3 a.m."""
    hour, minute = _hour(match), _minute(match)
    if hour > 23 or minute > 59:
        return None
    if match["noon"]:
        return time(hour % 12 + (12 if match["noon"] == "p" else 0), minute) if 1 <= hour <= 12 else None
    late = part in {Part.AFTERNOON, Part.EVENING, Part.END} and hour < 12
    if late or (part == Part.NOON and hour < 4) or (part is None and 1 <= hour <= 5):
        hour += 12
    return time(hour, minute)


def _hour(match: re.Match[str]) -> int:
    return number(match["hour"] or match["en_hour"] or match["zh_hour"])


def _minute(match: re.Match[str]) -> int:
    if match["half"] or match["zh_half"]:
        return 30
    return int(match["minute"] or match["colon"] or match["en_minute"] or match["zh_minute"] or 0)
