"""Which orders a push names, and which words are for which: "A1, B1: khách hỏi", "A1 thiết kế, B1", one below the other."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from handlers.context import Context
from handlers.finding import (
    SHORTEST_END,
    TEXT,
    after_customer,
    companies_named,
    find_order,
    glossary_of,
    named_stages,
    rows_of,
)
from handlers.moves.acting import load
from handlers.reading.codes import CodeCandidate, code_candidates, code_keys
from handlers.reading.figures import SPAN_OF_TIME, UNIT
from handlers.reading.fold import folded
from handlers.reading.lines import split_reports
from handlers.reading.names import Found, match_stage
from orders.order import Order
from orders.refusals import BotError
from orders.refusals.naming import OrderAmbiguous, OrderUnknown
from storage.order_book.order_finding import OrderRow

MOST = 20  # orders of one message
_BETWEEN = re.compile(r"\s*(?:[,，、&+;；]\s*)*(?:(?:và|va|với|voi|and)\s+|[和跟及与]\s*)?", re.IGNORECASE)
_TO = re.compile(r"\s*(?:[-–—~]>?|→|(?:đến|den|tới|toi|to)\s|[到至])\s*", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[:：,，、;；\n]|$)")
_DATE = re.compile(r"\d{1,2} ?[/.-] ?\d{1,2}(?!\d)")
_LIKE_A_CODE = re.compile(r"#?([A-Za-z]{1,6}[-._]?\d[\w./-]*|\d{3,}(?:/\d+)?)(?!\w)", re.ASCII)
_NEXT = re.compile(r"[、，]|,(?!\d{3}(?!\d))")  # of "2411,2412" the next one; 1,200 is a number
_FIGURES = re.compile(r"\d+$")
_COUNTED = re.compile(rf"{UNIT}|{SPAN_OF_TIME}|%")
_DAY = re.compile(r"[tq]\d{1,2}", re.IGNORECASE)  # T3, T12, Q4: days, months and quarters


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One order as it was typed, with the words that are for it. Without an order, why nobody can tell which it is."""

    typed: str
    order: Order | None = None
    refused: BotError | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """``between``: ends of rows of which nothing else is named. ``unread``: from where on there were too many."""

    orders: tuple[Wish, ...]
    between: tuple[tuple[str, str], ...] = ()
    unread: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    """The order some words begin with, and what follows it. ``doubtful``: it may have been a word of the comment."""

    wish: Wish
    rest: str
    doubtful: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """Orders in a row, the stage named behind the last of them, and the comment, which is for all."""

    wishes: tuple[Wish, ...]
    stage: str
    comment: str
    between: tuple[tuple[str, str], ...]


def orders_named(ctx: Context, text: str) -> Wishes:
    """All a message names, each once. A line of orders alone goes with the line below it.

    Raises OrderUnknown and OrderAmbiguous where that is all there is to say.
    """
    text = normalize("NFC", text)
    split = split_reports(text, lambda line: _head(ctx, line, apart=True) is not None, most=MOST)
    first, *others = split.reports if split.reports[1:] or split.unread else (text,)
    rows = [_row(ctx, _first(ctx, first)), *(_row(ctx, head) for head in _heads(ctx, others))]
    wishes = _once(_with_words(rows))
    if not wishes[1:] and wishes[0].refused is not None:
        raise wishes[0].refused
    return Wishes(
        orders=wishes[:MOST],
        between=tuple(ends for row in rows for ends in row.between),
        unread=wishes[MOST].typed if wishes[MOST:] else "".join(split.unread[:1])[:TEXT],
    )


def companies_of_all(ctx: Context, text: str) -> frozenset[str]:
    """Whose the orders are that a message names; nobody's where it begins with none, or with one that two companies have."""
    first = companies_named(ctx, text)
    if not first:
        return first
    try:
        wishes = orders_named(ctx, text).orders
    except OrderAmbiguous:
        return first
    return first.union(wish.order.company for wish in wishes if wish.order is not None)


def leading_orders(ctx: Context, text: str) -> tuple[str, str]:
    """The codes of the orders some words begin with, and what follows; "" where they begin with none."""
    text = normalize("NFC", text).strip(" :：,，")
    head = _known(ctx, text, apart=False)
    if head is None:
        return "", text
    row = _row(ctx, head)
    return " ".join(one.typed for one in row.wishes), f"{row.stage} {row.comment}".strip(" :：,，")


def _heads(ctx: Context, lines: Iterable[str]) -> Iterable[_Head]:
    return (head for line in lines if (head := _head(ctx, line, apart=True)) is not None)


def _with_words(rows: Iterable[_Row]) -> list[Wish]:
    named: list[Wish] = []
    waiting: list[Wish] = []
    for row in rows:
        waiting += (replace(one, words=one.words or row.stage) for one in row.wishes)
        if row.comment:
            named += (replace(one, words=f"{one.words} {row.comment}".strip()) for one in waiting)
            waiting = []
    return [*named, *waiting]


