"""Which order and which stage a person means: found, asked, or suggested; never guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from handlers.context import Context
from handlers.reading.codes import CodeCandidate, code_candidates, code_keys, match_order
from handlers.reading.customers import customer_start, match_customer
from handlers.reading.fold import folded
from handlers.reading.meaning import read_meaning
from handlers.reading.names import NOTHING, Found, Glossary, Match, Named
from handlers.reading.quantity import read_quantity
from handlers.reply import Param, Text
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import Workflow
from orders.order import FINAL_STATES, OrderId
from orders.refusals.naming import OrderAmbiguous, OrderMissing, OrderUnknown
from storage.order_book import order_finding
from storage.order_book.order_finding import OrderRow

SHORTEST_END = 3  # characters of a code that may stand for it
NEAR = 3  # suggestions offered
CUSTOMER_WORDS = 12  # a customer is named by at most so many words of a line, or Chinese characters
CUSTOMER_TEXT = 200  # characters in which these words stand
BEGINNINGS = 10  # customers of the same first words that can still be asked about
ALIKE = 300  # codes and customers among which a misspelt one is looked for
TEXT = 40  # characters of what was typed that a refusal repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOrder:
    """An order and what the person wrote after it, in the original spelling."""

    row: OrderRow
    rest: str


def find_order(ctx: Context, text: str, *, ended_too: bool = False) -> FoundOrder:
    """The order a line begins with: by code, by a code's unique end, or by customer.

    Where several fit, those that have ended stand back, unless ``ended_too``. Raises OrderMissing (nothing written),
    OrderAmbiguous (to be asked with buttons), OrderUnknown (for ``suggested`` to say what may have been meant).
    """
    if not text.strip():
        raise OrderMissing
    for candidate in code_candidates(text):
        if rows := _by_codes(ctx, candidate.keys):
            return _only(ctx, rows, text, text[candidate.span[1] :], ended_too=ended_too)
    return _by_customer(ctx, text, ended_too=ended_too)


def begins_with_order(ctx: Context, text: str) -> bool:
    """Whether a line of several begins a report of its own.

    What looks like a code does, although there is no such order: it must not sink into the report above it.
    """
    candidates = code_candidates(text)
    if any(_looks_like_code(one) or _by_codes(ctx, one.keys) for one in candidates):
        return True
    return any(True for _ in _named_in_full(ctx, text))


def _looks_like_code(candidate: CodeCandidate) -> bool:
    """Told from "5mm", "12 tấm" and "120/200": a letter first, or four characters, and no part of a whole."""
    key, (done, _, total) = candidate.key, candidate.case_key.partition("/")
    if done.isdecimal() and total.isdecimal() and int(done) <= int(total):
        return False
    return len(key) > SHORTEST_END or (len(key) == SHORTEST_END and key[0].isalpha())


def names_a_code(text: str) -> bool:
    """Whether a line begins with what can be nothing but a code, of an order there is or not, and says something of it: "2411 xong"."""
    return any(
        (_looks_like_code(one) or (one.key.isdecimal() and len(one.key) == SHORTEST_END))
        and _says_of_it(text[one.span[1] :])
        for one in code_candidates(text)
    )


def _says_of_it(rest: str) -> bool:
    return not rest.strip() or read_meaning(rest) is not None or read_quantity(rest) is not None


def after_customer(ctx: Context, text: str) -> str | None:
    """What follows the full name of a customer a line begins with; None where it begins with none."""
    return next((text[end:].strip() for end, _ in _named_in_full(ctx, text)), None)


def order_in(ctx: Context, text: str) -> FoundOrder | None:
    """The order a line begins with where that is said beyond doubt: its code, a long end of it, a customer in full.

    For lines that may begin with something else. Raises OrderAmbiguous for a customer of several orders.
    """
    for candidate in code_candidates(text):
        if len(candidate.key) <= SHORTEST_END and text.strip() != text[slice(*candidate.span)].strip():
            continue
        if rows := _by_codes(ctx, candidate.keys):
            return _only(ctx, rows, text, text[candidate.span[1] :], ended_too=True)
    for end, key in _named_in_full(ctx, text):
        if rows := _of_customer(ctx, key):
            return _only(ctx, rows, text, text[end:], ended_too=True)
    return None


def companies_named(ctx: Context, text: str) -> frozenset[str]:
    """Whose the order is that a line begins with, by a code, its end, or a customer in full; nobody's where two may be meant."""
    by_code = (_by_codes(ctx, candidate.keys) for candidate in code_candidates(text))
    by_customer = (_of_customer(ctx, key) for _, key in _named_in_full(ctx, text))
    companies = frozenset(row.company for row in next(filter(None, chain(by_code, by_customer)), ()))
    return companies if len(companies) == 1 else frozenset()


def suggested(ctx: Context, unknown: OrderUnknown) -> OrderUnknown:
    """The refusal with what looks like what was typed; asked for once a message, and never taken for meant."""
    near = (*_codes_near(ctx, unknown.text), *_customers_near(ctx, unknown.text))
    return type(unknown)(text=unknown.text, near=near[:NEAR])


def rows_of(ctx: Context, codes: Sequence[str]) -> tuple[OrderRow, ...]:
    """The orders of these codes; a code may stand in two companies of a holding."""
    return tuple(row for code in codes for row in _by_codes(ctx, code_keys(code)))


def called(ctx: Context, rows: Sequence[OrderRow]) -> Mapping[OrderId, Param]:
    """What each is called among the others: its code, with the company where they are of several."""
    if len({row.company for row in rows}) < 2:
        return {row.id: row.code for row in rows}
    names = {row.company: ctx.centres[row.company].company.names for row in rows}
    return {
        row.id: Text(key="word.order", params={"code": row.code, "customer": names[row.company]})
        for row in rows
    }


