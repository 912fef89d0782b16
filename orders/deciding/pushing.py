"""Somebody asks, now, how a stage stands; whatever is said of it next is the answer."""

from datetime import timedelta

from orders import rights
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Actor, Push
from orders.order import Order
from orders.refusals.access import NotAllowed
from orders.refusals.asking import PushedLately
from orders.trail import Trail

# The same is not asked twice within this time, by whomever: a second question brings no second answer.
AGAIN_AFTER = timedelta(hours=1)


def push(move: Push, trail: Trail) -> None:
    may_push(trail.order, move.stage, trail.actor)
    pushed = trail.stage(move.stage).pushed
    if pushed is not None and trail.now < pushed.at + AGAIN_AFTER:
        again_at = pushed.at + AGAIN_AFTER
        raise PushedLately(stage=move.stage, by=pushed.by, at=pushed.at, again_at=again_at)
    trail.add(Kind.PUSHED, move.stage, note=move.note)


def may_push(order: Order, stage_id: str, actor: Actor) -> None:
    guards.writing(actor)
    guards.known(order, stage_id)
    if not rights.may_push(actor):
        raise NotAllowed(who_may=rights.WHO_MAY_PUSH)
    guards.running(order)
    guards.at_work(order, order.stage(stage_id))
