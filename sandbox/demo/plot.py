"""What happens in the demo company, step by step and in no language; story/plot.txt explains how it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

DEPARTMENTS = frozenset({"eant", "sales", "design", "production", "finance", "coordination"})
STAGES = frozenset(
    {"reception", "design", "placement", "fabrication", "assembly", "packing", "delivery", "acceptance", "settlement"}
)  # fmt: skip
PICTURES = frozenset({"photo", "file", "signed"})
WITHOUT_ORDER = frozenset({"chat", "ask"})
WEEK = 6  # working days; d7 is the Monday after
_WHEN = re.compile(r"(?:d(?P<day>\d+) )? *(?:(?P<hour>\d\d):(?P<minute>\d\d) )? *(?P<rest>[a-z].*)")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing somebody does. ``days`` is a promise, ``note`` names words of theirs, ``place`` a place of production."""

    line: str
    day: int
    at: time
    who: str
    where: str
    act: str
    order: str = ""
    stages: tuple[str, ...] = ()
    value: str = ""
    days: int = 0
    picture: str = ""
    note: str = ""
    place: str = ""

    def moment(self, first: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day_of(self.day, first), self.at, zone)


def day_of(number: int, first: date) -> date:
    """Which day d1, d2 … is; Sundays are not counted."""
    return first + timedelta(days=number - 1 + (number - 1) // WEEK)


@cache
def steps() -> tuple[Step, ...]:
    text = resources.files("sandbox.demo").joinpath("story/plot.txt").read_text(encoding="utf-8")
    return tuple(_steps(line for line in text.splitlines() if line and not line.startswith("#")))


def _steps(lines: Iterator[str]) -> Iterator[Step]:
    day, at = 1, time(8)
    for line in lines:
        found = _WHEN.fullmatch(line.strip())
        if found is None:
            raise ValueError(f"not a step: {line}")
        day = int(found["day"] or day)
        at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else at
        who, where, act, *words = found["rest"].split()
        order = "" if act in WITHOUT_ORDER else words.pop(0)
        fields = dict(_said(word) for word in words)
        yield Step(line=line, day=day, at=at, who=who, where=where, act=act, order=order, **fields)


def _said(word: str) -> tuple[str, Any]:
    stages = tuple(re.split(r"[+>]", word))
    match word[0]:
        case "+":
            return "days", int(word)
        case ":":
            return "note", word[1:]
        case "@":
            return "place", word[1:]
    if word in PICTURES:
        return "picture", word
    return ("stages", stages) if STAGES.issuperset(stages) else ("value", word)
