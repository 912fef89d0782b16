"""A poster with a link as a QR code: for a phone's screen, or printed and hung on the wall of the workshop."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from reports import qr_code
from reports.fonts import font
from reports.qr_code import PAPER

WIDTH = 1080  # pixels: a phone's screen, and sharp on a sheet of A5
MARGIN = 72
TITLE, LINE = 60, 40  # sizes of the letters
SPACING = 1.35
INK, PALE = "#10243e", "#5b6b7d"


def poster(data: Mapping[str, Any], _words: Mapping[str, Sequence[str]]) -> bytes:
    """Draw an invitation from the figures of its picture: ``link``, ``company``, ``department``, ``bot``."""
    lines = (str(data["department"]), str(data["company"]), f"@{data['bot']}")
    return draw(str(data["link"]), lines)


def draw(link: str, title_lines: Sequence[str]) -> bytes:
    """A PNG: the first line large above the code, the others small below it, long ones over several lines."""
    code = qr_code.draw(link, width=WIDTH - MARGIN, ink=INK)
    above = [
        (line, font(TITLE, bold=True), INK) for line in _wrapped(title_lines[:1], font(TITLE, bold=True))
    ]
    below = [(line, font(LINE), PALE) for line in _wrapped(title_lines[1:], font(LINE))]
    height = MARGIN * 2 + code.height + sum(_leading(one) for _, one, _ in (*above, *below))
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    top = _write(pen, above, MARGIN)
    picture.paste(code, ((WIDTH - code.width) // 2, top))
    _write(pen, below, top + code.height)
    return qr_code.png(picture)


def _write(
    pen: ImageDraw.ImageDraw, lines: Sequence[tuple[str, ImageFont.FreeTypeFont, str]], top: int
) -> int:
    for line, letters, colour in lines:
        pen.text((WIDTH // 2, top), line, font=letters, fill=colour, anchor="ma")
        top += _leading(letters)
    return top


def _leading(letters: ImageFont.FreeTypeFont) -> int:
    return round(letters.size * SPACING)


def _wrapped(lines: Sequence[str], letters: ImageFont.FreeTypeFont) -> Iterator[str]:
    for line in lines:
        row = ""
        for word in line.split():
            longer = f"{row} {word}".strip()
            if row and letters.getlength(longer) > WIDTH - 2 * MARGIN:
                yield row
                row = word
            else:
                row = longer
        yield row
