"""Which order and which stage a person means: found, asked, or suggested; never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.reading.codes import code_candidates, code_key, match_order
from handlers.reading.customers import match_customer
from handlers.reading.fold import fold
from handlers.reading.names import Found, Glossary, Match, Named
from orders.centre import Centre
from orders.order import FINAL_STATES
from orders.refusals import OrderAmbiguous, OrderMissing, OrderUnknown
from orders.workflow import Workflow
from storage import order_finding
from storage.order_finding import OrderRow

SHORTEST_END = 3  # characters of a code that may stand for it
NEAR = 3  # suggestions offered
CUSTOMER_WORDS = 6  # a customer is named by at most so many words of a line
TEXT = 40  # characters of what was typed that a refusal repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOrder:
    """An order and what the person wrote after it, in the original spelling."""

    row: OrderRow
    rest: str


def find_order(ctx: Context, text: str, *, ended_too: bool = False) -> FoundOrder:
    """The order a line begins with: by code, by a code's unique end, or by customer.

    Where several fit, those that have ended stand back, unless ``ended_too``. Raises OrderMissing (nothing written),
    OrderAmbiguous (to be asked with buttons), OrderUnknown.
    """
    if not text.strip():
        raise OrderMissing
    for candidate in code_candidates(text):
        if rows := _by_code(ctx, candidate.key):
            return _only(rows, text, text[candidate.span[1] :], ended_too=ended_too)
    return _by_customer(ctx, text, ended_too=ended_too)


def begins_with_order(ctx: Context, text: str) -> bool:
    """Whether a line of several begins a report of its own.

    What looks like a code does, although there is no such order: it must not sink into the report above it.
    """
    try:
        find_order(ctx, text)
    except OrderAmbiguous:
        return True
    except (OrderUnknown, OrderMissing):
        return any(_looks_like_code(one.key) for one in code_candidates(text))
    return True


def _looks_like_code(key: str) -> bool:
    """Told from "5mm" and "12 tấm": a letter first, or four characters."""
    return len(key) > SHORTEST_END or (len(key) == SHORTEST_END and key[0].isalpha())


def rows_of(ctx: Context, codes: Sequence[str]) -> tuple[OrderRow, ...]:
    """The orders of these codes; a code may stand in two companies of a holding."""
    return tuple(row for code in codes for row in _by_code(ctx, code_key(code)))


def _only(rows: Sequence[OrderRow], text: str, rest: str, *, ended_too: bool) -> FoundOrder:
    if not ended_too:
        rows = [row for row in rows if row.state not in FINAL_STATES] or rows
    if len(rows) > 1:
        codes = tuple(dict.fromkeys(row.code for row in rows))
        raise OrderAmbiguous(text=text[:TEXT], codes=codes, rest=rest.strip())
    return FoundOrder(row=rows[0], rest=rest.strip())


def _by_code(ctx: Context, key: str) -> tuple[OrderRow, ...]:
    exact = [row for company in ctx.actors if (row := order_finding.find(ctx.conn, company, key))]
    if exact or len(key) < SHORTEST_END:
        return tuple(exact)
    return tuple(row for company in ctx.actors for row in order_finding.find_by_end(ctx.conn, company, key))


def _by_customer(ctx: Context, text: str, *, ended_too: bool) -> FoundOrder:
    """A customer's name as it stands in the orders; else whom it can mean; near misses are only suggested."""
    words = text.split()
    for length in range(min(len(words), CUSTOMER_WORDS), 0, -1):
        if rows := _of_customer(ctx, fold(" ".join(words[:length]))):
            return _only(rows, text, _after_words(text, length), ended_too=ended_too)
    match = match_customer(text, _customers(ctx))
    meant = () if match.found in {Found.NEAR, Found.NONE} else match.hits
    if rows := tuple(row for customer in meant for row in _of_customer(ctx, customer)):
        return _only(rows, text, text[match.span[1] :], ended_too=ended_too)
    raise OrderUnknown(text=_named(text)[:TEXT], near=_near(ctx, text, match))


def _named(text: str) -> str:
    """What of a line was taken for an order: a code if it begins with one, else the line."""
    candidates = code_candidates(text)
    shortest = candidates[-1].span if candidates else (0, 0)
    return text[slice(*shortest)] or text.split("\n", maxsplit=1)[0]


def _of_customer(ctx: Context, key: str) -> tuple[OrderRow, ...]:
    return tuple(
        row
        for company in ctx.actors
        for row in order_finding.find_by_customer(ctx.conn, company, key, whole=True)
    )


def _customers(ctx: Context) -> tuple[Named, ...]:
    return tuple(
        Named(id=key, names=(name,))
        for company in ctx.actors
        for key, name in order_finding.customers_of(ctx.conn, company)
    )


def _near(ctx: Context, text: str, customer: Match) -> tuple[str, ...]:
    """What looks like what was typed: suggested, never taken."""
    codes = [code for company in ctx.actors for _, code in order_finding.live_codes(ctx.conn, company)]
    looks_alike = match_order(text, codes)
    names = [one.names[0] for one in _customers(ctx) if one.id in customer.hits]
    return (*looks_alike.hits, *names)[:NEAR]


def _after_words(text: str, count: int) -> str:
    parts = text.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""


def named_stages(workflow: Workflow) -> tuple[Named, ...]:
    return tuple(
        Named(id=stage.id, names=(stage.id, *stage.names.all(), *stage.aliases)) for stage in workflow.stages
    )


def glossary_of(centre: Centre) -> Glossary:
    return tuple(tuple(group) for group in centre.glossary)
