"""A card to pay by: the code, and in large letters what the payer must see in his app before he agrees."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports import qr_code
from reports.code_sheet import INK, PALE, sheet
from reports.lettering import lines
from reports.qr_code import WIDTH

MARGIN = 56
TITLE, AMOUNT, LINE, NOTE = 46, 84, 42, 34  # sizes of the letters


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
    return sheet(code, above=above, below=below, margin=MARGIN)
