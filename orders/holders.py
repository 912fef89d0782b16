"""Who has the ball: each stage somebody should act on has exactly one holder, and so has an order that stands still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from orders.order import ACTIVE_STATES, Order, OrderState, PersonId, StageRecord, StageState
from orders.rights import approving_department

_Why: TypeAlias = Literal["confirm", "work", "hold", "disputed", "approval"]
_NEVER = datetime.max.replace(tzinfo=UTC)
_WHY: Mapping[StageState, _Why] = {
    StageState.OFFERED: "confirm",
    StageState.ACTIVE: "work",
    StageState.APPROVAL: "approval",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who has the ball now, since when, and why."""

    stage: str | None  # None: the order as a whole (draft, paused)
    department: str
    person: PersonId | None
    since: datetime
    why: Literal["confirm", "work", "hold", "disputed", "approval", "draft", "paused"]


def holders(order: Order) -> tuple[Holder, ...]:
    """In file order of the stages. Only an order that has ended has none."""
    if order.state is OrderState.OPEN:
        return tuple(
            _holder(order, order.stage(stage.id))
            for stage in order.workflow.stages
            if order.stage(stage.id).state in ACTIVE_STATES
        )
    if order.state is OrderState.DRAFT:
        return (_whole(order, "draft"),)
    if order.state is OrderState.PAUSED:
        return (_whole(order, "paused"),)
    return ()


def answering(order: Order) -> Holder | None:
    """Who has the most pressing ball: the one due first, of several the first in the file. None of an order that has ended."""
    places = {stage.id: place for place, stage in enumerate(order.workflow.stages)}

    def pressing(holder: Holder) -> tuple[datetime, int]:
        due_at = order.stage(holder.stage).due_at if holder.stage else None
        return due_at or _NEVER, places.get(holder.stage or "", 0)

    return min(holders(order), key=pressing, default=None)


def _whole(order: Order, why: Literal["draft", "paused"]) -> Holder:
    person = order.opened_by if why == "draft" else None
    return Holder(
        stage=None, department=order.opened_by_department, person=person, since=_moment(order.since), why=why
    )


def _holder(order: Order, record: StageRecord) -> Holder:
    stage = order.workflow.stage(record.id)
    department, why = stage.department, _WHY[record.state]
    person = record.assigned_to or record.received_by
    if record.state is StageState.APPROVAL:
        department, person = approving_department(stage), None
    if record.hold is not None:
        department, person, why = record.hold.department, None, "hold"
        if record.hold.answer == "disputed":
            department, why = record.hold.decider, "disputed"
    return Holder(stage=record.id, department=department, person=person, since=_moment(record.since), why=why)


def _moment(since: datetime | None) -> datetime:
    assert since is not None, "every event that begins a state says when"
    return since
