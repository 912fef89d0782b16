"""Which order and which stage a person means: found, asked, or suggested; never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.reading.codes import code_candidates, code_key, near_codes
from handlers.reading.fold import fold
from handlers.reading.names import Glossary, Named
from orders.centre import Centre
from orders.refusals import OrderAmbiguous, OrderMissing, OrderUnknown
from orders.workflow import Workflow
from storage import order_finding
from storage.order_finding import OrderRow

NEAR = 3  # suggestions offered
CUSTOMER_WORDS = 6  # a customer is named by at most so many words of a line
TEXT = 40  # characters of what was typed that a refusal repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOrder:
    """An order and what the person wrote after it, in the original spelling."""

    row: OrderRow
    rest: str


def find_order(ctx: Context, text: str) -> FoundOrder:
    """The order a line begins with: by code, by a code's unique end, or by customer.

    Raises OrderMissing (nothing written), OrderAmbiguous (several fit, to be asked with buttons), OrderUnknown.
    """
    if not text.strip():
        raise OrderMissing
    for candidate in code_candidates(text):
        if rows := _by_code(ctx, candidate.key):
            return _only(rows, text, text[candidate.span[1] :])
    return _by_customer(ctx, text)


def begins_with_order(ctx: Context, text: str) -> bool:
    """Whether a line of several begins a report of its own."""
    try:
        find_order(ctx, text)
    except OrderAmbiguous:
        return True
    except (OrderUnknown, OrderMissing):
        return False
    return True


def rows_of(ctx: Context, codes: Sequence[str]) -> tuple[OrderRow, ...]:
    """The orders of these codes; a code may stand in two companies of a holding."""
    return tuple(row for code in codes for row in _by_code(ctx, code_key(code)))


def _only(rows: Sequence[OrderRow], text: str, rest: str) -> FoundOrder:
    if len(rows) > 1:
        codes = tuple(dict.fromkeys(row.code for row in rows))
        raise OrderAmbiguous(text=text[:TEXT], codes=codes, rest=rest.strip())
    return FoundOrder(row=rows[0], rest=rest.strip())


def _by_code(ctx: Context, key: str) -> tuple[OrderRow, ...]:
    exact = [row for company in ctx.actors if (row := order_finding.find(ctx.conn, company, key))]
    if exact:
        return tuple(exact)
    return tuple(row for company in ctx.actors for row in order_finding.find_by_end(ctx.conn, company, key))


def _by_customer(ctx: Context, text: str) -> FoundOrder:
    words = fold(text).split()
    for length in range(min(len(words), CUSTOMER_WORDS), 0, -1):
        beginning = " ".join(words[:length])
        rows = [
            row
            for company in ctx.actors
            for row in order_finding.find_by_customer(ctx.conn, company, beginning)
        ]
        if rows:
            return _only(rows, text, _after_words(text, length))
    raise OrderUnknown(text=text.split("\n")[0][:TEXT], near=_near(ctx, words[0] if words else ""))


def _near(ctx: Context, word: str) -> tuple[str, ...]:
    """Codes that look like what was typed: suggested, never taken."""
    codes = tuple(code for company in ctx.actors for _, code in order_finding.live_codes(ctx.conn, company))
    return near_codes(word, codes)[:NEAR]


def _after_words(text: str, count: int) -> str:
    parts = text.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""


def named_stages(workflow: Workflow) -> tuple[Named, ...]:
    return tuple(
        Named(id=stage.id, names=(stage.id, *stage.names.all(), *stage.aliases)) for stage in workflow.stages
    )


def glossary_of(centre: Centre) -> Glossary:
    return tuple(tuple(group) for group in centre.glossary)
