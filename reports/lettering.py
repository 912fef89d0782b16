"""Lines of letters on a picture: broken where they grow too long, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from reports.fonts import font
from reports.line_breaks import balanced

_BETWEEN = " ·"  # nothing that a line begins or ends with


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line that fits, with its letters and its colour."""

    text: str
    letters: ImageFont.FreeTypeFont
    colour: str

    @property
    def height(self) -> int:
        """All that its letters may fill: accents above capitals, tails below."""
        ascent, descent = self.letters.getmetrics()
        return ascent + descent


def lines(
    texts: Sequence[str], size: int, *, colour: str, width: int, bold: bool = False
) -> tuple[Line, ...]:
    """Each text on as many lines as it takes."""
    return tuple(
        Line(text=row.strip(_BETWEEN), letters=font(size, bold=bold), colour=colour)
        for one in texts
        for row in balanced([one], size, width=width, bold=bold)
    )


def write(pen: ImageDraw.ImageDraw, written: Sequence[Line], *, middle: int, top: int) -> int:
    """Write them centred, the first at ``top``; return where they end."""
    for line in written:
        pen.text((middle, top), line.text, font=line.letters, fill=line.colour, anchor="ma")
        top += line.height
    return top
