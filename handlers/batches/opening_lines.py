"""A line of a file as an order to be opened: its cells read as /new reads them."""

import re
from datetime import date

from handlers.acting import Moved, act
from handlers.batches.lines import BatchLine
from handlers.context import Context
from handlers.drafting import Wanted, draft
from handlers.flagging import flags_said
from handlers.kinds_of_orders import kind_named, kinds_to_open, opening_department
from handlers.parts import (
    ADDRESS,
    CONTACT,
    MAP_PIN,
    PHONE,
    PROMISED,
    REQUESTED,
    amount_meant,
    day_meant,
    with_part,
)
from handlers.reading.codes import code_key
from handlers.spoken import source_of
from orders.moves import Open
from orders.order import Facts
from orders.refusals import AmountUnclear, CodeTaken, FactsMissing, KindUnclear, StateUnclear
from orders.workflow import FlagId, Workflow
from storage import order_finding

SHOWN = 40  # characters of a cell that a refusal repeats
_WORDS = ("customer", "title", CONTACT, PHONE, ADDRESS, MAP_PIN, "requirements")
_DROPPED_ZERO = re.compile(
    r"[35789]\d{8}"
)  # a Vietnamese mobile number after a spreadsheet took it for an amount
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


def _facts(ctx: Context, line: BatchLine) -> Facts:
    facts = Facts(amount=_amount(line), currency=ctx.centre.company.currency)
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


def _amount(line: BatchLine) -> int | None:
    """A number that a program counts with is the amount as it stands; words are read as people type them."""
    cell = line.cells.get("amount")
    if cell is None:
        return None
    if isinstance(cell, int):
        if cell <= 0:
            raise AmountUnclear(text=str(cell)[:SHOWN])
        return cell
    return amount_meant(line.words("amount"))


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
