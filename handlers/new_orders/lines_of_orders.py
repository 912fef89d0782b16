"""The lines of an order as people type them, one under the other: each is a thing, how many, and perhaps its price."""

from collections.abc import Sequence

from handlers.reading.fold import fold
from handlers.reading.order_lines import OrderLine, read_order_line
from orders.facts import Line
from orders.quantities import is_exact
from orders.refusals.reading import LinesUnreadable
from payments.amounts import Ambiguous, Amount
from payments.money import read_money

SHOWN = 60  # characters of a line that a refusal repeats
LEAST_PRICE = 100_000  # "x 2" may be two thousand, but is rather a number of something
_NO_LINES = frozenset({"bo", "xoa", "khong", "none", "clear", "-", "无", "没有", "删"})


def lines_meant(words: str, currency: str) -> tuple[Line, ...]:
    """Every line read; none where people say so. Raises LinesUnreadable with the first that is not clear."""
    if fold(words).strip(" .!") in _NO_LINES:
        return ()
    return tuple(_line(one, currency) for one in words.splitlines() if one.strip())


def lines_in(words: str, currency: str) -> tuple[Line, ...]:
    """The lines in what may as well be a title: only several of them, or one with its price, are lines."""
    typed = [one for one in words.splitlines() if one.strip()]
    read = [read_order_line(one) for one in typed]
    sure = all(one is not None for one in read) and (
        len(read) > 1 or any(is_priced(one, currency) for one in read)
    )
    return lines_meant(words, currency) if typed and sure else ()


def is_priced(line: OrderLine | None, currency: str) -> bool:
    """Whether it bears what may be a price: "3 cái x 2 mặt" does not, nor "3 cái x 2"."""
    read = read_money(line.price, currency) if line and line.price else None
    return isinstance(read, Amount) or (isinstance(read, Ambiguous) and max(read.readings) >= LEAST_PRICE)


def title_of(lines: Sequence[Line], longest: int = 80) -> str:
    """What an order is called that nobody named: by what is in it."""
    title = ", ".join(dict.fromkeys(line.spec for line in lines))
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"


def _line(typed: str, currency: str) -> Line:
    read = read_order_line(typed)
    if read is None or not is_exact(read.quantity) or read.quantity <= 0:
        raise LinesUnreadable(text=typed.strip()[:SHOWN])
    return Line(spec=read.spec, quantity=read.quantity, unit=read.unit, price=_price(read, typed, currency))


def _price(read: OrderLine, typed: str, currency: str) -> int | None:
    """In minor units per unit; a price that may mean two things is not taken."""
    if not read.price:
        return None
    amount = read_money(read.price, currency)
    if not isinstance(amount, Amount) or not amount.sure:
        raise LinesUnreadable(text=typed.strip()[:SHOWN])
    return amount.value
