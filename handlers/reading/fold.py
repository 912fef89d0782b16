"""One spelling for everything people type, with the way back to how they typed it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

Span = tuple[int, int]

_ALIKE = {
    "đ": "d",
    "ð": "d",  # what some keyboards give for đ
    "。": ".",
    "、": ",",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "‐": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "⁄": "/",
    "∕": "/",
    "覆": "复",  # 答覆, 回覆: only in company is it simplified, and here characters are read one by one
}
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]|\n")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=16384)
def _fold_char(char: str) -> str:
    """Fold one character; nothing is left of an accent or of what cannot be seen."""
    before, after = "", char
    while after != before:
        before = after
        after = "".join(
            _ALIKE.get(c, c)
            for c in unicodedata.normalize("NFKD", before).casefold()
            if unicodedata.category(c) not in {"Mn", "Cf", "Cc", "Cs"} and not c.isspace()
        )
        if not after.isascii():
            after = _simplifier().convert(after)
    return after


@lru_cache(maxsize=8192)
def accents_of(typed: str) -> str:
    """Tell two words of the same letters apart by their accents, wherever in the word these were put."""
    decomposed = unicodedata.normalize("NFD", typed.casefold())
    return "".join(sorted(c for c in decomposed if c == "đ" or unicodedata.category(c) == "Mn"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A Latin word, a number, one Chinese character or one sign; offsets are those of the folded text."""

    plain: str
    accents: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Folded:
    """A text in its one spelling; `starts` and `ends` say which original characters each folded one stands for.

    Compared by identity, which makes it a cheap key: `folded` gives the same one again for the same text.
    """

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Made once somebody asks: what is only compared needs none."""
        return tuple(self._word(match[0], match.start()) for match in _WORD.finditer(self.text))

    def _word(self, plain: str, start: int) -> Word:
        end = start + len(plain)
        typed = self.source[self.starts[start] : self.ends[end - 1]]
        return Word(
            plain=plain, accents=accents_of(typed) if plain[0].islower() else "", start=start, end=end
        )

    @property
    def accented(self) -> bool:
        """Whether this person types accents, so that a word without any means just what it says."""
        return any(word.accents for word in self.words)

    def span(self, start: int, end: int) -> Span:
        """Where the folded characters from start to end stand in the original."""
        if start >= end:
            return (0, 0)
        return (self.starts[start], self.ends[end - 1])


def is_chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def fold(text: str) -> str:
    """Return the one spelling of a text: no case, no accents, simplified characters, half width, single spaces.

    Character by character on purpose: a part of a text folds as it would alone, so parts can be compared.
    """
    return folded(text).text


@lru_cache(maxsize=256)
def folded(text: str) -> Folded:
    """Fold a text and keep the way back. A run of white space becomes one space, or one line break if it has one."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        if char.isspace():
            _add_space(chars, starts, ends, index, char)
            continue
        piece = _fold_char(char)
        if not piece and ends and not chars[-1].isspace():
            ends[-1] = index + 1
        for part in piece:
            chars.append(part)
            starts.append(index)
            ends.append(index + 1)
    if chars and chars[-1].isspace():
        del chars[-1], starts[-1], ends[-1]
    return Folded(source=text, text="".join(chars), starts=tuple(starts), ends=tuple(ends))


def _add_space(chars: list[str], starts: list[int], ends: list[int], index: int, char: str) -> None:
    space = "\n" if char in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    if not chars:
        return
    if chars[-1].isspace():
        chars[-1] = "\n" if "\n" in (chars[-1], space) else " "
        ends[-1] = index + 1
        return
    chars.append(space)
    starts.append(index)
    ends.append(index + 1)
