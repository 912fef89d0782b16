"""Orders of which nothing was heard for a whole working day: every order is followed, by somebody's word (S0-23)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from orders.centre_file.centre import Centre
from orders.order import ACTIVE_STATES, Order, OrderId, OrderState, StageRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Wordless:
    """``heard_at``: the last word of anybody; None: there never was one. ``stages`` somebody has in hand, ``departments``: those whose work it is."""

    order: OrderId
    code: str
    customer: str
    stages: tuple[str, ...]
    departments: tuple[str, ...]
    heard_at: datetime | None


def a_working_day_before(now: datetime, centre: Centre) -> datetime:
    """The same time of day on the working day before."""
    local = now.astimezone(centre.zone)
    day = centre.calendar.day_before(local.date(), 1)
    return centre.calendar.at_local(day, local.hour * 60 + local.minute)


def wordless(orders: Sequence[Order], *, centre: Centre, now: datetime) -> tuple[Wordless, ...]:
    """Of live orders with the stages somebody holds; what never had a word first, then the longest silent.

    Not those somebody has answered for: whose work has an estimate that still holds, or is known to be stuck.
    """
    since = a_working_day_before(now, centre)
    found = [one for one in (_heard(order, centre, since, now) for order in orders) if one is not None]
    return tuple(sorted(found, key=lambda one: (one.heard_at is not None, one.heard_at or since)))


def _heard(order: Order, centre: Centre, since: datetime, now: datetime) -> Wordless | None:
    """None: it is no longer silent than anybody may be."""
    opened_at = order.opened_at
    if order.state is not OrderState.OPEN or opened_at is None or opened_at >= since:
        return None
    stages = [stage for stage in order.stages.values() if stage.state in ACTIVE_STATES]
    heard_at = max((at for stage in stages for at in _words(stage)), default=None)
    if (heard_at or opened_at) >= since or any(_is_accounted_for(stage, now) for stage in stages):
        return None
    departments = dict.fromkeys(centre.home_of(order.workflow.stage(one.id).department) for one in stages)
    return Wordless(
        order=order.id,
        code=order.code,
        customer=order.facts.customer,
        stages=tuple(one.id for one in stages),
        departments=tuple(departments),
        heard_at=heard_at,
    )


def _words(stage: StageRecord) -> Iterator[datetime]:
    """When a person said something of it. An offer is the word of whoever handed over; one's own next stage needs no receipt."""
    if stage.offered_from and stage.offered_at:
        yield stage.offered_at
    if stage.received_at and stage.received_at != stage.offered_at:
        yield stage.received_at
    if stage.reported_at:
        yield stage.reported_at


def _is_accounted_for(stage: StageRecord, now: datetime) -> bool:
    return stage.hold is not None or (stage.estimate is not None and stage.estimate > now)
