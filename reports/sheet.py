"""Paper for charts, measured in pixels from the top left, as long as what is put on it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from reports.fonts import font_file

WIDTH = 1080  # pixels: a third of it on a narrow phone, so nothing is written smaller than 28
MARGIN = 48
LEADING = 1.3
INK, PALE, PAPER = "#12263f", "#52616f", "#ffffff"
_DPI = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Paint:
    """Told apart by hue, by lightness and by hatching: two of the three are left to any eye, and on paper."""

    colour: str
    ink: str
    hatch: str = ""
    hatching: str = ""


class Sheet:
    """``top``: where what comes next begins."""

    def __init__(self) -> None:
        self.top: float = MARGIN
        self._figure = Figure(dpi=_DPI, facecolor=PAPER)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def skip(self, pixels: float) -> None:
        self.top += pixels

    def write_rows(self, rows: Sequence[str], size: int, *, bold: bool = False, colour: str = INK) -> None:
        for row in rows:
            self.write(row, MARGIN, self.top + size * LEADING / 2, size, bold=bold, colour=colour)
            self.skip(size * LEADING)

    def write(
        self, text: str, x: float, middle: float, size: int, *, bold: bool = False, colour: str = INK, **more: Any
    ) -> None:  # fmt: skip
        letters = _letters(size, bold=bold)
        # parse_math: two $ in a name are no formula.
        self._axes.text(
            x, middle, text, fontproperties=letters, color=colour, va="center_baseline", parse_math=False, **more
        )  # fmt: skip

    def write_on(self, paint: Paint, text: str, x: float, middle: float, size: int) -> None:
        """Centred, and kept clear of the hatching."""
        clear = [withStroke(linewidth=5, foreground=paint.colour)]
        self.write(text, x, middle, size, bold=True, colour=paint.ink, ha="center", path_effects=clear)

    def fill(self, x: float, y: float, width: float, height: float, paint: Paint) -> None:
        edge = paint.hatching or paint.colour
        self._axes.add_patch(
            Rectangle((x, y), width, height, facecolor=paint.colour, edgecolor=edge, hatch=paint.hatch, linewidth=0)
        )  # fmt: skip

    def png(self) -> bytes:
        height = round(self.top + MARGIN)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._figure.set_size_inches(WIDTH / _DPI, height / _DPI)
        written = io.BytesIO()
        self._figure.savefig(written, format="png")
        return written.getvalue()


@cache
def _letters(size: int, *, bold: bool) -> FontProperties:
    return FontProperties(fname=font_file(bold=bold), size=size * 72 / _DPI)
