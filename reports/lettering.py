"""Lines of letters on a picture: broken where they grow too long, one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import ImageDraw, ImageFont

SPACING = 1.35
_BETWEEN = " ·"  # nothing that a line begins or ends with
_FIRST_HANZI = "\u2e80"  # from here on a line may be broken between any two characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line that fits, with its letters and its colour."""

    text: str
    letters: ImageFont.FreeTypeFont
    colour: str

    @property
    def height(self) -> int:
        return round(self.letters.size * SPACING)


def lines(
    texts: Sequence[str], letters: ImageFont.FreeTypeFont, *, colour: str, width: int
) -> tuple[Line, ...]:
    """Each text on as many lines as it takes."""
    return tuple(
        Line(text=row, letters=letters, colour=colour) for one in texts for row in _rows(one, letters, width)
    )


def write(pen: ImageDraw.ImageDraw, written: Sequence[Line], *, middle: int, top: int) -> int:
    """Write them centred, the first at ``top``; return where they end."""
    for line in written:
        pen.text((middle, top), line.text, font=line.letters, fill=line.colour, anchor="ma")
        top += line.height
    return top


def _rows(text: str, letters: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    row = ""
    for piece in _pieces(text):
        if row.strip() and letters.getlength((row + piece).rstrip()) > width:
            yield row.strip(_BETWEEN)
            row = ""
        row += piece
    if row.strip():
        yield row.strip(_BETWEEN)


def _pieces(text: str) -> Iterator[str]:
    """The text cut at every place where a line may end; an ordinary space stays with what is before it."""
    piece = ""
    for char, following in pairwise(f"{text} "):
        piece += char
        if char == " " or following >= _FIRST_HANZI or char >= _FIRST_HANZI:
            yield piece
            piece = ""
    yield piece
