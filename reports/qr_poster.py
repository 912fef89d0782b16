"""A poster with a link as a QR code: for a phone's screen, or printed and hung on the wall of the workshop."""

import io
from collections.abc import Iterator, Mapping, Sequence

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_Q

from reports.fonts import font

WIDTH = 1080  # pixels: a phone's screen, and sharp on a sheet of A5
MARGIN = 72
TITLE, LINE = 60, 40  # sizes of the letters
SPACING = 1.35
QUIET_ZONE = 4  # modules of white that readers need around the code
INK, PAPER, PALE = "#10243e", "#ffffff", "#5b6b7d"


def poster(data: Mapping[str, str | int]) -> bytes:
    """Draw an invitation from the figures of its picture: ``link``, ``company``, ``department``, ``bot``."""
    lines = (str(data["department"]), str(data["company"]), f"@{data['bot']}")
    return draw(str(data["link"]), lines)


def draw(link: str, title_lines: Sequence[str]) -> bytes:
    """A PNG: the first line large above the code, the others small below it, long ones over several lines."""
    code = _code(link)
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
    written = io.BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _code(link: str) -> Image.Image:
    """As large as fits, in whole pixels a module; a quarter of it may be dirty or torn."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, box_size=1)
    made.add_data(link)
    made.make(fit=True)
    made.box_size = (WIDTH - MARGIN) // (made.modules_count + 2 * QUIET_ZONE)
    drawn: Image.Image = made.make_image(fill_color=INK, back_color=PAPER).get_image()
    return drawn.convert("RGB")


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
