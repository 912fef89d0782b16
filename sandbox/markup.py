"""HTML as Telegram reads it: plain text, and entities that count UTF-16 code units.

Follows TDLib's parser, its refusals and their byte offsets included.
"""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.refusal import Refusal, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
    "tg-emoji": "",
}
CHARACTER = re.compile(rb"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = b" \t\r\n\x0b\x0c"
NAME_ENDS = SPACE + b"=>/\"'\x00"


@dataclass(kw_only=True)
class Tag:
    name: str
    at: int
    attributes: dict[str, str]
    offset: int = 0
    begin: int = 0


def cannot_parse(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def units(text: str) -> int:
    """Return the length in UTF-16 code units, which is how Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the text without tags and what the tags meant, or refuse as Telegram does."""
    parser = _Parser(source.encode())
    parser.run()
    return "".join(parser.text), parser.entities


class _Parser:
    def __init__(self, source: bytes) -> None:
        self.source = source + b"\x00"
        self.at = 0
        self.offset = 0
        self.text: list[str] = []
        self.open: list[Tag] = []
        self.entities: list[dict[str, Any]] = []

    def run(self) -> None:
        while self.source[self.at : self.at + 1] != b"\x00" or self.at < len(self.source) - 1:
            begin = self.at
            if self.source[begin : begin + 2] == b"</":
                self._close(begin)
            elif self.source[begin : begin + 1] == b"<":
                self._open(begin)
            else:
                self._character()
        if self.open:
            name = self.open[-1].name
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _add(self, piece: str) -> None:
        self.text.append(piece)
        self.offset += units(piece)

    def _character(self) -> None:
        if found := CHARACTER.match(self.source, self.at):
            self.at = found.end()
            self._add(_reference(found))
            return
        end = self.at + 1
        while self.source[end] & 0xC0 == 0x80:
            end += 1
        self._add(self.source[self.at : end].decode())
        self.at = end

    def _open(self, begin: int) -> None:
        self.at = begin + 1
        name = self._until(SPACE + b">\x00").lower()
        self._stop_at_end(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = Tag(name=name, at=begin, attributes=self._attributes(name, begin))
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        tag.offset, tag.begin = self.offset, len(self.text)
        self.open.append(tag)

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._here() == b">":
                self.at += 1
                return found
            name = self._until(NAME_ENDS).lower()
            if not name:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_spaces()
            self._stop_at_end(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if self._here() != b"=":
                found[name] = ""
                continue
            self.at += 1
            self._skip_spaces()
            found[name] = self._attribute_value(begin)

    def _attribute_value(self, begin: int) -> str:
        quote = self._here()
        if quote not in {b'"', b"'"}:
            start = self.at
            token = re.compile(rb"[A-Za-z0-9.\-]*").match(self.source, start)
            assert token is not None
            self.at = token.end()
            if self._here() not in {bytes([c]) for c in SPACE + b">\x00"}:
                raise cannot_parse(f"Unexpected end of name token at byte offset {start}")
            value = token.group().decode().lower()
        else:
            self.at += 1
            raw = self._raw_until(quote + b"\x00")
            value = CHARACTER.sub(lambda m: _reference(m).encode(), raw).decode()
            if self._here() == quote:
                self.at += 1
        self._stop_at_end(f"Unclosed start tag at byte offset {begin}")
        return value

    def _close(self, begin: int) -> None:
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {begin}")
        self.at = begin + 2
        name = self._until(SPACE + b">\x00").lower()
        self._skip_spaces()
        if self._here() != b">":
            raise cannot_parse(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise cannot_parse(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._entity(tag)

    def _entity(self, tag: Tag) -> None:
        length = self.offset - tag.offset
        entity = _entity(tag, "".join(self.text[tag.begin :]))
        if entity is None:
            return
        entity = {"type": entity["type"], "offset": tag.offset, "length": length, **entity}
        last = self.entities[-1] if self.entities else None
        if (
            last is not None
            and {last["type"], entity["type"]} == {"pre", "code"}
            and (last["offset"], last["length"]) == (tag.offset, length)
        ):
            language = last.get("language") or entity.get("language")
            self.entities[-1] = {"type": "pre", "offset": tag.offset, "length": length}
            if language:
                self.entities[-1]["language"] = language
            return
        self.entities.append(entity)

    def _here(self) -> bytes:
        return self.source[self.at : self.at + 1]

    def _raw_until(self, ends: bytes) -> bytes:
        start = self.at
        while self.source[self.at] not in ends:
            self.at += 1
        return self.source[start : self.at]

    def _until(self, ends: bytes) -> str:
        return self._raw_until(ends).decode()

    def _skip_spaces(self) -> None:
        while self.source[self.at] in SPACE:
            self.at += 1

    def _stop_at_end(self, why: str) -> None:
        if self.at >= len(self.source) - 1:
            raise cannot_parse(why)


def _reference(found: re.Match[bytes]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else found.group().decode()


def _entity(tag: Tag, inside: str) -> dict[str, Any] | None:
    """Return an entity's type and its own fields, or nothing when the tag says nothing."""
    kind = TAGS[tag.name]
    match tag.name:
        case "a":
            return _link(tag.attributes.get("href") or inside)
        case "code":
            language = tag.attributes.get("class", "")
            if language.startswith("language-"):
                return {"type": kind, "language": language.removeprefix("language-")}
        case "blockquote" if "expandable" in tag.attributes:
            return {"type": "expandable_blockquote"}
        case "tg-time":
            return _time(tag)
    return {"type": kind} if kind else None


def _link(url: str) -> dict[str, Any] | None:
    if mention := re.fullmatch(r"tg://user/?\?id=(\d+)", url):
        return {"type": "text_mention", "user": {"id": int(mention[1])}}
    if re.match(r"(https?|tg|ton|tonsite)://[^\s/]+", url, re.IGNORECASE):
        return {"type": "text_link", "url": url}
    if re.match(r"[\w-]+(\.[\w-]+)+(/|$|\?|:)", url):
        return {"type": "text_link", "url": f"http://{url}"}
    return None


def _time(tag: Tag) -> dict[str, Any]:
    moment = tag.attributes.get("unix", "")
    if not re.fullmatch(r"\d+", moment) or int(moment) == 0:
        raise cannot_parse(f'Invalid Unix time "{moment}" specified at byte offset {tag.at}')
    layout = tag.attributes.get("format", "")
    if not re.fullmatch(r"[rR]|[tTdDwW]*", layout):
        raise cannot_parse(f"Invalid date-time format specified at byte offset {tag.at}")
    return {"type": "date_time", "unix_time": int(moment), "date_time_format": layout}
