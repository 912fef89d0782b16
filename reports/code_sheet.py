"""A code with lines of letters above and below it, as high as they need."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from reports import qr_code
from reports.lettering import Line, write
from reports.qr_code import PAPER, WIDTH

INK, PALE = "#10243e", "#5b6b7d"


def sheet(code: Image.Image, *, above: Sequence[Line], below: Sequence[Line], margin: int) -> bytes:
    """A PNG, everything centred."""
    height = margin * 2 + code.height + sum(one.height for one in (*above, *below))
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    top = write(pen, above, middle=WIDTH // 2, top=margin)
    picture.paste(code, ((WIDTH - code.width) // 2, top))
    write(pen, below, middle=WIDTH // 2, top=top + code.height)
    return qr_code.png(picture)
