"""Drafts: a code is given, the facts are kept from the first word on, and each answer is saved by itself."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.context import Context
from handlers.moves.acting import act
from handlers.moves.moving import store_new
from handlers.new_orders.kinds_of_orders import opening_department
from handlers.new_orders.lines_of_orders import lines_in, title_of
from handlers.parts import PROMISED, TITLE, day_meant, with_part
from handlers.progress.spoken import evidence_in, source_of
from handlers.reading.codes import code_key, code_keys
from orders import engine
from orders.centre_file.workflow import FlagId, Workflow
from orders.events import Source
from orders.facts import Facts
from orders.order import Order
from orders.refusals.naming import CodeTaken
from orders.whole_order_moves import ChangeFacts, Promise
from storage.order_book import order_finding, orders_rows

CODES_TRIED = 100  # numbers of the series that people have taken by hand are stepped over


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is known of an order before it has a row, and the message that asked for it."""

    workflow: Workflow
    code: str = ""
    facts: Facts
    promised_on: date | None = None
    requested_on: date | None = None
    flags: frozenset[FlagId] = frozenset()
    source: Source


def draft(ctx: Context, wanted: Wanted) -> Order:
    """Store a draft. Raises CodeTaken, and NotAllowed for people whose department opens no orders of this kind."""
    centre = ctx.centre
    department = opening_department(ctx, wanted.workflow)
    blank = engine.blank(code=_code(ctx, wanted.code), company=centre.id, workflow=wanted.workflow)
    events = engine.create(
        blank,
        facts=wanted.facts,
        department=department,
        actor=ctx.actor,
        now=ctx.now,
        times=centre.times,
        flags=wanted.flags,
        requested_on=wanted.requested_on,
        promised_on=wanted.promised_on,
        source=wanted.source,
    )
    return store_new(ctx, engine.apply(blank, events), events)


def set_part(ctx: Context, order: Order, part: str, words: str) -> Order:
    """Keep one answer. Raises DateUnclear and AmountUnclear with what it might mean, LinesUnreadable.

    What the order is about may be answered by its lines.
    """
    if part == PROMISED:
        return set_promise(ctx, order, day_meant(ctx, words))
    if part == TITLE and (lines := lines_in(words, order.facts.currency)):
        return set_facts(ctx, order, replace(order.facts, title=title_of(lines), lines=lines))
    return set_facts(ctx, order, with_part(order.facts, part, words))


def set_promise(ctx: Context, order: Order, day: date) -> Order:
    if day == order.promised_on:
        return order
    return act(ctx, order, Promise(promised_on=day, source=source_of(ctx.incoming))).after


def set_facts(ctx: Context, order: Order, facts: Facts) -> Order:
    """A draft's facts; the same once more is no change and no mistake."""
    if facts == order.facts:
        return order
    evidence = evidence_in(ctx.incoming.attachments)
    return act(ctx, order, ChangeFacts(facts=facts, evidence=evidence, source=source_of(ctx.incoming))).after


def _code(ctx: Context, typed: str) -> str:
    if typed:
        if any(order_finding.find(ctx.conn, ctx.company, one) for one in code_keys(typed)):
            raise CodeTaken(code=typed)
        return typed
    pattern, today = ctx.centre.company.code_pattern, ctx.view.today
    for _ in range(CODES_TRIED):
        code = pattern.code(today, orders_rows.next_number(ctx.conn, ctx.company, pattern.series(today)))
        if order_finding.find(ctx.conn, ctx.company, code_key(code)) is None:
            return code
    raise CodeTaken(code=code)
