"""CSV files as programs in Vietnam and China write them: which encoding and which separator is told by the headings."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from orders.refusals.files import TableUnreadable

Known: TypeAlias = Callable[[str], bool]
"""Whether a cell is a heading that is understood."""

FIRST = 10  # lines among which the headings are
LONGEST = 100_000  # characters of one cell
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_MARK = ("utf-8", "gb18030", "cp1258", "big5")  # where several say the same, the first is it
_SEPARATORS = ",;\t|"


def csv_rows(data: bytes, known: Known) -> Iterator[Sequence[str | None]]:
    """Raises TableUnreadable where no encoding fits."""
    text = _decoded(data, known)
    separator = max(_SEPARATORS, key=lambda one: _understood(text, one, known))
    csv.field_size_limit(LONGEST)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise TableUnreadable(trouble="broken") from error


def _decoded(data: bytes, known: Known) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _in(data, encoding) or _unreadable()
    if b"\0" in data[:200]:
        return _in(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be") or _unreadable()
    texts = [text for encoding in _WITHOUT_MARK if (text := _in(data, encoding)) is not None]
    if not texts:
        _unreadable()
    return max(texts, key=lambda text: max(_understood(text, one, known) for one in _SEPARATORS))


def _in(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unreadable() -> str:
    raise TableUnreadable(trouble="broken")


def _understood(text: str, separator: str, known: Known) -> int:
    """How many headings the best of the first lines has."""
    lines = text.split("\n", FIRST)[:FIRST]
    return max((sum(map(known, map(_bare, line.split(separator)))) for line in lines), default=0)


def _bare(heading: str) -> str:
    return heading.strip(' "\r')
