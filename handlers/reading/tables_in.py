"""Workbooks and CSV files as rows of values: formulas give what they last came to, nothing in a file is carried out."""

import io
import math
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeAlias

from handlers.reading.csv_text import Known, csv_rows
from orders.refusals.files import TableUnreadable

Cell: TypeAlias = str | int | float | date | datetime | None

UNPACKED = 64 * 2**20  # bytes a workbook may unpack to; one of 5,000 lines needs about two million
PARTS = 2_000  # files within a workbook
ROWS = 20_000  # of a sheet are looked at, empty ones too
COLUMNS = 60
_WORKBOOK, _OLD_OFFICE = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
)  # the latter is also what a locked workbook looks like
_BEGINNING = 4096  # bytes of an XML part in which a definition of its own would stand


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """``number`` as the person's own program counts it, from 1."""

    number: int
    cells: tuple[Cell, ...]


def read_sheets(data: bytes, known: Known) -> tuple[tuple[Row, ...], ...]:
    """The sheets that hold anything, without their empty rows.

    ``known`` says of a heading whether it is one: the encoding in which most are known is the file's. Raises TableUnreadable.
    """
    if data.startswith(_OLD_OFFICE):
        raise TableUnreadable(trouble="old")
    sheets = _workbook(data) if data.startswith(_WORKBOOK) else iter([_csv(data, known)])
    found = tuple(rows for sheet in sheets if (rows := tuple(sheet)))
    if not found:
        raise TableUnreadable(trouble="empty")
    return found


def _csv(data: bytes, known: Known) -> Iterator[Row]:
    return _rows(csv_rows(data, known))


def _workbook(data: bytes) -> Iterator[Iterator[Row]]:
    _harmless(data)
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second, wanted by the first workbook only

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # what a program wrote of its own size may be wrong
                yield _rows(
                    [_value(cell) for cell in row]
                    for row in sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS)
                )
    except TableUnreadable:
        raise
    except Exception as error:
        raise TableUnreadable(trouble="broken") from error


def _harmless(data: bytes) -> None:
    """Before anything is unpacked: how large it would be, and that no part defines words of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS or sum(one.file_size for one in parts) > UNPACKED:
                raise TableUnreadable(trouble="large")
            for one in parts:
                if one.filename.endswith((".xml", ".rels")) and _defines(packed, one):
                    raise TableUnreadable(trouble="broken")
    except TableUnreadable:
        raise
    except Exception as error:
        raise TableUnreadable(trouble="broken") from error


def _defines(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with packed.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(_BEGINNING).replace(b"\0", b"").upper()


def _rows(values: Iterable[Sequence[Cell]]) -> Iterator[Row]:
    for number, cells in enumerate(values, start=1):
        if number > ROWS:
            raise TableUnreadable(trouble="large")
        kept = [_tidy(cell) for cell in cells[:COLUMNS]]
        while kept and kept[-1] is None:
            kept.pop()
        if kept:
            yield Row(number=number, cells=tuple(kept))


def _tidy(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return unicodedata.normalize("NFC", cell).strip() or None


def _value(cell: Any) -> Cell:
    """What the cell shows, as far as it can be counted on: 0.6 shown as 60% is the words "60%"."""
    match cell.value:
        case bool() as truth:
            return str(truth).lower()
        case float() | int() as number if "%" in (cell.number_format or ""):
            return f"{number * 100:.6g}%"
        case float() as number if not math.isfinite(number):
            return str(number)  # words that are no amount: the line is refused, and JSON knows no such number
        case float() as number if number.is_integer():
            return int(number)
        case datetime() as moment if moment.time() == time():
            return moment.date()
        case str() | int() | float() | date() | None as plain:
            return plain
        case other:
            return str(other)
