"""What is to be said, laid out for its readers: languages, messages within the limits, keys."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from babel.numbers import get_currency_precision

from bot.drivers.port import Key
from bot.i18n.catalogue import Catalogues
from bot.i18n.split import CAPTION_LIMIT, TEXT_LIMIT, UNDER, plain, split, units
from bot.i18n.wording import Setting, Wording, escaped
from handlers.reply import Button, Clock, Document, Money, Param, Picture, Say, Text

TOAST_LIMIT = 200
OPENING_ROOM = 400
PLACEHOLDER_LIMIT = 64
COPY_LIMIT = 256
LABEL_CELLS = 24  # what a key of a narrow phone shows on one line; hanzi take two
PRIVATE_KEYBOARD = (("keyboard.my", "keyboard.done", "keyboard.stuck"),)
BETWEEN_LANGUAGES = " · "
_NUMBERED = re.compile(r"\d{1,3}\. ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """In which languages it is said: a person's own, or the one or two of a group."""

    languages: tuple[str, ...]
    setting: Setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Laid:
    """A Say laid out. ``parts`` are messages in HTML, in order; keys belong to the last one, a file to the first."""

    parts: tuple[str, ...]
    keys: tuple[tuple[Key, ...], ...] = ()
    reply_keyboard: tuple[tuple[str, ...], ...] | None = None
    asks_contact: str = ""
    force_reply: str | None = None


class Renderer:
    """Turn texts into what the readers of one chat see. Holds no state but the catalogues."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._wording = Wording(catalogues)

    def text(self, text: Text, lang: str, setting: Setting) -> str:
        """Return one text in one language as HTML."""
        return self._wording.html(text, lang, setting)

    def say(self, say: Say, reader: Reader, *, caption: bool = False) -> Laid:
        """Lay out ``say``. ``caption``: the first part goes under a file and is cut shorter.

        Each part leaves room for an opening, which is decided on only when the part is sent.
        """
        lines = self._lines(say.lines, reader)
        room = CAPTION_LIMIT if caption else TEXT_LIMIT
        return Laid(
            parts=tuple(split("\n".join(lines), limit=TEXT_LIMIT - OPENING_ROOM, first=room - OPENING_ROOM)),
            keys=tuple(tuple(self._key(button, reader) for button in row) for row in say.buttons),
            reply_keyboard=self._keyboard(say, reader),
            asks_contact=self._label(Text(key="keyboard.contact"), reader)
            if say.keyboard == "contact"
            else "",
            force_reply=self._placeholder(say.force_reply, reader),
        )

    def opened(self, part: str, reader: Reader, *, mention: str, words: Sequence[Text]) -> str:
        """Put a line before a part: whom it is for, that it may be a repeat, why it is said here."""
        said = [self._short(text, reader) for text in words]
        opening = ": ".join(filter(None, [mention, " ".join(said)]))
        return "\n".join(filter(None, [opening, part]))

    def toast(self, text: Text, reader: Reader) -> str:
        """Return the few words that answer a tap; what does not fit ends in an ellipsis."""
        return _shortened(plain(self.text(text, reader.languages[0], reader.setting)), TOAST_LIMIT)

    def tables(self, document: Document, reader: Reader) -> list[dict[str, Any]]:
        """The tables of a document with plain letters in their cells, as JSON values for whoever makes the file."""
        return [
            {
                "title": plain(self.text(table.title, reader.languages[0], reader.setting)),
                "head": [plain(self._short(one, reader)) for one in table.head],
                "rows": [[self._cell(cell, reader) for cell in row] for row in table.rows],
            }
            for table in document.tables
        ]

    def words(self, picture: Picture, reader: Reader) -> dict[str, list[str]]:
        """The texts of a picture in plain letters, in both languages where there are two."""
        return {
            name: [plain(self._short(one, reader)) for one in several]
            for name, several in picture.texts.items()
        }

    def _cell(self, cell: Param | None, reader: Reader) -> Any:
        """What can be counted on stays a value: moments in the company's own time, amounts in whole currency."""
        match cell:
            case None | int():
                return cell
            case Clock():
                local = cell.at.astimezone(reader.setting.time_zone)
                return {"moment": local.replace(tzinfo=None, second=0, microsecond=0).isoformat()}
            case date():
                return {"day": cell.isoformat()}
            case Money():
                places: int = get_currency_precision(cell.currency)
                return {"amount": [cell.amount, places, cell.currency]}
        return plain(self._short(Text(key="word.plain", params={"text": cell}), reader))

    def _lines(self, lines: Sequence[Text], reader: Reader) -> list[str]:
        """A line of a numbered list is numbered once; what it is about is not said again in the second language."""
        said: list[str] = []
        for line in lines:
            first, *others = self._each(line, reader)
            said += [first, *(_under(first, other) for other in others)]
        return said

    def _short(self, text: Text, reader: Reader) -> str:
        return BETWEEN_LANGUAGES.join(self._each(text, reader))

    def _each(self, text: Text, reader: Reader) -> list[str]:
        """Once in each language; what reads the same in both is said once."""
        return list(dict.fromkeys(self.text(text, lang, reader.setting) for lang in reader.languages))

    def _key(self, button: Button, reader: Reader) -> Key:
        return Key(
            label=self._label(button.label, reader),
            data=button.data,
            copy=button.copy or self._copied(button.copies, reader),
            url=button.url,
            style=button.style,
        )

    def _copied(self, text: Text | None, reader: Reader) -> str:
        """Return what a copy key puts on the clipboard, in the first language, within the messenger's limit."""
        if text is None:
            return ""
        return _shortened(plain(self.text(text, reader.languages[0], reader.setting)), COPY_LIMIT)

    def _label(self, text: Text, reader: Reader) -> str:
        """Both languages where they fit on a key, else the first."""
        first, *others = reader.languages
        if others:
            together = plain(self._short(text, reader))
            if cells(together) <= LABEL_CELLS:
                return together
        return plain(self.text(text, first, reader.setting))

    def _keyboard(self, say: Say, reader: Reader) -> tuple[tuple[str, ...], ...] | None:
        match say.keyboard:
            case "private":
                return tuple(
                    tuple(self._label(Text(key=key), reader) for key in row) for row in PRIVATE_KEYBOARD
                )
            case "remove":
                return ()
        return None

    def _placeholder(self, text: Text | None, reader: Reader) -> str | None:
        if text is None:
            return None
        return _shortened(plain(self.text(text, reader.languages[0], reader.setting)), PLACEHOLDER_LIMIT)


def _under(first: str, other: str) -> str:
    """Of a numbered line in another language what differs from the first."""
    number = _NUMBERED.match(first)
    if number is None or not other.startswith(number[0]):
        return other
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, other, strict=False)))
    border = first.rfind(BETWEEN_LANGUAGES, number.end(), alike)
    cut = number.end() if border < 0 else border + len(BETWEEN_LANGUAGES)
    if first.count("<", 0, cut) % 2:  # inside a tag
        cut = number.end()
    return f"{UNDER} {other[cut:]}"


def mention(user: int, name: str) -> str:
    """Name a person so that the messenger tells them."""
    return f'<a href="tg://user?id={user}">{escaped(name)}</a>'


def cells(text: str) -> int:
    """How wide a label is, in half-width cells."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _shortened(text: str, limit: int) -> str:
    if units(text) <= limit:
        return text
    [first, *_] = split(escaped(text), limit=limit - 1)
    return plain(first) + "…"
