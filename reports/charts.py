"""The daily chart: where the orders lie and which of them are late or silent, to be read on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.line_breaks import at_most_two, balanced, rows, width_of
from reports.sheet import INK, LEADING, MARGIN, PALE, WIDTH, Paint, Sheet

TITLE, PANEL, NAME, SMALL_NAME, FOOT = 56, 40, 34, 28, 30  # heights of letters in pixels
NUMBER, TOTAL = 28, 34
ROW, TALL_ROW, BAR, GAP = (
    66,
    80,
    42,
    44,
)  # a bar with its air (and a name in two rows), itself, air between parts
NAMES = 360  # width of the names beside the bars, at most
TOTALS = 90  # width of the totals behind them
NARROWEST = 40  # a part of a bar that bears its number
SWATCH = 30
LANGUAGES = " · "  # stands between the two languages of a group; here each has a row of its own

LATE = Paint(colour="#b93a0e", ink="#ffffff", hatch="//", hatching="#dd7a55")
SILENT = Paint(colour="#f5c542", ink=INK, hatch="..", hatching="#d69d00")
FINE = Paint(colour="#a9c6de", ink=INK)
PAINTS = (LATE, SILENT, FINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """``counts``: orders that are late, silent, and neither."""

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def daily_chart(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> bytes:
    """Draw a PNG.

    ``data``: ``stages`` and ``departments``, the counts of each bar. ``words``: ``title`` (the finding), ``panels``
    (two), ``stages`` and ``departments`` (the names of the bars), ``legend`` (three), ``foot``.
    """
    said = {name: [text.replace(LANGUAGES, "\n") for text in texts] for name, texts in words.items()}
    panels = [
        (title, _bars(said[part], data[part]))
        for title, part in zip(said["panels"], ("stages", "departments"), strict=True)
    ]
    sheet, width = Sheet(), WIDTH - 2 * MARGIN
    sheet.write_rows(balanced(said["title"], TITLE, width=width, bold=True), TITLE, bold=True)
    sheet.skip(GAP / 2)
    if any(bars for _, bars in panels):
        _write_legend(sheet, words["legend"])
    names_end = MARGIN + min(
        NAMES, max((width_of(bar.name, NAME) for _, bars in panels for bar in bars), default=0)
    )
    for title, bars in panels:
        if bars:
            sheet.skip(GAP)
            sheet.write_rows(rows([title], PANEL, width=width, bold=True), PANEL, bold=True)
            sheet.skip(8)
            _draw_bars(sheet, bars, names_end)
    sheet.skip(GAP)
    sheet.write_rows(rows(said["foot"], FOOT, width=width), FOOT, colour=PALE)
    return sheet.png()


def _bars(names: Sequence[str], counts: Sequence[Sequence[int]]) -> list[Bar]:
    return [Bar(name=name, counts=tuple(one)) for name, one in zip(names, counts, strict=True)]


def _write_legend(sheet: Sheet, names: Sequence[str]) -> None:
    """On as many rows as it needs."""
    x: float = MARGIN
    for name, paint in zip(names, PAINTS, strict=True):
        width = SWATCH + 12 + width_of(name, NAME)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            sheet.skip(NAME * LEADING)
            x = MARGIN
        middle = sheet.top + NAME * LEADING / 2
        sheet.fill(x, middle - SWATCH / 2, SWATCH, SWATCH, paint)
        sheet.write(name, x + SWATCH + 12, middle, NAME)
        x += width + 40
    sheet.skip(NAME * LEADING)


def _draw_bars(sheet: Sheet, bars: Sequence[Bar], names_end: float) -> None:
    """All of a panel in one scale; the number of late and of silent ones on their part, the total behind the bar."""
    begin = names_end + 16
    most = max(bar.total for bar in bars)
    row = ROW if all(_in_one_row(bar.name) for bar in bars) else TALL_ROW
    for bar in bars:
        middle = sheet.top + row / 2
        _write_name(sheet, bar.name, names_end, middle)
        x = begin
        for width, count, paint in zip(
            _widths(bar.counts, (WIDTH - MARGIN - TOTALS - begin) / most), bar.counts, PAINTS, strict=True
        ):
            if count:
                sheet.fill(x, middle - BAR / 2, width, BAR, paint)
            if count and paint is not FINE:
                sheet.write_on(paint, str(count), x + width / 2, middle, NUMBER)
            x += width
        sheet.write(str(bar.total), x + 14, middle, TOTAL, bold=True)
        sheet.skip(row)


def _write_name(sheet: Sheet, name: str, end: float, middle: float) -> None:
    """In one row, else smaller in two."""
    size = NAME if _in_one_row(name) else SMALL_NAME
    lines = at_most_two(name, size, width=NAMES)
    for number, line in enumerate(lines):
        at = middle + (number - (len(lines) - 1) / 2) * size * 1.15
        sheet.write(line, end, at, size, ha="right")


def _in_one_row(name: str) -> bool:
    return len(rows([name], NAME, width=NAMES)) == 1


def _widths(counts: Sequence[int], unit: float) -> list[float]:
    """In proportion, but none too narrow for its number: what is in time gives way, and the bar grows if it must."""
    late, silent, fine = (count * unit for count in counts)
    numbered = [max(width, NARROWEST) if width else 0.0 for width in (late, silent)]
    return [*numbered, max(fine - (sum(numbered) - late - silent), unit if fine else 0.0)]