def _only(ctx: Context, rows: Sequence[OrderRow], words: str, rest: str, *, ended_too: bool) -> FoundOrder:
    """Of one end or one customer, what is still running comes before what has ended, and an order before a case.

    Before all, in a company's chat, one of its own before another's.
    """
    if not ctx.private:
        rows = [row for row in rows if row.company == ctx.company] or rows
    if not ended_too:
        rows = [row for row in rows if row.state not in FINAL_STATES] or rows
    rows = [row for row in rows if not row.case] or rows
    if len(rows) > 1:
        codes = tuple(dict.fromkeys(row.code for row in rows))
        named = words[: len(words) - len(rest)].strip()
        raise OrderAmbiguous(text=named[:TEXT], codes=codes, rest=rest.strip())
    return FoundOrder(row=rows[0], rest=rest.strip())


def _by_codes(ctx: Context, keys: Sequence[str]) -> tuple[OrderRow, ...]:
    return next((rows for key in keys if (rows := _by_code(ctx, key))), ())


def _by_code(ctx: Context, key: str) -> tuple[OrderRow, ...]:
    exact = [row for company in ctx.actors if (row := order_finding.find(ctx.conn, company, key))]
    if exact or len(key.partition("/")[0]) < SHORTEST_END:
        return tuple(exact)
    return tuple(row for company in ctx.actors for row in order_finding.find_by_end(ctx.conn, company, key))


def _by_customer(ctx: Context, text: str, *, ended_too: bool) -> FoundOrder:
    """A customer's name as it stands in the orders; else the only ones whose name begins so."""
    for end, key in _named_in_full(ctx, text):
        if rows := _of_customer(ctx, key):
            return _only(ctx, rows, text, text[end:], ended_too=ended_too)
    match = _beginning_of_customer(ctx, text)
    meant = () if match.found in {Found.NEAR, Found.NONE} else match.hits
    if rows := tuple(row for customer in meant for row in _of_customer(ctx, customer)):
        return _only(ctx, rows, text, text[match.span[1] :], ended_too=ended_too)
    raise OrderUnknown(text=_named(text)[:TEXT])


def _named(text: str) -> str:
    """What of a line was taken for an order: a code if it begins with one, else the line."""
    candidates = code_candidates(text)
    shortest = candidates[-1].span if candidates else (0, 0)
    return text[slice(*shortest)] or text.split("\n", maxsplit=1)[0]


def _named_in_full(ctx: Context, text: str) -> Iterator[tuple[int, str]]:
    """Customers a line begins with, the longest name first: where the name ends in the line, and its key."""
    beginnings = _beginnings(text)
    known = frozenset[str]().union(
        *(
            order_finding.customers_known(ctx.conn, company, [key for _, key in beginnings])
            for company in ctx.actors
        )
    )
    return ((end, key) for end, key in reversed(beginnings) if key in known)


def _beginnings(text: str) -> list[tuple[int, str]]:
    """The first word of what may be a customer's name, the first two words, and so on."""
    line = folded(text[:CUSTOMER_TEXT])
    words = line.words[customer_start(line) :][:CUSTOMER_WORDS]
    return [
        (line.span(words[0].start, word.end)[1], line.text[words[0].start : word.end])
        for word in words
        if not _goes_on(line.text, word.end)
    ]


def _goes_on(line: str, end: int) -> bool:
    """Whether a word is written on behind this place: "3m" is one name, 广州 and what follows are two."""
    return line[end : end + 1].isalnum() and line[end - 1 : end + 1].isascii()


def _of_customer(ctx: Context, key: str) -> tuple[OrderRow, ...]:
    return tuple(
        row for company in ctx.actors for row in order_finding.find_by_customer(ctx.conn, company, key)
    )


def _beginning_of_customer(ctx: Context, text: str) -> Match:
    """Whose name begins with the first words; too many to be asked about are nobody."""
    for _, key in _beginnings(text):
        found = _customers(ctx, key, BEGINNINGS)
        if len(found) < BEGINNINGS:
            return match_customer(text, found)
    return NOTHING


def _customers(ctx: Context, beginning: str, limit: int) -> tuple[Named, ...]:
    return tuple(
        Named(id=key, names=(name,))
        for company in ctx.actors
        for key, name in order_finding.customers_beginning(ctx.conn, company, beginning, limit=limit)
    )


def _codes_near(ctx: Context, text: str) -> tuple[str, ...]:
    """One wrong figure leaves either the beginning of a code or its end as it should be."""
    codes = {
        code: None
        for candidate in code_candidates(text)
        for company in ctx.actors
        for code in order_finding.codes_alike(
            ctx.conn,
            company,
            beginning=candidate.key[:-SHORTEST_END],
            ending=candidate.key[-SHORTEST_END:],
            limit=ALIKE,
        )
    }
    return match_order(text, tuple(codes)).hits


def _customers_near(ctx: Context, text: str) -> tuple[str, ...]:
    """Names with the same first letters; the nearest of them."""
    words = folded(text).words
    first = words[customer_start(folded(text))].plain[:SHORTEST_END] if words else ""
    known = {one.id: one.names[0] for one in _customers(ctx, first, ALIKE)}
    match = match_customer(text, tuple(Named(id=key, names=(name,)) for key, name in known.items()))
    return tuple(known[key] for key in match.hits)


def named_stages(workflow: Workflow) -> tuple[Named, ...]:
    return tuple(Named(id=stage.id, names=stage.words) for stage in workflow.stages)


def glossary_of(centre: Centre) -> Glossary:
    return tuple(tuple(group) for group in centre.glossary)
