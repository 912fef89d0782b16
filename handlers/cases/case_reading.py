"""One line behind /case: what kind it is, which order it is about, who said so, and what about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers.context import Context
from handlers.finding import after_customer, order_in
from handlers.parts import said_in, with_part
from handlers.reading.fold import Folded, folded
from orders.centre_file.centre import Case
from orders.facts import Facts
from orders.refusals.naming import OrderAmbiguous
from storage.order_book.order_finding import OrderRow

_SEPARATORS = re.compile(r"[;；\n]")
_BETWEEN = " :：,，-–"
_LABELLED = re.compile(r"[^:：]{1,20}[:：]\s*\S")
# As phones are written: with a 0 or a country before, or a Chinese mobile number. "12.500.000" is an amount.
_PHONE = re.compile(r"(?<![\d.])(?:(?:\+\d{1,3}[ .-]?|0)\d(?:[ .-]?\d){7,9}|1[3-9]\d{9})(?!\d)")
_LABELS = frozenset({"customer", "contact", "phone", "address", "requirements", "title"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLine:
    """``row``: the order or case it begins with. ``orders``: codes of a customer's several orders, one of which may be meant."""

    row: OrderRow | None = None
    orders: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)

    @property
    def says_something(self) -> bool:
        """Whether anybody could begin to act on it."""
        facts = self.facts
        return any((facts.title, facts.customer, facts.contact, facts.phone))


def kind_in(ctx: Context, words: str) -> tuple[Case | None, str]:
    """The kind of case a line begins with, by its longest name, and the line without it."""
    line = folded(words)
    named = [
        (end, kind) for kind in ctx.centre.cases for word in kind.words if (end := _end_of(line, word)) > 0
    ]
    if not named:
        return None, words.strip()
    end, kind = max(named, key=lambda one: one[0])
    return kind, words[line.span(0, end)[1] :].strip(_BETWEEN + ";；\n")


def read_case(ctx: Context, words: str) -> CaseLine:
    """``order; what about; who; phone``: all but one of them may be left out, and a label with a colon names a part."""
    first, *others = _SEPARATORS.split(words.strip())
    row, orders, facts = None, tuple[str, ...](), Facts(currency=ctx.centre.company.currency)
    try:
        found = order_in(ctx, first)
        if found is not None and found.row.company == ctx.company:
            row, first = found.row, found.rest.strip(_BETWEEN)
    except OrderAmbiguous as several:
        orders = several.codes
        if (rest := after_customer(ctx, first)) is not None:
            facts = replace(facts, customer=first[: len(first) - len(rest)].strip(_BETWEEN))
            first = rest.strip(_BETWEEN)
    return CaseLine(row=row, orders=orders, facts=_facts(facts, [first, *others]))


def phone_in(words: str) -> str:
    """The first phone number in it, as typed."""
    found = _PHONE.search(words)
    return found[0].strip() if found else ""


def _facts(facts: Facts, pieces: Sequence[str]) -> Facts:
    for piece in (one.strip() for one in pieces):
        phone = phone_in(piece)
        if phone and not facts.phone:
            facts = replace(facts, phone=phone)
        if piece and piece != phone:
            facts = _with_piece(facts, piece)
    return facts


def _with_piece(facts: Facts, piece: str) -> Facts:
    """A labelled piece is what its label says; the first of the others says what about, the rest goes with it."""
    if _LABELLED.match(piece):
        said = said_in(piece)[0]
        if said.part in _LABELS:
            return with_part(facts, said.part, said.words)
    if not facts.title:
        return replace(facts, title=piece)
    return replace(facts, requirements="; ".join(one for one in (facts.requirements, piece) if one))


def _end_of(line: Folded, word: str) -> int:
    """Where the word ends if the line begins with it, else 0."""
    wanted = folded(word).text
    whole = not wanted[-1:].isascii() or not line.text[len(wanted) : len(wanted) + 1].isalnum()
    return len(wanted) if wanted and line.text.startswith(wanted) and whole else 0
