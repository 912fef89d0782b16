"""The words by which the meaning of a line is read, per language, and how they are looked up."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from handlers.reading.fold import Word, folded
from handlers.reading.lexicon import en, signs, vi, zh
from handlers.reading.lexicon.tags import NOT_DONE, Tag


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One phrase of the lexicon: its tag, the hold kind it points at, and the accents of each of its words."""

    tag: Tag
    kind: str | None = None
    accents: tuple[str, ...]


def look_up(words: tuple[Word, ...], at: int, *, accented: bool) -> tuple[Entry, int] | None:
    """Return the longest phrase that begins at a word, and how many words it has."""
    longest = _beginnings().get(_unstretched(words[at].plain), 0)
    typed = words[at : at + longest]
    plain = tuple(_unstretched(word.plain) for word in typed)
    for length in range(len(typed), 0, -1):
        found = _entries().get(plain[:length])
        entry = found and _fitting(found, typed[:length], accented=accented)
        if entry:
            return entry, length
    return None


def _fitting(found: list[Entry], typed: tuple[Word, ...], *, accented: bool) -> Entry | None:
    """Prefer the phrase as typed; a word without accents may stand for one with, unless that is another word."""
    accents = tuple(word.accents for word in typed)
    for entry in found:
        if entry.accents == accents:
            return entry
    for entry in found:
        pairs = zip(accents, entry.accents, typed, strict=True)
        if all(
            has == wants or (not has and not (accented and word.plain in vi.LOOKALIKES))
            for has, wants, word in pairs
        ):
            return entry
    return None


@cache
def _entries() -> Mapping[tuple[str, ...], list[Entry]]:
    entries: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for phrase, tag, kind in _phrases():
        words = folded(phrase).words
        entries[tuple(word.plain for word in words)].append(
            Entry(tag=tag, kind=kind, accents=tuple(word.accents for word in words))
        )
    # Of two that fit what was typed without accents, the one that speaks against done comes first.
    return {key: sorted(found, key=lambda entry: entry.tag not in NOT_DONE) for key, found in entries.items()}


@lru_cache(maxsize=4096)
def _unstretched(word: str) -> str:
    """Return a word without the letters some draw out: xonggg, donee."""
    known = word.isdecimal() or word in _vocabulary()
    return word if known else re.sub(r"(.)\1{2,}|([^aeiouy])\2+$", r"\1\2", word)


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for key in _entries() for word in key)


@cache
def _beginnings() -> Mapping[str, int]:
    """The words phrases begin with, and of how many words the longest of each is."""
    longest: defaultdict[str, int] = defaultdict(int)
    for key in _entries():
        longest[key[0]] = max(longest[key[0]], len(key))
    return dict(longest)


def _phrases() -> Iterator[tuple[str, Tag, str | None]]:
    for language in (vi, zh, en, signs):
        for tag, listed in language.WORDS.items():
            yield from ((phrase, tag, None) for phrase in _split(listed))
        for tag, kinds in ((Tag.STUCK, language.STUCK), (Tag.THING, language.THINGS)):
            for kind, listed in kinds.items():
                yield from ((phrase, tag, kind) for phrase in _split(listed))


def _split(listed: str) -> Iterator[str]:
    return (phrase.strip() for phrase in listed.split(","))
