"""Long HTML cut into messages: at line borders, inside a line only where it is too long by itself."""

import html
import re
from collections.abc import Sequence

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

UNDER = "↳"  # begins what is said of the line above it once more, in another language

_TOKEN = re.compile(r"</?[a-zA-Z][^>]*>|&(?:#\w+|\w+);|.", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def units(text: str) -> int:
    """Length as the messenger counts it at its strictest: UTF-16 code units."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def plain(marked: str) -> str:
    """The text a reader sees: tags taken off, entities resolved."""
    return html.unescape(_TAG.sub("", marked))


def split(marked: str, *, limit: int = TEXT_LIMIT, first: int | None = None) -> list[str]:
    """Cut ``marked`` so that each part's visible text fits ``limit`` (the first one's ``first``).

    Tags open at a cut are closed before it and opened again behind it. Only the white space at a cut is lost;
    a part of nothing but white space is left out, as the messenger would refuse it.
    """
    if 2 * len(marked) <= min(limit, first or limit):  # what fits by any count, as nearly everything does
        return [marked.strip("\n")] if plain(marked).strip() else []
    tokens = _TOKEN.findall(marked)
    sizes = [_size(token) for token in tokens]
    parts: list[str] = []
    opened: list[str] = []
    start = 0
    while start < len(tokens):
        room = first if first is not None and not parts else limit
        end = _cut(tokens, sizes, start, room)
        part = "".join(opened) + "".join(tokens[start:end])
        _follow(tokens[start:end], opened)
        part += "".join(f"</{_name(tag)}>" for tag in reversed(opened))
        if plain(part).strip():
            parts.append(part.strip("\n"))
        start = end + (end < len(tokens) and tokens[end].isspace())
    return parts


def _size(token: str) -> int:
    if len(token) == 1:
        return units(token)
    return units(plain(token))


def _cut(tokens: Sequence[str], sizes: Sequence[int], start: int, room: int) -> int:
    """Where the part that begins at ``start`` ends: behind everything, or at the last border that fits."""
    used, line, word = 0, start, start
    for index in range(start, len(tokens)):
        used += sizes[index]
        if tokens[index] == "\n" and used - 1 <= room and tokens[index + 1 : index + 2] != [UNDER]:
            line = index
        elif tokens[index].isspace() and used - 1 <= room:
            word = index
        if used > room:
            return next(border for border in (line, word, index, start + 1) if border > start)
    return len(tokens)


def _follow(tokens: Sequence[str], opened: list[str]) -> None:
    for token in tokens:
        if not _TAG.fullmatch(token):
            continue
        if token.startswith("</"):
            opened.pop()
        else:
            opened.append(token)


def _name(tag: str) -> str:
    return tag[1:-1].split(maxsplit=1)[0]
