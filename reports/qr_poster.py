"""A poster with a link as a QR code: for a phone's screen, or printed and hung on the wall of the workshop."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports import qr_code
from reports.code_sheet import INK, PALE, sheet
from reports.lettering import lines
from reports.qr_code import WIDTH

MARGIN = 72
TITLE, LINE = 60, 40  # sizes of the letters


def poster(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> bytes:
    """Draw an invitation: ``data`` holds its ``link`` and the ``bot``, ``words`` what it leads to."""
    return draw(str(data["link"]), (*words["title"], *words["lines"], f"@{data['bot']}"))


def draw(link: str, title_lines: Sequence[str]) -> bytes:
    """A PNG: the first line large above the code, the others small below it, long ones over several lines."""
    room = WIDTH - 2 * MARGIN
    code = qr_code.draw(link, width=WIDTH - MARGIN, ink=INK)
    above = lines(title_lines[:1], TITLE, colour=INK, width=room, bold=True)
    below = lines(title_lines[1:], LINE, colour=PALE, width=room)
    return sheet(code, above=above, below=below, margin=MARGIN)
