"""A new case: stored with its code and what it is about, and opened at once."""

from dataclasses import replace

from handlers.context import Context
from handlers.moves.moving import Moved, make, store_new
from orders import engine, rights
from orders.centre_file.centre import Case
from orders.events import Source
from orders.facts import Facts
from orders.moves import Actor
from orders.order import Evidence, Order, OrderId
from orders.refusals.access import NotAllowed
from orders.whole_order_moves import Open


def bear(
    ctx: Context,
    kind: Case,
    *,
    code: str,
    company: str,
    facts: Facts,
    parent: OrderId | None = None,
    evidence: tuple[Evidence, ...] = (),
    source: Source | None = None,
) -> Moved:
    """Open a case of this kind under this code. Anybody who may write may; the first stage is offered to its department."""
    actor = ctx.actors.get(company)
    if actor is None:
        raise NotAllowed(who_may=())
    times = ctx.centres[company].times
    blank = engine.blank(code=code, company=company, workflow=kind.workflow)
    drafted = engine.create(
        blank,
        facts=facts,
        department=_opening_department(actor, kind, ctx.centres[company].coordination),
        actor=actor,
        now=ctx.now,
        times=times,
        case=kind.id,
        parent=parent,
        source=source,
    )
    draft = store_new(ctx, engine.apply(blank, drafted), drafted)
    return make(ctx, draft, Open(evidence=evidence, source=source), actor=actor)


def taken_over(order: Order) -> Facts:
    """What a case knows from its order: who the customer is and how they are reached; what about is its own."""
    facts = order.facts
    return replace(facts, requirements="", lines=(), amount=None, priority="")


def _opening_department(actor: Actor, kind: Case, coordination: str) -> str:
    """The opener's own: it answers for the case while it is a draft or paused. The first stage's, where they are of it."""
    first = kind.stages[0].department
    if rights.belongs_to(actor, first):
        return first
    return min(actor.departments | actor.head_of, default=coordination)
