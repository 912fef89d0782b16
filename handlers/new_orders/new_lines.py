"""One line behind /new: code, customer and the rest part by part, what kind of order it is, how it is marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.changes.flagging import flags_said
from handlers.context import Context
from handlers.new_orders.drafting import Wanted
from handlers.new_orders.kinds_of_orders import kind_named
from handlers.new_orders.lines_of_orders import is_priced, lines_meant, title_of
from handlers.parts import (
    ADDRESS,
    AMOUNT,
    CONTACT,
    LINES,
    PROMISED,
    REQUESTED,
    TITLE,
    Said,
    amount_meant,
    day_meant,
    is_labelled,
    said_in,
    whereabouts_in,
    with_part,
)
from handlers.reading.order_lines import read_order_line
from orders.centre_file.workflow import FlagId, Workflow
from orders.events import Source
from orders.facts import Facts, Line
from orders.quantities import price_of
from orders.refusals import BotError
from orders.refusals.reading import AmountUnclear, DateUnclear, LinesUnreadable

PARTS = ("customer", TITLE, PROMISED, AMOUNT, "requirements")  # of a line, in this order
ASKED = ("customer", TITLE, PROMISED, AMOUNT, CONTACT, ADDRESS, "requirements")  # one by one
_SEPARATORS = re.compile(r"[;；\n]")
_CODE = re.compile(
    r"(?=[^;]*\d)[\w./-]{2,32}|[A-Z]{1,5} \d{3,8}"
)  # a code has a digit and no spaces: anything else is a customer


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What one line says; ``asks`` are the parts that are missing or unclear in it.

    ``talk``: it is only the beginning, and the rest is asked part by part.
    """

    wanted: Wanted
    asks: tuple[str, ...]
    talk: bool
    unclear: BotError | None = None


def kind_in(ctx: Context, args: str) -> tuple[Workflow | None, str]:
    """The workflow that one of the pieces names, and the line without it."""
    pieces = _SEPARATORS.split(args.strip())
    named = [kind_named(ctx, piece) for piece in pieces]
    at = next((at for at, kind in enumerate(named) if kind is not None), None)
    if at is None:
        return None, args
    return named[at], "; ".join(piece.strip() for piece in (*pieces[:at], *pieces[at + 1 :]))


def read_line(ctx: Context, args: str, workflow: Workflow, source: Source) -> Typed:
    """``code; customer; title; promised date; amount; special requirements``.

    Flags, order lines, whom to call, where to go and the day the customer asked for stand anywhere behind the
    customer. Without an amount the order costs what its lines come to.
    """
    pieces = [piece.strip() for piece in _SEPARATORS.split(args.strip())]
    talk = len(pieces) == 1
    code = pieces.pop(0) if not pieces[0] or _CODE.fullmatch(pieces[0]) else ""
    flags, parts = _marked(workflow, pieces)
    parts, whereabouts = _told_apart(parts)
    parts, requested = _requested(ctx, parts)
    typed, parts = _ordered(parts, ctx.centre.company.currency)
    given = dict(zip(PARTS, parts, strict=False))
    if len(parts) > len(PARTS):
        given["requirements"] = "; ".join(parts[len(PARTS) - 1 :])
    asks: list[str] = [] if given.get("customer") else ["customer"]
    unclear: BotError | None = None
    currency = ctx.centre.company.currency
    day = amount = None
    try:
        day = day_meant(ctx, given[PROMISED]) if given.get(PROMISED) else None
    except DateUnclear as error:
        asks.append(PROMISED)
        unclear = error
    try:
        amount = amount_meant(given[AMOUNT], currency) if given.get(AMOUNT) else None
    except AmountUnclear as error:
        asks.append(AMOUNT)
        unclear = unclear or error
    lines: tuple[Line, ...] = ()
    try:
        lines = lines_meant("\n".join(typed), currency)
    except LinesUnreadable as error:
        asks.append(LINES)
        unclear = unclear or error
    facts = Facts(
        customer=given.get("customer", ""),
        title=given.get(TITLE, "") or title_of(lines),
        lines=lines,
        requirements=given.get("requirements", ""),
        amount=price_of(lines) if amount is None and AMOUNT not in asks else amount,
        currency=currency,
    )
    for said in whereabouts:
        facts = with_part(facts, said.part, said.words)
    if "customer" in asks:
        unclear = None  # said when its own turn comes
    wanted = Wanted(
        workflow=workflow,
        code=code,
        facts=facts,
        promised_on=day,
        requested_on=requested,
        flags=flags,
        source=source,
    )
    return Typed(wanted=wanted, asks=tuple(asks), talk=talk, unclear=unclear)


def _ordered(pieces: list[str], currency: str) -> tuple[list[str], list[str]]:
    """The order lines and what is none. What bears a price is one, what is called so, and what goes on with them.

    They stand in for the title where they follow the customer at once.
    """
    lines: list[str] = []
    parts: list[str] = []
    goes_on = False
    for piece in pieces:
        said = said_in(piece)
        called = bool(parts and said and said[0].part == LINES and is_labelled(piece, said[0]))
        read = read_order_line(piece) if parts and not called else None
        goes_on = called or is_priced(read, currency) or (read is not None and goes_on)
        if not goes_on:
            parts.append(piece)
            continue
        lines.append(said[0].words if called else piece)
        if len(parts) == 1:
            parts.append("")
    return lines, parts


def _marked(workflow: Workflow, pieces: list[str]) -> tuple[frozenset[FlagId], list[str]]:
    """The flags and what is no flag; the first piece is the customer, whatever it is called, unless it stands alone."""
    flags: frozenset[FlagId] = frozenset()
    parts = []
    for at, piece in enumerate(pieces):
        said = flags_said(workflow, piece) if at or len(pieces) == 1 else frozenset[FlagId]()
        flags |= said
        if not said:
            parts.append(piece)
    return flags, parts


def _told_apart(parts: Sequence[str]) -> tuple[list[str], list[Said]]:
    """The parts that are known by their places, and those that say themselves what they are."""
    known = [(part, whereabouts_in(part) if at else None) for at, part in enumerate(parts)]
    return [part for part, said in known if said is None], [said for _, said in known if said is not None]


def _requested(ctx: Context, parts: list[str]) -> tuple[list[str], date | None]:
    """The parts without the one that says what day the customer asked for; where that is unclear it stays words."""
    for at, part in enumerate(parts[1:], start=1):
        if [said.part for said in said_in(part)] == [REQUESTED]:
            try:
                return [*parts[:at], *parts[at + 1 :]], day_meant(ctx, said_in(part)[0].words)
            except DateUnclear:
                break
    return parts, None
