"""What is to be said, laid out for its readers: languages, messages within the limits, keys."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
KEY_ROOM = (40, 20, 12)  # cells of a key that shares its row with none, one or two others
PRIVATE_KEYBOARD = (("keyboard.my", "keyboard.done", "keyboard.stuck"),)
BETWEEN_LANGUAGES = " · "
_NUMBERED = re.compile(r"\d{1,3}\. ")
_BOLD_END = "</b>"
_WIDE_COLON = "\uff1a"


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

    def say(self, say: Say, reader: Reader, *, under_file: str | None = None) -> Laid:
        """Lay out ``say``. ``under_file``: the first part goes under a file, behind this opening, and is cut shorter.

        Each other part leaves room for an opening, which is decided on only when the part is sent.
        """
        lines = self._lines(say.lines, reader)
        room = TEXT_LIMIT - OPENING_ROOM
        first = room
        if under_file is not None:
            first = CAPTION_LIMIT - (units(plain(f"{under_file}\n")) if under_file else 0)
        return Laid(
            parts=tuple(split("\n".join(lines), limit=room, first=first)),
            keys=tuple(keys for row in say.buttons for keys in self._rows(row, reader)),
            reply_keyboard=self._keyboard(say, reader),
            asks_contact=self._label(Text(key="keyboard.contact"), reader)
            if say.keyboard == "contact"
            else "",
            force_reply=self._placeholder(say.force_reply, reader),
        )

    def card(self, say: Say, reader: Reader) -> Laid:
        """Lay out what has to be one message: of lines that do not fit it is said how many they are."""
        laid, lines = self.say(say, reader), say.lines
        while len(laid.parts) > 1 and len(lines) > 1:
            lines = lines[: len(lines) * 9 // 10]
            more = Text(key="delivery.card_more", count=len(say.lines) - len(lines))
            laid = self.say(replace(say, lines=(*lines, more)), reader)
        return laid

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
            case Text(key="word.decimal"):
                return float(f"{cell.params['whole']}.{cell.params['part']}")
        return plain(self._short(Text(key="word.plain", params={"text": cell}), reader))

    def _lines(self, lines: Sequence[Text], reader: Reader) -> list[str]:
        """What a line is about, and its number in a list, is not said again in the second language."""
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

    def _rows(self, row: Sequence[Button], reader: Reader) -> list[tuple[Key, ...]]:
        """A row, or several where its keys say two languages and would be cut off side by side."""
        keys = tuple(self._key(button, reader) for button in row)
        if len(reader.languages) == 1 or not any(BETWEEN_LANGUAGES in key.label for key in keys):
            return [keys]
        rows: list[tuple[Key, ...]] = []
        while keys:
            fits = (count for count in range(len(keys), 1, -1) if _side_by_side(keys[:count]))
            most = next(fits, 1)
            rows.append(keys[:most])
            keys = keys[most:]
        return rows

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
        """Both languages where they fit on a key that has a row of its own, else the first."""
        first, *others = (plain(one) for one in self._each(text, reader))
        together = BETWEEN_LANGUAGES.join([first, *(_without_beginning(first, one) for one in others)])
        return together if cells(together) <= KEY_ROOM[0] else first

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
        both = plain(self._short(text, reader))
        if units(both) <= PLACEHOLDER_LIMIT:
            return both
        return _shortened(plain(self.text(text, reader.languages[0], reader.setting)), PLACEHOLDER_LIMIT)


def _side_by_side(keys: Sequence[Key]) -> bool:
    room = KEY_ROOM[len(keys) - 1] if len(keys) <= len(KEY_ROOM) else KEY_ROOM[0] // len(keys)
    return all(cells(key.label) <= room for key in keys)


def _under(first: str, other: str) -> str:
    """Of a line in another language what differs from the first: neither its number nor what it is about."""
    number = _NUMBERED.match(first)
    least = number.end() if number else 0
    if not other.startswith(first[:least]):
        return other
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, other, strict=False)))
    cut = max(least, *(_behind(mark, first[:alike], least) for mark in (BETWEEN_LANGUAGES, ": ")))
    if first.startswith(":", alike) and other.startswith(_WIDE_COLON, alike):
        cut = alike + 1
    if first.count("<", 0, cut) % 2:  # inside a tag
        cut = least
    if not number and _BOLD_END not in first[:cut]:  # no order, or nothing else, is named before
        return other
    return f"{UNDER} {other[cut:].lstrip()}"


def _without_beginning(first: str, other: str) -> str:
    """Of a label in another language neither the picture nor the number it begins with once more."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, other, strict=False)))
    return other[other.rfind(" ", 0, alike) + 1 :]


def _behind(mark: str, words: str, start: int) -> int:
    """Where the last ``mark`` in them ends; 0 without one."""
    at = words.rfind(mark, start)
    return 0 if at < 0 else at + len(mark)


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
