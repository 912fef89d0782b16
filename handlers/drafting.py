"""Drafts: a code is given, the facts are kept from the first word on, and each answer is saved by itself."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.acting import act, checks_of, redraw
from handlers.context import Context
from handlers.reading.codes import code_key
from handlers.reading.dates import DateReading, read_date
from handlers.reading.fold import fold
from handlers.spoken import evidence_in, source_of
from orders import engine
from orders.moves import ChangeFacts, Promise
from orders.order import Facts, Order, OrderId
from orders.refusals import AmountUnclear, CodeTaken, DateUnclear, NotAllowed
from payments.amounts import Amount, Ambiguous, read_amount
from storage import order_finding, orders_rows

CODES_TRIED = 100  # numbers of the series that people have taken by hand are stepped over


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is known of an order before it has a row."""

    code: str = ""
    facts: Facts
    promised_on: date | None = None


def draft(ctx: Context, wanted: Wanted) -> Order:
    """Store a draft. Raises CodeTaken, and NotAllowed for people whose department opens no orders."""
    centre = ctx.centre
    workflow = centre.workflows[0]
    department = _opening_department(ctx)
    blank = engine.blank(code=_code(ctx, wanted.code), company=centre.id, workflow=workflow)
    events = engine.create(
        blank,
        facts=wanted.facts,
        department=department,
        actor=ctx.actor,
        now=ctx.now,
        times=centre.times,
        requested_on=ctx.view.today,
        promised_on=wanted.promised_on,
        source=source_of(ctx.incoming),
    )
    made = engine.apply(blank, events)
    number = orders_rows.add(
        ctx.conn,
        made,
        events,
        code_key=code_key(made.code),
        customer_key=fold(made.facts.customer),
        checks=checks_of(made, centre.times),
    )
    made = replace(made, id=OrderId(number))
    redraw(ctx, None, made)
    return made


def set_part(ctx: Context, order: Order, part: str, words: str) -> Order:
    """Keep one answer. Raises DateUnclear and AmountUnclear with what it might mean."""
    source = source_of(ctx.incoming)
    if part == "promised_on":
        return act(ctx, order, Promise(promised_on=day_meant(ctx, words), source=source)).after
    value = amount_meant(words) if part == "amount" else words.strip()
    evidence = evidence_in(ctx.incoming.attachments)
    facts = replace(order.facts, **{part: value})
    return act(ctx, order, ChangeFacts(facts=facts, evidence=evidence, source=source)).after


def day_meant(ctx: Context, words: str) -> date:
    """The day people mean. Raises DateUnclear with the days it may be."""
    reading = read_date(words, ctx.view.today) or DateReading(spans=())
    if reading.day is None or reading.refused is not None:
        raise DateUnclear(text=words[:40], readings=reading.candidates)
    return reading.day


def amount_meant(words: str) -> int:
    """The amount people mean, in minor units. Raises AmountUnclear with what it may be."""
    read = read_amount(words)
    if isinstance(read, Amount):
        return read.value
    readings = tuple(str(one) for one in read.readings) if isinstance(read, Ambiguous) else ()
    raise AmountUnclear(text=words[:40], readings=readings)


def _opening_department(ctx: Context) -> str:
    """Who opens orders: the department of the workflow's first stage, and those who may act anywhere."""
    first = ctx.centre.workflows[0].stages[0].department
    own = ctx.actor.departments | ctx.actor.head_of
    if first in own or ctx.actor.anywhere or "coordinator" in ctx.actor.roles:
        return first
    raise NotAllowed(who_may=(f"department:{first}", "role:coordinator"))


def _code(ctx: Context, typed: str) -> str:
    if typed:
        if order_finding.find(ctx.conn, ctx.company, code_key(typed)) is not None:
            raise CodeTaken(code=typed)
        return typed
    pattern, today = ctx.centre.company.code_pattern, ctx.view.today
    for _ in range(CODES_TRIED):
        code = pattern.code(today, orders_rows.next_number(ctx.conn, ctx.company, pattern.series(today)))
        if order_finding.find(ctx.conn, ctx.company, code_key(code)) is None:
            return code
    raise CodeTaken(code=code)
