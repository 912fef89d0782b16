"""Finding what a line names among all there is of its kind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache
from itertools import accumulate, pairwise

from rapidfuzz import fuzz, process

from handlers.reading.fold import Folded, Span, Word, folded

Glossary = tuple[tuple[str, ...], ...]
"""Groups of words of the shop that mean the same: (("mica", "亚克力"), ("bế", "模切"))."""

_LONGEST = 12
_CLOSE = 75  # of 100; below it suggestions look like guesses


class Found(StrEnum):
    """How sure a match is. SEVERAL is to be asked, NEAR only to be suggested."""

    EXACT = auto()
    BEGINNING = auto()
    ENDING = auto()
    SEVERAL = auto()
    NEAR = auto()
    NONE = auto()


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something with a name: its names in all languages and its aliases together."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What was found, and the place in the original text it was found at."""

    found: Found
    hits: tuple[str, ...] = ()
    span: Span = (0, 0)

    @property
    def hit(self) -> str | None:
        """The one meant, if there is no doubt about it."""
        return self.hits[0] if self.found in {Found.EXACT, Found.BEGINNING, Found.ENDING} else None


NOTHING = Match(found=Found.NONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Name:
    id: str
    key: str
    accents: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NameIndex:
    """All names in the form in which they are compared; `by_key` holds those of one spelling together."""

    names: tuple[_Name, ...]
    by_key: Mapping[str, tuple[_Name, ...]]


@lru_cache(maxsize=64)
def name_index(named: tuple[Named, ...], glossary: Glossary = ()) -> NameIndex:
    """Prepare names for matching; kept, since a workflow is read from all day."""
    names = tuple(
        _name(one.id, spelling)
        for one in named
        for name in dict.fromkeys(one.names)
        for spelling in _variants(name, glossary)
        if folded(spelling).words
    )
    by_key: dict[str, tuple[_Name, ...]] = {}
    for prepared in names:
        by_key[prepared.key] = (*by_key.get(prepared.key, ()), prepared)
    return NameIndex(names=names, by_key=by_key)


@lru_cache(maxsize=64)
def stage_index(stages: tuple[Named, ...], glossary: Glossary) -> NameIndex:
    """Prepare stages, which go by their ids too."""
    return name_index(tuple(Named(id=stage.id, names=(stage.id, *stage.names)) for stage in stages), glossary)


def match_stage(text: str, stages: tuple[Named, ...], glossary: Glossary = ()) -> Match:
    """Return the stage a line begins with: the longest name wins, else a unique beginning of one, else suggestions."""
    return match_at(folded(text), 0, stage_index(stages, glossary))


def match_at(line: Folded, at: int, index: NameIndex, *, until: int | None = None) -> Match:
    """Return what is named from a word of a line on; a beginning or a slip ends before the word ``until``."""
    words = line.words[at : at + _LONGEST][: None if until is None else until - at]
    if not words:
        return NOTHING
    return (
        exact_at(line, at, index)
        or _beginning(line, words, index.names)
        or _near(line, words, index.names)
        or NOTHING
    )


def exact_at(line: Folded, at: int, index: NameIndex) -> Match | None:
    """Return what is named in full from a word of a line on: "设计 图纸" names 设计, though there is a 设计图 too."""
    words = line.words[at : at + _LONGEST]
    keys = enumerate(accumulate(word.plain for word in words), start=1)
    torn: Match | None = None
    for length, key in reversed([(length, key) for length, key in keys if key in index.by_key]):
        names = [name for name in index.by_key[key] if _spelled(words[:length], name)]
        if names and not _torn(words[:length]):
            return _match(Found.EXACT, names, line, words[:length])
        if names and torn is None:
            torn = _match(Found.EXACT, names, line, words[:length])
    return torn


def _torn(typed: tuple[Word, ...]) -> bool:
    """Whether somebody put a space between two Chinese characters: rather the end of a name than a part of it."""
    return any(
        one.end < other.start and not one.plain.isascii() and not other.plain.isascii()
        for one, other in pairwise(typed)
    )


def _beginning(line: Folded, words: tuple[Word, ...], names: tuple[_Name, ...]) -> Match | None:
    for length in range(len(words), 0, -1):
        typed = words[:length]
        key = "".join(word.plain for word in typed)
        fitting = [name for name in names if name.key.startswith(key) and _begins(typed, key, name)]
        if fitting:
            whole = [name for name in fitting if name.words[:length] == tuple(word.plain for word in typed)]
            return _match(Found.BEGINNING, whole or fitting, line, typed)
    return None


def _begins(typed: tuple[Word, ...], key: str, name: _Name) -> bool:
    """Two letters begin a name only as a word of it, and none with other accents than the name's."""
    if not key[0].isalnum():
        return False
    if key.isascii() and len(key) < 3 and name.words[: len(typed)] != tuple(word.plain for word in typed):
        return False
    if key.isdecimal() or (key.isascii() and len(key) < 2):
        return False
    return _accents_fit(typed, name)


def whole_word_begins(word: Word, hits: Iterable[str], index: NameIndex) -> bool:
    """Whether a word, not just its first letters, is the first of a name of those that were hit."""
    return word.plain.isascii() and any(
        name.id in hits and name.words[0] == word.plain for name in index.names
    )


def _spelled(typed: tuple[Word, ...], name: _Name) -> bool:
    """A long name may be accented carelessly (lắp rắp); a word alone may not: it would be another word."""
    return len(name.words) > 1 or _accents_fit(typed, name)


def _accents_fit(typed: tuple[Word, ...], name: _Name) -> bool:
    if name.words[: len(typed)] != tuple(word.plain for word in typed):
        return set("".join(word.accents for word in typed)) <= set("".join(name.accents))
    return all(word.accents in {"", accents} for word, accents in zip(typed, name.accents, strict=False))


def _near(line: Folded, words: tuple[Word, ...], names: tuple[_Name, ...]) -> Match | None:
    best: dict[str, float] = {}
    longest = 1
    for length in range(1, min(4, len(words)) + 1):
        key = "".join(word.plain for word in words[:length])
        if len(key) < 3 and key.isascii():
            continue
        for _, score, index in process.extract(
            key, [n.key for n in names], scorer=fuzz.ratio, score_cutoff=_CLOSE
        ):
            if score > best.get(names[index].id, 0):
                best[names[index].id] = score
                longest = length
    if not best:
        return None
    hits = tuple(sorted(best, key=lambda found: -best[found]))[:3]
    return Match(found=Found.NEAR, hits=hits, span=line.span(words[0].start, words[longest - 1].end))


def _match(found: Found, names: Iterable[_Name], line: Folded, words: tuple[Word, ...]) -> Match:
    hits = tuple(dict.fromkeys(name.id for name in names))
    return Match(
        found=found if len(hits) == 1 else Found.SEVERAL,
        hits=hits,
        span=line.span(words[0].start, words[-1].end),
    )


def _name(identity: str, spelling: str) -> _Name:
    words = folded(spelling).words
    plain = tuple(word.plain for word in words)
    return _Name(id=identity, key="".join(plain), accents=tuple(word.accents for word in words), words=plain)


def _variants(name: str, glossary: Glossary) -> Iterator[str]:
    """The name itself, and the name with each word of the shop replaced by its equals."""
    yield name
    words = [word.plain for word in folded(name).words]
    for group in glossary:
        for known in group:
            parts = [word.plain for word in folded(known).words]
            for at in range(len(words) - len(parts) + 1):
                if parts and words[at : at + len(parts)] == parts:
                    yield from (
                        " ".join([*words[:at], other, *words[at + len(parts) :]])
                        for other in group
                        if other != known
                    )
