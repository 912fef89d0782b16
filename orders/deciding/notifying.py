"""A notice goes out when its stage is done, every department it names acknowledges it, and so with its recall."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from orders import rights
from orders.centre_file.workflow import Stage
from orders.deciding import guards
from orders.events import Kind
from orders.moves import Acknowledge, Actor
from orders.notices import standing
from orders.order import Notice, Order, StageRecord
from orders.refusals.notices import NoNotice, NoticeNotYours, NoticeReplaced, NoticeUnacknowledged
from orders.refusals.stale import AlreadyRecorded
from orders.trail import Trail


def notify(trail: Trail, stage: Stage) -> None:
    """The stage is done: whoever it notifies is to say that they know."""
    if stage.notifies:
        trail.add(Kind.NOTIFIED, stage.id, awaited=_asked(trail, stage.notifies))


def may_notify(record: StageRecord) -> None:
    """A new notice goes out only when all know that the one before does not hold."""
    if departments := still_misled(record):
        raise NoticeUnacknowledged(stage=record.id, departments=departments)


def still_misled(record: StageRecord) -> tuple[str, ...]:
    """Those who have not said that they know of the recall."""
    notice = record.notice
    return tuple(notice.awaited) if notice is not None and notice.recall else ()


def recall(trail: Trail, stage_id: str, *, note: str = "") -> None:
    """A notice that stands no longer holds; all who were to know it are to know this."""
    if standing(trail.stage(stage_id)) is not None:
        told = trail.order.workflow.stage(stage_id).notifies
        trail.add(Kind.RECALLED, stage_id, note=note, awaited=_asked(trail, told))


def acknowledge(move: Acknowledge, trail: Trail) -> None:
    notice = may_acknowledge(trail.order, move.stage, trail.actor)
    if move.notice not in {None, notice.number}:
        raise NoticeReplaced(stage=move.stage)
    named = move.departments or frozenset(one for one in notice.awaited if rights.may_work(trail.actor, one))
    _answering(move.stage, trail.actor, named, all)
    new = [one for one in notice.awaited if one in named]
    if not new:
        raise _read_already(move.stage, notice, named)
    trail.add(
        Kind.ACKNOWLEDGED,
        move.stage,
        note=move.note,
        evidence=move.evidence,
        departments=new,
    )


def may_acknowledge(order: Order, stage_id: str, actor: Actor) -> Notice:
    """Those of a department that is asked, and who may act for it. Returns what is to be acknowledged."""
    guards.writing(actor)
    guards.known(order, stage_id)
    notice = order.stage(stage_id).notice
    if notice is None:
        raise NoNotice(stage=stage_id)
    guards.not_ended(order)
    told = frozenset((*notice.awaited, *notice.acknowledged))
    _answering(stage_id, actor, told, any)
    if not any(rights.may_work(actor, one) for one in notice.awaited):
        raise _read_already(stage_id, notice, {one for one in told if rights.may_work(actor, one)})
    return notice


def _answering(
    stage_id: str, actor: Actor, departments: AbstractSet[str], which: Callable[[Iterable[bool]], bool]
) -> None:
    """The actor may answer for any or all of them."""
    if not which(rights.may_work(actor, one) for one in departments):
        parties = (f"department:{one}" for one in sorted(departments))
        raise NoticeNotYours(stage=stage_id, who_may=(*parties, "role:coordinator"))


def _read_already(stage_id: str, notice: Notice, departments: AbstractSet[str]) -> AlreadyRecorded:
    read = [one for department, one in notice.acknowledged.items() if department in departments]
    last = max(read, key=lambda one: one.at, default=None)
    what = Kind.ACKNOWLEDGED.value
    by, at = (last.by, last.at) if last else (None, None)
    return AlreadyRecorded(what=what, stage=stage_id, by=by, at=at)


def _asked(trail: Trail, departments: tuple[str, ...]) -> dict[str, str]:
    return {one: trail.times.acknowledge_by(one, trail.now).isoformat() for one in departments}
