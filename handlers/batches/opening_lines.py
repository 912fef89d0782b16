"""A line of a file as an order to be opened: its cells read as /new reads them."""

import re
from dataclasses import replace
from datetime import date

from handlers.batches.lines import BatchLine
from handlers.changes.flagging import flags_said
from handlers.context import Context
from handlers.moves.acting import Moved, act
from handlers.new_orders.drafting import Wanted, draft
from handlers.new_orders.kinds_of_orders import kind_named, kinds_to_open, opening_department
from handlers.new_orders.lines_of_orders import lines_meant
from handlers.parts import (
    ADDRESS,
    AMOUNT,
    CONTACT,
    MAP_PIN,
    PHONE,
    PROMISED,
    REQUESTED,
    amount_meant,
    day_meant,
    with_part,
)
from handlers.progress.spoken import source_of
from handlers.reading.codes import code_key
from orders.centre_file.workflow import FlagId, Workflow
from orders.facts import Facts, Line
from orders.quantities import price_of
from orders.refusals.files import CodeTwice, KindUnclear, StateUnclear
from orders.refusals.naming import CodeTaken
from orders.refusals.reading import AmountUnclear, LinesUnreadable
from orders.refusals.whole_order import FactsMissing
from orders.whole_order_moves import Open
from payments.money import minor_units
from storage.order_book import order_finding

ITEMS_AT_MOST = 200  # further lines of one order
SHOWN = 40  # characters of a cell that a refusal repeats
_WORDS = ("customer", "title", CONTACT, PHONE, ADDRESS, MAP_PIN, "requirements")
_OF_AN_ITEM = frozenset({"code", "title", "quantity", "unit", "price"})
_DROPPED_ZERO = re.compile(
    r"[35789]\d{8}"
)  # a Vietnamese mobile number after a spreadsheet took it for an amount
_COUNTED = re.compile(r"(?P<number>\d[\d.,]*)\s*(?P<unit>(?:[^\W\d][^|\n]*)?)")
_BETWEEN = re.compile(r"[,;，；、\n]")


def wanted_of(ctx: Context, line: BatchLine) -> Wanted:
    """What the line asks for. Raises the refusal, also where this person opens no such orders or the code is taken."""
    if not line.words("customer"):
        raise FactsMissing(facts=("customer",))
    workflow = _workflow(ctx, line.words("kind"))
    opening_department(ctx, workflow)
    code = line.words("code")
    if code and order_finding.find(ctx.conn, ctx.company, code_key(code)) is not None:
        raise CodeTaken(code=code)
    return Wanted(
        workflow=workflow,
        code=code,
        facts=_facts(ctx, line),
        promised_on=_day(ctx, line, PROMISED),
        requested_on=_day(ctx, line, REQUESTED),
        flags=_flags(workflow, line.words("flags")),
        source=source_of(ctx.incoming),
    )


def open_line(ctx: Context, line: BatchLine) -> Moved:
    """Draft it and open it."""
    return act(ctx, draft(ctx, wanted_of(ctx, line)), Open(source=source_of(ctx.incoming)))


def with_item(ctx: Context, first: BatchLine, line: BatchLine) -> BatchLine:
    """The line that opens an order, with a further one of the same code: one more thing the order is of.

    Raises CodeTwice where it says anything else than the first, or the refusal of what it orders.
    """
    same = all(line.words(part) == first.words(part) for part in line.cells if part not in _OF_AN_ITEM)
    amounts = AMOUNT in line.cells or AMOUNT in first.cells
    full = len(first.items) >= ITEMS_AT_MOST
    if not same or amounts or full or not all("quantity" in one.cells for one in (first, line)):
        raise CodeTwice(code=line.words("code"))
    _lines(line, ctx.centre.company.currency)
    return replace(first, items=(*first.items, line))


def _facts(ctx: Context, line: BatchLine) -> Facts:
    currency = ctx.centre.company.currency
    lines = tuple(ordered for one in (line, *line.items) for ordered in _lines(one, currency))
    amount = _amount(line, AMOUNT, currency)
    if amount is None:
        amount = price_of(lines)
    facts = Facts(amount=amount, currency=currency, lines=lines)
    for part in _WORDS:
        words = line.words(part)
        if part == PHONE and isinstance(line.cells.get(PHONE), int) and _DROPPED_ZERO.fullmatch(words):
            words = f"0{words}"
        if words:
            facts = with_part(facts, part, words)
    return facts


def _workflow(ctx: Context, words: str) -> Workflow:
    kinds = kinds_to_open(ctx)
    if not words or len(ctx.centre.workflows) == 1:
        if len(kinds) > 1:
            raise KindUnclear(text="")
        return kinds[0]
    named = kind_named(ctx, words)
    if named is None:
        raise KindUnclear(text=words[:SHOWN])
    return named


def _lines(line: BatchLine, currency: str) -> tuple[Line, ...]:
    """How many of what the order is called; without a quantity it has no lines."""
    if "quantity" not in line.cells:
        return ()
    counted = _COUNTED.fullmatch(line.words("quantity"))
    if counted is None:
        raise LinesUnreadable(text=line.words("quantity")[:SHOWN])
    cells = (line.words("title") or " ", counted["number"], line.words("unit") or counted["unit"])
    [ordered] = lines_meant("|".join(_one_line(cell) for cell in cells if cell), currency)
    return (replace(ordered, price=_amount(line, "price", currency)),)


def _one_line(cell: str) -> str:
    return " ".join(cell.replace("|", "/").split())


def _amount(line: BatchLine, part: str, currency: str) -> int | None:
    """A number that a program counts with is the amount as it stands; words are read as people type them."""
    cell = line.cells.get(part)
    if cell is None:
        return None
    if isinstance(cell, int | float):
        amount = minor_units(cell, currency)
        if amount is None:
            raise AmountUnclear(text=str(cell)[:SHOWN])
        return amount
    return amount_meant(line.words(part), currency)


def _day(ctx: Context, line: BatchLine, part: str) -> date | None:
    cell = line.cells.get(part)
    if cell is None:
        return None
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    return day_meant(ctx, line.words(part))


def _flags(workflow: Workflow, words: str) -> frozenset[FlagId]:
    flags: frozenset[FlagId] = frozenset()
    for piece in filter(None, (one.strip() for one in _BETWEEN.split(words))):
        said = flags_said(workflow, piece)
        if not said:
            raise StateUnclear(text=piece[:SHOWN])
        flags |= said
    return flags
