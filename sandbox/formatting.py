"""From what was written to what Telegram keeps: cleaned text with explicit and found entities."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.markup import cannot_parse, parse_html, units
from sandbox.refusal import bad_request

FOUND_BY_TELEGRAM = (
    ("url", re.compile(r"(?<![\w@./])(?:https?://|tg://)[^\s<>\"]+[^\s<>\".,;:!?)\]}]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]{2,})+(?!\w)")),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|net|org|vn|cn|io|me|info|shop)\b(?:/[^\s<>\"]*)?",
            re.IGNORECASE,
        ),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z]\w{2,31}(?!\w)")),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>])", re.ASCII),
    ),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}")),
    ("cashtag", re.compile(r"(?<!\w)\$[A-Z]{3,8}(?!\w)")),
)
OPAQUE = {"code", "pre", "text_link", "text_mention"}
DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BLANK = re.compile(
    "[\\s\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2800\u3000\u3164\ufeff]*"
)
RAW_LIMIT = 1 << 15
EXPLICIT = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "blockquote", "expandable_blockquote", "date_time",
}  # fmt: skip

Entities = list[dict[str, Any]]


def read(source: str, parse_mode: str, entities: Entities) -> tuple[str, Entities]:
    """Return text and entities as Telegram would store them; an explicit parse mode wins over entities."""
    if len(source.encode()) > RAW_LIMIT:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        text, explicit = parse_html(source)
    elif mode in {"", "none"}:
        text, explicit = source, [e for e in entities if e["type"] in EXPLICIT]
    else:
        raise cannot_parse("unsupported parse_mode")  # the bot writes HTML; Markdown is not modelled
    return tidy(*cleaned(text, explicit))


def shows_nothing(text: str) -> bool:
    return BLANK.fullmatch(text) is not None


def cleaned(text: str, entities: Entities) -> tuple[str, Entities]:
    """Drop what Telegram drops, trim both ends, and move the entities with their text."""
    kept = [(_replacement(character), units(character)) for character in text]
    positions = [0]
    for piece, width in kept:
        positions += [positions[-1] + units(piece)] * width
    result = "".join(piece for piece, _ in kept)
    moved = [
        _span(
            e,
            positions[_bound(e["offset"], positions)],
            positions[_bound(e["offset"] + e["length"], positions)],
        )
        for e in entities
    ]
    first = min((e["offset"] for e in moved), default=units(result))
    lead = min(units(result) - units(result.lstrip(" \n")), first)
    result = _drop_units(result, lead).rstrip(" \n")
    end = units(result)
    clipped = [
        _span(e, max(0, e["offset"] - lead), min(end, e["offset"] + e["length"] - lead)) for e in moved
    ]
    return result, [e for e in clipped if e["length"] > 0]


def tidy(text: str, explicit: Entities) -> tuple[str, Entities]:
    """Add what Telegram finds by itself, and keep styles out of code."""
    opaque = [e for e in explicit if e["type"] in OPAQUE]
    code = [e for e in explicit if e["type"] in {"code", "pre"}]
    kept = [e for e in explicit if e in code or not any(_overlap(e, c) for c in code)]
    found: Entities = []
    for kind, pattern in FOUND_BY_TELEGRAM:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
            if not any(_overlap(entity, other) for other in (*opaque, *found)):
                found.append(entity)
    return text, sorted([*kept, *found], key=lambda e: (e["offset"], -e["length"]))


def plain_text(text: str) -> tuple[str, Entities]:
    """What a person types: nothing is markup."""
    return read(text, "", [])


def mention_users(entities: Entities, user_json: Callable[[int], dict[str, Any]]) -> Entities:
    """Put whole users into text mentions, as Telegram shows them to bots."""
    return [e | {"user": user_json(e["user"]["id"])} if e["type"] == "text_mention" else e for e in entities]


def _replacement(character: str) -> str:
    if DROPPED.fullmatch(character):
        return ""
    return " " if CONTROL.fullmatch(character) else character


def _bound(position: int, positions: list[int]) -> int:
    return min(position, len(positions) - 1)


def _span(entity: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    return entity | {"offset": start, "length": end - start}


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def _drop_units(text: str, count: int) -> str:
    return text.encode("utf-16-le")[2 * count :].decode("utf-16-le")
