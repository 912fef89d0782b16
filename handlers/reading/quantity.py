"""Reading how much of the work is done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum, auto
from itertools import pairwise

from handlers.reading.figures import Figure, FigureKind, figures
from handlers.reading.fold import Folded, Span, folded
from handlers.reading.rest import done_of


class RefusedQuantity(StrEnum):
    """Why an amount that was named is not taken."""

    OVER = auto()  # 120 %, 210/200
    NEGATIVE = auto()
    SEVERAL = auto()  # two amounts of the same kind
    UNCLEAR = auto()  # so much of what, or done or not, nobody can tell: "còn 40% mực"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """An amount of work as it was named; `total` only comes with `done`, and `left` is what is still to do. `spans` are the places in the original text."""

    percent: int | None = None
    done: Decimal | None = None
    total: Decimal | None = None
    good: Decimal | None = None
    rejected: Decimal | None = None
    left: Decimal | None = None
    unit: str = ""
    refused: RefusedQuantity | None = None
    spans: tuple[Span, ...]

    @property
    def complete(self) -> bool:
        """Whether the amount says by itself that all of it is done."""
        return self.refused is None and (
            self.percent == 100 or (self.done is not None and self.done == self.total)
        )


_MOST = 10_000_000
_READ = {
    FigureKind.PERCENT,
    FigureKind.RATIO,
    FigureKind.GOOD,
    FigureKind.REJECTED,
    FigureKind.LEFT,
    FigureKind.COUNT,
}
_STILL_TO_DO = re.compile(r"con|remaining|还|剩|差|\d.*(?:left|remaining)")
_WHOLE = 100
_NOTHING_ELSE = re.compile(r"\s?(?:$|[,.;!\n]|(?:nua|thoi|chua|roi|la|a|nha|nhe|anh|em|to go|没)(?![a-z]))")
_BEFORE_DONE = re.compile(
    r"\s?(?:(?:da )?(?:xong|hoan thanh|done|finished|completed)(?![a-z])|已?完成|做好|做完)"
)
_DELIVERED = (
    "giao",
    "duoc",
    "xong",
    "lam",
    "in",
    "交",
    "交了",
    "完成",
    "完成了",
    "delivered",
    "did",
    "made",
    "done",
)


def read_quantity(text: str) -> Quantity | None:
    """Return the amount a line names, or None.

    A bare number counts only with a unit, after a word that takes one ("giao 20"), right before a done word, or right
    before how many were rejected ("40, hỏng 3"). What is missing is no amount of work, nor is what is left of a material. Nothing is rounded up: 99,9 % is 99.
    """
    line = folded(text)
    named = figures(line)
    seen = tuple(_as_done(named, line))
    if len(seen) < len(named):
        spans = tuple(line.span(one.start, one.end) for one in named if one.kind == FigureKind.PERCENT)
        return Quantity(refused=RefusedQuantity.UNCLEAR, spans=spans)
    judged = any(figure.kind == FigureKind.REJECTED for figure in seen)
    before_rejects = {a.start for a, b in pairwise(seen) if _are_rejects_of(a, b, line)}
    read = [
        figure
        for figure in seen
        if figure.kind in _READ and (figure.start in before_rejects or _counts(figure, line, judged=judged))
    ]
    if not read:
        return None
    spans = tuple(line.span(figure.start, figure.end) for figure in read)
    refused = _refusal(read)
    if refused:
        return Quantity(refused=refused, spans=spans)
    by_kind = {figure.kind: figure for figure in read}
    ratio, count = by_kind.get(FigureKind.RATIO), by_kind.get(FigureKind.COUNT)
    done, percent = ratio or count, by_kind.get(FigureKind.PERCENT)
    return Quantity(
        percent=None if percent is None else int(percent.value),
        done=_value(done),
        total=ratio.of if ratio else None,
        good=_value(by_kind.get(FigureKind.GOOD)),
        rejected=_value(by_kind.get(FigureKind.REJECTED)),
        left=_value(by_kind.get(FigureKind.LEFT)),
        unit=next((_as_typed(figure, line) for figure in read if figure.unit), ""),
        spans=spans,
    )


def _as_done(figures_named: tuple[Figure, ...], line: Folded) -> Iterator[Figure]:
    """The figures, of each percentage what is done. What cannot be told is left out."""
    since = 0
    for figure in figures_named:
        if figure.kind == FigureKind.PERCENT and 0 < figure.value <= _WHOLE and not figure.negative:
            done = done_of(figure, line, since=since)
            if done is not None:
                yield replace(figure, value=done)
        else:
            yield figure
        since = figure.end


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def _counts(figure: Figure, line: Folded, *, judged: bool) -> bool:
    if figure.value > _MOST:
        return False
    if figure.kind == FigureKind.LEFT:
        return bool(
            _STILL_TO_DO.match(line.text, figure.start) and _NOTHING_ELSE.match(line.text, figure.end)
        )
    if figure.kind == FigureKind.GOOD:
        return judged or bool(figure.unit) or "ok" not in line.text[figure.start : figure.end]
    return figure.kind != FigureKind.COUNT or bool(figure.unit) or _is_amount(figure, line)


def _are_rejects_of(figure: Figure, behind: Figure, line: Folded) -> bool:
    """Of "40, hỏng 3" 40 is an amount."""
    between = line.text[figure.end : behind.start]
    return (
        figure.kind == FigureKind.COUNT
        and behind.kind == FigureKind.REJECTED
        and not between.strip(" ,;")
        and figure.value <= _MOST
    )


def _is_amount(figure: Figure, line: Folded) -> bool:
    before = line.text[: figure.start].rstrip()
    if _BEFORE_DONE.match(line.text, figure.end) and (not before or before[-1] in ",.;:!\n"):
        return figure.value < 1000  # four figures are rather the code of an order
    return before.endswith(_DELIVERED) and not line.text[figure.end : figure.end + 3].strip()[:1].isalnum()


def _refusal(read: list[Figure]) -> RefusedQuantity | None:
    if any(figure.negative for figure in read):
        return RefusedQuantity.NEGATIVE
    over = any(
        (figure.kind == FigureKind.PERCENT and figure.value > 100)
        or (figure.kind == FigureKind.RATIO and (figure.value > figure.of or not figure.of))
        for figure in read
    )
    if over:
        return RefusedQuantity.OVER
    for kind in _READ:
        if len({(figure.value, figure.of) for figure in read if figure.kind == kind}) > 1:
            return RefusedQuantity.SEVERAL
    return None


def _as_typed(figure: Figure, line: Folded) -> str:
    at = line.text.index(figure.unit, figure.start)
    start, end = line.span(at, at + len(figure.unit))
    return line.source[start:end]
