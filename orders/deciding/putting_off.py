"""Whoever has to answer says "later" to what they are asked; work in hand is not put off, a day is named for it."""

from collections.abc import Callable, Mapping, Sequence

from orders import rights
from orders.checks import Awaited, Rule, awaited, stage_and_department
from orders.deciding import (
    approving,
    guards,
    holding,
    late_reporting,
    notifying,
    priorities,
    reporting,
    whole_order,
)
from orders.events import Kind
from orders.legal import accepted
from orders.moves import Actor
from orders.order import Order
from orders.put_off import of_this
from orders.refusals.access import StageNotYours
from orders.refusals.asking import EstimateInstead, NothingWaits, PutOffTooLong, PutOffTooOften
from orders.refusals.whole_order import MomentPassed
from orders.times import Bounds
from orders.trail import Trail
from orders.whole_order_moves import PutOffAsking

OF_WORK = frozenset({Rule.UPDATE, Rule.ESTIMATE, Rule.WARNING, Rule.DUE})
_OF_A_STAGE: Mapping[Rule, Callable[[Order, str, Actor], object]] = {
    Rule.RECEIPT: reporting.may_receive,
    Rule.HOLD: holding.may_resume,
    Rule.HOLD_DUE: holding.may_resume,
    Rule.DISPUTE: holding.may_decide,
    Rule.APPROVAL: approving.may_reject,
    Rule.NOTICE: notifying.may_acknowledge,
}
_OF_ITS_DEPARTMENT = frozenset(
    {Rule.HOLD, Rule.HOLD_DUE, Rule.NOTICE}
)  # more people may answer than are asked
_OF_THE_WHOLE: Mapping[Rule, Callable[[Order, Actor], object]] = {
    Rule.PRIORITY: priorities.may_decide,
    Rule.LATE_WANTED: late_reporting.may_file_late,
    Rule.LATE_DUE: late_reporting.may_file_late,
    Rule.LATE_ANSWER: late_reporting.may_accept_late,
    Rule.DRAFT: whole_order.may_cancel,
    Rule.PAUSED: whole_order.may_unpause,
}


def put_off(move: PutOffAsking, trail: Trail) -> None:
    """All that the actor is asked of the part by now."""
    order, now = trail.order, trail.now
    stage, _ = stage_and_department(move.part)
    if stage is not None:
        guards.known(order, stage)
    by_now = [
        one
        for one in awaited(order, move.part, times=trail.times)
        if one.at <= now and one.rule is not Rule.PROMISE
    ]
    asked = may_put_off(order, move.part, by_now, trail.actor)
    if move.until <= now:
        raise MomentPassed(moment=move.until)
    for one in asked:
        _within(order, move, one, trail.times.put_off_bounds(one.department, now))
    trail.add(
        Kind.PUT_OFF,
        stage,
        note=move.note,
        part=move.part or "",
        asked=[
            {"rule": one.rule.value, "at": one.at.isoformat(), "department": one.department} for one in asked
        ],
        until=move.until.isoformat(),
    )


def may_put_off(order: Order, part: str | None, by_now: Sequence[Awaited], actor: Actor) -> Sequence[Awaited]:
    """Of what is asked by now, what this person may answer; the refusal of the first where that is nothing."""
    guards.writing(actor)
    stage, _ = stage_and_department(part)
    if not by_now:
        raise NothingWaits(stage=stage)
    if stage is not None and by_now[0].rule in OF_WORK:
        reporting.may_explain(order, stage, actor)
        raise EstimateInstead(stage=stage)
    theirs = [one for one in by_now if accepted(_may_answer, order, stage, one, actor)]
    if not theirs:
        _may_answer(order, stage, by_now[0], actor)
    return theirs


def _may_answer(order: Order, stage: str | None, asked: Awaited, actor: Actor) -> None:
    if stage is None or asked.rule in _OF_THE_WHOLE:
        _OF_THE_WHOLE[asked.rule](order, actor)
        return
    _OF_A_STAGE[asked.rule](order, stage, actor)
    if asked.rule in _OF_ITS_DEPARTMENT and not rights.may_work(actor, asked.department):
        who_may = rights.who_may_work(asked.department)
        raise StageNotYours(stage=stage, department=asked.department, who_may=who_may)


def _within(order: Order, move: PutOffAsking, asked: Awaited, bounds: Bounds) -> None:
    stage, _ = stage_and_department(move.part)
    before = of_this(order, move.part, asked.rule.value, asked.at)
    times, by = (before.times, before.by) if before else (0, 0)
    if times >= bounds.times:
        raise PutOffTooOften(times=times, by=by, stage=stage)
    if move.until > bounds.latest:
        raise PutOffTooLong(latest=bounds.latest, stage=stage)