def _once(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    return tuple({one.order.id if one.order else one.typed: one for one in wishes}.values())


def _row(ctx: Context, head: _Head) -> _Row:
    wishes, between = [head.wish], list[tuple[str, str]]()
    while len(wishes) <= MOST:
        at = _behind_stage(ctx, head)
        joint, to = _BETWEEN.match(head.rest, at), _TO.match(head.rest, at)
        further = _known(ctx, head.rest[to.end() :], apart=True) if to else None
        if further is not None:
            between.append((head.wish.typed, further.wish.typed))
        elif joint:
            behind = head.rest[joint.end() :]
            further = _head(ctx, behind, apart=bool(joint[0].strip())) or _in_a_row(wishes, behind)
        if further is None:
            break
        wishes[-1] = replace(wishes[-1], words=head.rest[:at].strip())
        wishes.append(further.wish)
        head = further
    at = _behind_stage(ctx, head)
    stage, comment = head.rest[:at].strip(), head.rest[at:].strip()
    if wishes[1:] and head.doubtful:
        comment = f"{head.wish.typed} {comment}"
    return _Row(wishes=tuple(wishes), stage=stage, comment=comment, between=tuple(between))


def _in_a_row(wishes: Sequence[Wish], text: str) -> _Head | None:
    """Behind "2411 2412" a 2499 that counts nothing is one more of them, known or not; behind one order it may be an amount."""
    like = _LIKE_A_CODE.match(text)
    if like is None or _COUNTED.match(folded(text[like.end() :]).text.strip()):
        return None
    named = [_FIGURES.search(one.typed) for one in wishes]
    if not like[1].isdecimal() or {len(one[0]) for one in named if one} != {len(like[1])}:
        return None
    refused = OrderUnknown(text=like[1][:TEXT])
    return _Head(wish=Wish(typed=like[1], refused=refused), rest=text[like.end() :], doubtful=not wishes[1:])


def _behind_stage(ctx: Context, head: _Head) -> int:
    """Where the stage ends that is named right behind an order; 0 where none is."""
    order = head.wish.order
    if order is None:
        return 0
    match = match_stage(head.rest, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    begins = match.found is Found.EXACT and not head.rest[: match.span[0]].strip()
    return match.span[1] if begins else 0


def _first(ctx: Context, line: str) -> _Head:
    """What a push begins with is an order, whatever it looks like."""
    try:
        return _found(ctx, line)
    except OrderUnknown:
        if head := _known(ctx, line, apart=True) or _unknown(ctx, line, apart=True):
            return head
        raise


def _head(ctx: Context, text: str, *, apart: bool) -> _Head | None:
    """The order that words begin with beyond doubt, known or not. ``apart``: something parts them from what stands before."""
    known = _known(ctx, text, apart=apart)
    if known is None and apart and (rest := after_customer(ctx, text)) is not None and _ENDS.match(rest):
        return _found(ctx, text)
    return known or _unknown(ctx, text, apart=apart)


def _known(ctx: Context, text: str, *, apart: bool) -> _Head | None:
    """By its whole code, or by an end of it that can hardly be an amount, a day or an hour."""
    for candidate in code_candidates(_NEXT.split(text, maxsplit=1)[0]):
        end = candidate.span[1]
        typed = text[slice(*candidate.span)]
        if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
            continue
        long_enough = len(candidate.key) >= SHORTEST_END + (not apart) and not _DATE.match(typed)
        rows = rows_of(ctx, (typed,))
        if rows and (long_enough or any(_is_whole(candidate, row) for row in rows)):
            return _found(ctx, text[:end], text[end:])
    return None


def _is_whole(candidate: CodeCandidate, row: OrderRow) -> bool:
    return not set(candidate.keys).isdisjoint(code_keys(row.code))


def _found(ctx: Context, text: str, behind: str = "") -> _Head:
    try:
        found = find_order(ctx, text)
    except OrderAmbiguous as several:
        wish = Wish(typed=several.text, refused=several)
        rest = f"{several.rest}{behind}"
        return _Head(wish=wish, rest=rest, doubtful=not _ENDS.match(rest))
    order = load(ctx, found.row.id)
    return _Head(wish=Wish(typed=order.code, order=order), rest=f"{found.rest}{behind}")


def _unknown(ctx: Context, text: str, *, apart: bool) -> _Head | None:
    """What is written as codes are, where an order may stand: apart from the rest, before its comment, before another order."""
    like = _LIKE_A_CODE.match(text)
    if like is None or _DAY.fullmatch(like[1]):
        return None
    rest = text[like.end() :]
    joint = _BETWEEN.match(rest)
    named = _ENDS.match(rest) or (apart and like[1][0].isalpha())
    if not named and not (joint and _known(ctx, rest[joint.end() :], apart=False)):
        return None
    wish = Wish(typed=like[1], refused=OrderUnknown(text=like[1][:TEXT]))
    return _Head(wish=wish, rest=rest, doubtful=not _ENDS.match(rest))
