"""How order codes are made: literal text with {yy} {yyyy} {mm} {dd}, and {n}, {n:02} … for the running number."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

ORDER_CODES_ACCEPTED = (
    "letters, digits, - / . _ with {yy}, {yyyy}, {mm}, {dd} and one {n} or {n:03}, e.g. DH-{yy}{mm}{n:02}"
)
CASE_CODES_ACCEPTED = (
    f"{ORDER_CODES_ACCEPTED}; {{order}} stands for the code of the parent order, e.g. {{order}}/{{n}}"
)
_LONGEST = 24
_NUMBER = re.compile(r"\{n(?::0?(\d))?\}")
_DAY = {"{yyyy}": "%Y", "{yy}": "%y", "{mm}": "%m", "{dd}": "%d"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CodePattern:
    """A pattern. Numbers run within a series: the code with everything but the number filled in."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def needs_order(self) -> bool:
        """Whether codes begin with that of a parent order."""
        return "{order}" in self.text

    def series(self, day: date, order: str = "") -> str:
        """What the running number is counted within, e.g. ``DH-2611{n:02}``: another month, another series."""
        filled = self.text.replace("{order}", order)
        for placeholder, form in _DAY.items():
            filled = filled.replace(placeholder, day.strftime(form))
        return filled

    def code(self, day: date, number: int, order: str = "") -> str:
        """The code of the n-th order of the series."""
        return _NUMBER.sub(lambda found: f"{number:0{found[1] or 1}d}", self.series(day, order))

    def number(self, code: str, day: date, order: str = "") -> int | None:
        """The running number of a code typed by hand, if it falls into the series."""
        before, _, after = _NUMBER.sub("\0", self.series(day, order)).partition("\0")
        found = re.fullmatch(f"{re.escape(before)}([0-9]{{1,9}}){re.escape(after)}", code, re.IGNORECASE)
        return int(found[1]) if found else None


def parse_order_code(value: object) -> CodePattern:
    return _parse(value, r"\{(?:yy|yyyy|mm|dd)\}", ORDER_CODES_ACCEPTED)


def parse_case_code(value: object) -> CodePattern:
    return _parse(value, r"\{(?:yy|yyyy|mm|dd|order)\}", CASE_CODES_ACCEPTED)


def _parse(value: object, placeholders: str, accepted: str) -> CodePattern:
    if isinstance(value, CodePattern):
        return value
    said = value.strip() if isinstance(value, str) else ""
    literal = re.sub(placeholders, "", _NUMBER.sub("", said))
    if (
        not re.fullmatch(r"[A-Za-z0-9/._-]*", literal)
        or len(_NUMBER.findall(said)) != 1
        or len(said) > 2 * _LONGEST
    ):
        raise ValueError(f"'{value}' is no code pattern. Accepted: {accepted}.")
    pattern = CodePattern(text=said)
    if len(pattern.code(date(2026, 12, 31), 1)) > _LONGEST:
        raise ValueError(
            f"'{value}' makes codes longer than {_LONGEST} characters. Shorten the literal part."
        )
    return pattern


def _text_schema(accepted: str, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": r"\{n(:0?\d)?\}", "description": accepted, "examples": [example]}
    )


_TEXT = PlainSerializer(str, return_type=str)
OrderCode = Annotated[
    CodePattern,
    PlainValidator(parse_order_code),
    _TEXT,
    _text_schema(ORDER_CODES_ACCEPTED, "DH-{yy}{mm}{n:02}"),
]
CaseCode = Annotated[
    CodePattern, PlainValidator(parse_case_code), _TEXT, _text_schema(CASE_CODES_ACCEPTED, "{order}/{n}")
]
