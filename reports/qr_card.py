"""A card to pay by: the code, and in large letters what the payer must see in his app before he agrees."""

from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from reports import qr_code
from reports.lettering import lines, write
from reports.qr_code import PAPER, WIDTH

MARGIN = 56
TITLE, AMOUNT, LINE, NOTE = 46, 84, 42, 34  # sizes of the letters
INK, PALE = "#10243e", "#5b6b7d"


def card(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> bytes:
    """A PNG: ``title`` above the code, ``amount``, ``lines`` and ``notes`` below it; ``data`` holds its ``payload``.

    Black on white, without a logo: banks' apps are less forgiving readers than those a test can ask.
    """
    room = WIDTH - 2 * MARGIN
    code = qr_code.draw(str(data["payload"]), width=WIDTH)
    above = lines(words["title"], TITLE, bold=True, colour=INK, width=room)
    below = (
        *lines(words["amount"], AMOUNT, bold=True, colour=INK, width=room),
        *lines(words["lines"], LINE, colour=INK, width=room),
        *lines(words["notes"], NOTE, colour=PALE, width=room),
    )
    height = MARGIN * 2 + code.height + sum(one.height for one in (*above, *below))
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    top = write(pen, above, middle=WIDTH // 2, top=MARGIN)
    picture.paste(code, ((WIDTH - code.width) // 2, top))
    write(pen, below, middle=WIDTH // 2, top=top + code.height)
    return qr_code.png(picture)
