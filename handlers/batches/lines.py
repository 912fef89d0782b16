"""One line of a file: its cells by what they are, as values and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.reading.tables_in import Cell
from orders.refusals.files import LineTooLong

ITEMS = "items"  # what further lines are kept under, beside the cells
ITEM = "item"  # what such a line leads to: nothing by itself
LONGEST = 2_000  # characters of one cell: what is longer is no report


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchLine:
    """``number`` as the person's own program counts it. Only columns that are known, only cells that are filled.

    ``items``: further lines of the file that say what else the same order is of.
    """

    number: int
    cells: Mapping[str, Cell]
    items: tuple["BatchLine", ...] = ()

    def words(self, part: str) -> str:
        """The cell as it would be typed. Raises LineTooLong."""
        cell = self.cells.get(part)
        words = "" if cell is None else f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
        if len(words) > LONGEST:
            raise LineTooLong(most=LONGEST)
        return words


def to_json(line: BatchLine) -> dict[str, Any]:
    """What is too long to be read is kept too: only its beginning, which is as far too long."""
    written = {part: _written(cell) for part, cell in line.cells.items()}
    return {**written, ITEMS: [to_json(one) for one in line.items]} if line.items else written


def from_json(number: int, kept: Mapping[str, Any]) -> BatchLine:
    items = tuple(from_json(number, one) for one in kept.get(ITEMS, ()))
    cells = {part: _read(value) for part, value in kept.items() if part != ITEMS}
    return BatchLine(number=number, cells=cells, items=items)


def _written(cell: Cell) -> Any:
    match cell:
        case str():
            return cell[: LONGEST + 1]
        case datetime():
            return {"at": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
    return cell


def _read(value: Any) -> Cell:
    match value:
        case {"at": moment}:
            return datetime.fromisoformat(moment)
        case {"day": day}:
            return date.fromisoformat(day)
    plain: Cell = value
    return plain
