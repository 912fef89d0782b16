"""One line of what was ordered as people write it: "3 bộ bảng hiệu x 2tr5", "亚克力牌 12.5 m2 单价 300k", "mica | 2 | tấm | 1tr5"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from handlers.reading.figures import DECIMAL, GROUPED, UNIT, exact_number
from handlers.reading.fold import Folded, Span, folded


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLine:
    """``price`` per unit, as it was typed; "" where none was."""

    spec: str
    quantity: Decimal
    unit: str = ""
    price: str = ""


_LATIN_UNIT = r"(?:kg|ky|tan|lit|phan|suat|hang muc|lo|set|roll|can|ton|tons|hour|hours)(?![a-z0-9])"
_ANY_UNIT = rf"(?:{UNIT}|{_LATIN_UNIT}|[吨升份项个件套]|公斤|平方米|平米|立方米)"
_COUNT = rf"(?>{GROUPED}|{DECIMAL}(?=\s?{_ANY_UNIT})|\d++)"
_BULLET = re.compile(r"\s*(?:[-•*+–]|\(?\d{1,2}[.)、](?!\d))\s*")
_TIMES = r"(?<![\w.,])[x×@*]\s?|(?<=[^\W\d_])\s?[×@]\s?"
_NAMED_PRICE = r"(?:(?<!\w)(?:don gia|gia|at|price|each)(?!\w)|单价|每[个件套张米]|价)\s?[:：]?\s?"
_PRICE = re.compile(
    rf"(?:{_TIMES}|{_NAMED_PRICE})(?P<price>[¥$€£]?\s?\d[\d.,\s]*[^\W\d_]*\d*(?:\s?[^\W\d_]+)?)(?:\s?/\s?\w+)?\s*[.!]?$"
)
_METRES = re.compile(r"\d+(?:[.,]\d+)?\s?(?:m|cm|mm|米)")
_FIRST = re.compile(rf"(?P<n>{_COUNT})\s?(?P<unit>{_ANY_UNIT})\s*(?P<spec>\S.*)")
_LAST = re.compile(
    rf"(?P<spec>.*?\S)[\s:：,，-]*?(?:(?<!\w)(?:sl|so luong|qty|x)(?!\w)|数量|[×])?[\s:：]*(?<![\d.,])(?<!\d[x×])(?P<n>{_COUNT})\s?(?P<unit>{_ANY_UNIT})"
)
_CELLS = re.compile(r"[|\t]")
_CELL_COUNT = re.compile(rf"(?P<n>{GROUPED}|{DECIMAL}|\d+)\s?(?P<unit>\D*)")
LONGEST = 300  # characters of a line: a longer one is a letter
_EDGES = " \t.,;:：，-–"


def read_order_line(text: str) -> OrderLine | None:
    """What one line orders, or None: it needs a thing, how many, and (unless in cells) in which unit."""
    if len(text) > LONGEST:
        return None
    if _CELLS.search(text):
        return _from_cells([cell.strip() for cell in _CELLS.split(text.strip(" |\t"))])
    line = folded(text)
    start = found.end() if (found := _BULLET.match(line.text)) else 0
    end, price = _priced(line, start)
    body = line.text[start:end].rstrip(_EDGES)
    match = _FIRST.fullmatch(body) or _LAST.fullmatch(body)
    if match is None:
        return None
    spec = _typed(line, match.span("spec"), start)
    if not spec:
        return None
    return OrderLine(
        spec=spec,
        quantity=exact_number(match["n"]),
        unit=_typed(line, match.span("unit"), start),
        price=price,
    )


def _priced(line: Folded, start: int) -> tuple[int, str]:
    """Where the price begins, and the price as typed. What is measured in metres is no price."""
    found = _PRICE.search(line.text, start)
    if found is None or _METRES.fullmatch(found["price"].strip()):
        return len(line.text), ""
    return found.start(), _typed(line, found.span("price"), 0)


def _from_cells(cells: list[str]) -> OrderLine | None:
    """Thing, how many, perhaps the unit by itself, perhaps the price."""
    spec, *rest = cells
    count = _CELL_COUNT.fullmatch(folded(rest[0]).text) if rest else None
    if not spec or count is None:
        return None
    unit = folded(rest[0]).source[len(rest[0]) - len(count["unit"]) :] if count["unit"] else ""
    others = rest[1:]
    if not unit and others and not re.match(r"\d", others[0]):
        unit, *others = others
    return OrderLine(
        spec=spec, quantity=exact_number(count["n"]), unit=unit.strip(), price=others[0] if others else ""
    )


def _typed(line: Folded, span: Span, offset: int) -> str:
    start, end = line.span(span[0] + offset, span[1] + offset)
    return line.source[start:end].strip(_EDGES)
