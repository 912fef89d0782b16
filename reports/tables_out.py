"""Tables as a workbook that any office program opens: days, moments and numbers as such, words as nothing but words."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HEAD = PatternFill("solid", fgColor="DCE6F0")
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
MOMENT, DAY, NUMBER = "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "#,##0"
NARROWEST, WIDEST = 8, 60  # of a column, in half-width letters; longer words go on in the next line
MOMENT_WIDTH = 16
TITLE = 31  # letters of a sheet's title, at most
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def workbook(data: Mapping[str, Any], _words: Mapping[str, Sequence[str]]) -> bytes:
    """Write an XLSX. ``data``: ``tables``, each with ``title``, ``head`` and ``rows`` (see bot.i18n.render)."""
    book = Workbook(write_only=True)
    for table in data["tables"]:
        sheet = book.create_sheet(table["title"].translate(_NOT_IN_TITLES)[:TITLE])
        rows = [table["head"], *table["rows"]]
        for number, width in enumerate(_widths(rows), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_head(sheet, one) for one in table["head"]])
        for row in table["rows"]:
            sheet.append([_cell(sheet, one) for one in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: Any, words: str) -> WriteOnlyCell:
    cell = _cell(sheet, words)
    cell.font, cell.fill = BOLD, HEAD
    return cell


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell.alignment = WRAPPED
    match value:
        case str():
            cell.value = value
            # Whatever they begin with, they are no formula: neither now nor when somebody edits the cell.
            cell.data_type, cell.quotePrefix = "s", True
        case {"moment": moment}:
            cell.value, cell.number_format = datetime.fromisoformat(moment), MOMENT
        case {"day": day}:
            cell.value, cell.number_format = date.fromisoformat(day), DAY
        case {"amount": [amount, places, currency]}:
            cell.value = amount / 10**places if places else amount
            decimals = f".{'0' * places}" if places else ""
            cell.number_format = f'{NUMBER}{decimals} "{currency}"'
        case _:
            cell.value = value
    return cell


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    columns = max(map(len, rows))
    widest = [max(_width(row[column]) for row in rows if column < len(row)) for column in range(columns)]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widest]


def _width(value: Any) -> int:
    """Hanzi take the room of two letters."""
    if not isinstance(value, str):
        return MOMENT_WIDTH if isinstance(value, dict) else NARROWEST
    return max(
        (sum(2 if east_asian_width(one) in "WF" else 1 for one in line) for line in value.splitlines()),
        default=0,
    )
