"""Cutting a line into clauses and saying of each word what it does."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from handlers.reading.figures import Figure, FigureKind, figures
from handlers.reading.fold import Folded
from handlers.reading.lexicon import look_up
from handlers.reading.lexicon.tags import Tag

_PICTURES = frozenset({"So", "Sk"})
_DECORATION = frozenset("~'*_@#")
_STOPS = frozenset(',.;!:()[]"\n|')


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """One phrase, number or unknown word of a line; offsets are those of the folded text."""

    tag: Tag
    kind: str | None = None
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """What stands between two stops."""

    tokens: tuple[Token, ...]

    @property
    def tags(self) -> tuple[Tag, ...]:
        return tuple(token.tag for token in self.tokens)


@lru_cache(maxsize=64)
def tagged(line: Folded) -> tuple[Clause, ...]:
    """Return the clauses of a line with every word tagged; empty ones are left out."""
    numbers = {figure.start: figure for figure in figures(line)}
    judged = any(figure.kind == FigureKind.REJECTED for figure in numbers.values())
    clauses: list[list[Token]] = [[]]
    words, accented, at = line.words, line.accented, 0
    while at < len(words):
        word = words[at]
        if word.start in numbers:
            figure = numbers[word.start]
            clauses[-1].append(
                Token(tag=_figure_tag(figure, line, judged=judged), start=figure.start, end=figure.end)
            )
            at = _after(line, at, figure.end)
            continue
        found = look_up(words, at, accented=accented)
        length = found[1] if found else 1
        end = words[at + length - 1].end
        if found:
            clauses[-1].append(Token(tag=found[0].tag, kind=found[0].kind, start=word.start, end=end))
            if word.plain == "?":
                clauses.append([])
        elif word.plain in _STOPS or _is_dash(line, at):
            clauses.append([])
        else:
            clauses[-1].append(Token(tag=_unknown(line, at, clauses[-1]), start=word.start, end=end))
        at += length
    return tuple(Clause(tokens=tuple(tokens)) for tokens in clauses if tokens)


def _after(line: Folded, at: int, end: int) -> int:
    while at < len(line.words) and line.words[at].start < end:
        at += 1
    return at


def _is_dash(line: Folded, at: int) -> bool:
    word = line.words[at]
    return word.plain in {"-", ">", "="} and not line.text[word.end : word.end + 1].isalnum()


def _unknown(line: Folded, at: int, before: list[Token]) -> Tag:
    """A sign means nothing, nor does a mention, nor a name after the word one addresses people with."""
    word = line.words[at]
    if not word.plain[0].isalnum():
        return (
            Tag.FILLER
            if unicodedata.category(word.plain[0]) in _PICTURES or word.plain in _DECORATION
            else Tag.UNKNOWN
        )
    if at and line.words[at - 1].plain in {"@", "#"} and line.words[at - 1].end == word.start:
        return Tag.FILLER
    named = before and before[-1].tag == Tag.ADDRESS and line.source[line.starts[word.start]].isupper()
    return Tag.FILLER if named else Tag.UNKNOWN


def _figure_tag(figure: Figure, line: Folded, *, judged: bool) -> Tag:
    """The good ones are all there are only where the bad ones are named too: "20 tốt" may be 20 of 200."""
    if figure.kind == FigureKind.GOOD and not judged:
        return Tag.NUMBER
    if figure.kind == FigureKind.PERCENT:
        return Tag.FILLER if figure.value == 100 and not figure.negative else Tag.PART
    if figure.kind == FigureKind.RATIO:
        if figure.value == figure.of:
            return Tag.FILLER
        return Tag.TIME if _may_be_day(figure) else Tag.PART
    if figure.kind == FigureKind.LEFT:
        return Tag.LACK if line.text.startswith(("thieu", "缺", "missing"), figure.start) else Tag.LEFT
    return {
        FigureKind.TIME: Tag.TIME,
        FigureKind.AGO: Tag.PAST,
        FigureKind.CLOCK: Tag.TODAY,
        FigureKind.GOOD: Tag.FILLER,
        FigureKind.REJECTED: Tag.FILLER,
        FigureKind.MEASURE: Tag.UNKNOWN,
        FigureKind.COUNT: Tag.NUMBER,
    }[figure.kind]


def _may_be_day(figure: Figure) -> bool:
    return figure.value > figure.of and figure.value <= 31 and figure.of <= 12
