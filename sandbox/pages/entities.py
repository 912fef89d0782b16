"""Words with entities, as Telegram stores them, to safe HTML.

Every character is escaped; a tag is written only here, and only for a kind of entity that is known.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup, escape

Entity = dict[str, Any]
PLAIN = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
BLOCKS = {"pre", "blockquote", "expandable_blockquote"}


class Words:
    """One text as UTF-16 code units, which is what offsets count.

    Links to the Start button of ``bot`` lead to ``private``, the reader's own chat with it.
    """

    def __init__(self, text: str, *, bot: str, private: str) -> None:
        self._units = text.encode("utf-16-le")
        self._bot = bot
        self._private = private

    def html(self, entities: Sequence[Entity]) -> Markup:
        ordered = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
        return self._between(0, len(self._units) // 2, ordered)

    def _between(self, start: int, end: int, entities: Sequence[Entity]) -> Markup:
        """Render a stretch; an entity that reaches beyond it is cut off at its end."""
        pieces, at, rest = [], start, list(entities)
        while rest:
            entity = rest.pop(0)
            first, last = max(entity["offset"], at), min(entity["offset"] + entity["length"], end)
            if first >= last:
                continue
            inside = [e for e in rest if e["offset"] < last]
            rest = rest[len(inside) :]
            pieces += [self._plain(at, first), self._tagged(entity, self._between(first, last, inside))]
            at = last
            if entity["type"] in BLOCKS and self._text(at, at + 1) == "\n" and at < end:
                at += 1
        return Markup().join([*pieces, self._plain(at, end)])

    def _tagged(self, entity: Entity, inside: Markup) -> Markup:
        kind, words = entity["type"], self._text(entity["offset"], entity["offset"] + entity["length"])
        if kind in PLAIN:
            return Markup(f"<{PLAIN[kind]}>{{}}</{PLAIN[kind]}>").format(inside)  # noqa: S704 - a tag of the table above
        match kind:
            case "expandable_blockquote":
                return Markup('<blockquote class="fold" tabindex="0">{}</blockquote>').format(inside)
            case "spoiler":
                return Markup('<span class="spoiler" tabindex="0">{}</span>').format(inside)
            case "url":
                return self._link(words if "://" in words else f"http://{words}", inside)
            case "text_link":
                return self._link(entity["url"], inside)
            case "email":
                return Markup('<a href="mailto:{}">{}</a>').format(words, inside)
            case "bot_command":
                return Markup('<a class="command" role="button" tabindex="0" data-say="{}">{}</a>').format(
                    words, inside
                )
            case "mention" | "text_mention" | "hashtag" | "cashtag":
                return Markup('<span class="mention">{}</span>').format(inside)
        return inside

    def _link(self, url: str, inside: Markup) -> Markup:
        address = followed(url, bot=self._bot, private=self._private)
        if not address:
            return inside
        if address.startswith("/"):
            return Markup('<a href="{}">{}</a>').format(address, inside)
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, inside)

    def _plain(self, start: int, end: int) -> Markup:
        return escape(self._text(start, end))

    def _text(self, start: int, end: int) -> str:
        return self._units[2 * start : 2 * end].decode("utf-16-le", "replace")


def followed(url: str, *, bot: str, private: str) -> str:
    """Return where a link leads from a page: to one's own chat with the bot, out into the web, or nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"}:
        return ""
    if parts.hostname in {"t.me", "telegram.me"} and parts.path.strip("/").lower() == bot.lower():
        payload = parse_qs(parts.query).get("start", [""])[0]
        return f"{private}?{urlencode({'start': payload})}"
    return url
