"""One number as people type it in answer to a question for one: with a point or a comma, and perhaps its unit."""

import re
from decimal import Decimal

from handlers.reading import numerals
from handlers.reading.fold import fold

# A word behind the figures is their unit, unless it makes another number of them.
_MORE = r"(?!(?:k|tr|trieu|ty|ti|nghin|ngan|tram|chuc|ruoi|ta|dozen|hundred|thousand|million|billion)(?!\w)|[十百千万亿半多几])"
_UNIT = rf"(?:%|m[23]|{_MORE}[^\W\d_]+)?"
_FIGURES = re.compile(rf"(?P<figures>-?\d+(?:[.,]\d+)*)\s?{_UNIT}\s?[.!]?")
_WORD = re.compile(rf"(?P<word>{numerals.WORDS}|{numerals.CHINESE})\s?{_UNIT}\s?[.!]?")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:[.,]\d{3})+")
LONGEST = 15  # figures of a number


def read_number(text: str) -> tuple[str, ...]:
    """The values it may have, written with a point: none where it is no number, two of "1.200"."""
    typed = fold(text)
    if word := _WORD.fullmatch(typed):
        return (str(numerals.number(word["word"])),)
    found = _FIGURES.fullmatch(typed)
    if found is None or sum(char.isdecimal() for char in found["figures"]) > LONGEST:
        return ()
    return tuple(dict.fromkeys(_written(one) for one in _values(found["figures"])))


def _values(figures: str) -> list[str]:
    marks = re.sub(r"[-\d]", "", figures)
    if len(set(marks)) == 2:
        whole, part = figures[: figures.rindex(marks[-1])], figures[figures.rindex(marks[-1]) + 1 :]
        return [f"{whole.replace(marks[0], '')}.{part}"] if _GROUPED.fullmatch(whole) else []
    grouped = [re.sub(r"[.,]", "", figures)] if _GROUPED.fullmatch(figures) else []
    return grouped if len(marks) > 1 else [*grouped, figures.replace(",", ".")]


def _written(value: str) -> str:
    number = f"{Decimal(value):f}"
    return number.rstrip("0").rstrip(".") if "." in number else number
