"""A poster with a link as a QR code: for a phone's screen, or printed and hung on the wall of the workshop."""

from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from reports import qr_code
from reports.lettering import lines, write
from reports.qr_code import PAPER

WIDTH = 1080  # pixels: a phone's screen, and sharp on a sheet of A5
MARGIN = 72
TITLE, LINE = 60, 40  # sizes of the letters
INK, PALE = "#10243e", "#5b6b7d"


def poster(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> bytes:
    """Draw an invitation: ``data`` holds its ``link`` and the ``bot``, ``words`` what it leads to."""
    return draw(str(data["link"]), (*words["title"], *words["lines"], f"@{data['bot']}"))


def draw(link: str, title_lines: Sequence[str]) -> bytes:
    """A PNG: the first line large above the code, the others small below it, long ones over several lines."""
    room = WIDTH - 2 * MARGIN
    code = qr_code.draw(link, width=WIDTH - MARGIN, ink=INK)
    above = lines(title_lines[:1], TITLE, colour=INK, width=room, bold=True)
    below = lines(title_lines[1:], LINE, colour=PALE, width=room)
    height = MARGIN * 2 + code.height + sum(one.height for one in (*above, *below))
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    top = write(pen, above, middle=WIDTH // 2, top=MARGIN)
    picture.paste(code, ((WIDTH - code.width) // 2, top))
    write(pen, below, middle=WIDTH // 2, top=top + code.height)
    return qr_code.png(picture)
