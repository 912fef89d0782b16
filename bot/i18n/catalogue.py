"""The sentences in every language: read once at start, looked up by key."""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.i18n.languages import ENGLISH, LANGUAGES, VIETNAMESE
from bot.i18n.po_files import entries

LOCALES = Path(__file__).parents[1] / "locales"
_PLURAL = re.compile(r"^Plural-Forms:.*\bplural=([^;]+)", re.MULTILINE)

log = structlog.get_logger(__name__)


class MissingText(LookupError):
    """A key has no sentence in a language: a bug."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """One language: each key's sentence, or its plural forms in the order of the language's rule."""

    sentences: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]

    def sentence(self, key: str, count: int | None) -> str | None:
        forms = self.sentences.get(key)
        if forms is None:
            return None
        if count is None or len(forms) == 1:
            return forms[-1]
        return forms[self.plural(count)]


class Catalogues:
    """All languages. A missing sentence is said in Vietnamese or English rather than not at all.

    ``strict`` raises ``MissingText`` instead: tests find what people would have met.
    """

    def __init__(self, by_language: Mapping[str, Catalogue], *, strict: bool = False) -> None:
        self.by_language = by_language
        self._strict = strict

    @classmethod
    def load(cls, folder: Path = LOCALES, *, strict: bool = False) -> "Catalogues":
        return cls({one: read_language(folder / folder_name(one)) for one in LANGUAGES}, strict=strict)

    def t(self, key: str, lang: str, count: int | None = None) -> str:
        """Return the sentence with its placeholders still in it."""
        sentence = self.by_language[lang].sentence(key, count)
        if sentence is not None:
            return sentence
        if self._strict:
            raise MissingText(f"{key} in {lang}")
        log.error("text.missing", key=key, language=lang)
        for other in (VIETNAMESE, ENGLISH):
            sentence = self.by_language[other].sentence(key, count)
            if sentence is not None:
                return sentence
        return key


def folder_name(lang: str) -> str:
    return lang.replace("-", "_")


def read_language(folder: Path) -> Catalogue:
    """Merge the areas (``*.po``) of one language; a key belongs to one area only."""
    sentences: dict[str, tuple[str, ...]] = {}
    rule = "n != 1"
    for file in sorted(folder.glob("*.po")):
        for entry in entries(file.read_text(encoding="utf-8")):
            if entry.key in sentences:
                raise ValueError(f"{file}: {entry.key} is written elsewhere too")
            if not entry.key and (counted := _PLURAL.search(entry.forms[0])):
                rule = counted[1]
            elif entry.key and all(entry.forms):
                sentences[entry.key] = entry.forms
    return Catalogue(sentences=sentences, plural=gettext.c2py(rule))
