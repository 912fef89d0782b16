"""What each event does to the stage it is about."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from orders.events import Event, Kind
from orders.order import Behalf, Hold, Notice, Override, PersonId, Pushes, Read, StageRecord, StageState
from orders.quantities import Delivery, quantity_from_json


def moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _offered(record: StageRecord, event: Event) -> StageRecord:
    return replace(
        record,
        state=StageState.OFFERED,
        since=event.at,
        offered_at=event.at,
        offered_from=tuple(event.data["givers"]),
        confirm_by=moment(event.data["confirm_by"]),
        due_at=moment(event.data["due_at"]),
    )


def _received(record: StageRecord, event: Event) -> StageRecord:
    person = event.data["person"]
    return replace(
        record,
        state=StageState.ACTIVE,
        since=event.at,
        received_at=event.at,
        received_by=None if person is None else PersonId(person),
        due_at=moment(event.data["due_at"]),
    )


def _said(record: StageRecord, event: Event) -> StageRecord:
    return replace(record, reported_at=event.at, reported_by=event.by)


def _reported(record: StageRecord, event: Event) -> StageRecord:
    """What is counted says more than an estimate in per cent made before it; one made since stands beside the count."""
    quantity = event.data.get("quantity")
    return replace(
        record,
        reported_at=event.at,
        reported_by=event.by,
        percent=event.data.get("percent", None if quantity else record.percent),
        quantity=quantity_from_json(quantity) if quantity else record.quantity,
        fields={**record.fields, **event.data.get("fields", {})},
    )


def _delivered(record: StageRecord, event: Event) -> StageRecord:
    part = Delivery(count=Decimal(event.data["count"]), on=date.fromisoformat(event.data["on"]))
    before = record.quantity.deliveries if record.quantity else ()
    quantity = quantity_from_json(event.data["quantity"])
    return replace(_said(record, event), percent=None, quantity=replace(quantity, deliveries=(*before, part)))


def _estimated(record: StageRecord, event: Event) -> StageRecord:
    return replace(_said(record, event), estimate=moment(event.data["estimate"]))


def _submitted(record: StageRecord, event: Event) -> StageRecord:
    """``done_by`` is already who says it is done; ``done_at`` comes with the approval."""
    record = replace(_said(record, event), done_by=event.by, estimate=None)
    return replace(record, state=StageState.APPROVAL, since=event.at)


def _overridden(record: StageRecord, event: Event) -> StageRecord:
    """What the stage is closed without; that it is closed, the next event says."""
    return replace(record, override=override_of(event))


def override_of(event: Event) -> Override:
    """What the event lets pass."""
    return Override(
        by=event.by,
        reason=event.note,
        fields=tuple(event.data["fields"]),
        proofs=tuple(map(tuple, event.data["proofs"])),
        misled=tuple(event.data["misled"]),
    )


def _approved(record: StageRecord, event: Event) -> StageRecord:
    return replace(record, state=StageState.DONE, since=event.at, done_at=event.at)


def _rejected(record: StageRecord, event: Event) -> StageRecord:
    return replace(record, state=StageState.ACTIVE, since=event.at, done_by=None, override=None)


def _done(record: StageRecord, event: Event) -> StageRecord:
    record = replace(_said(record, event), done_by=event.by, done_at=event.at, estimate=None)
    return replace(record, state=StageState.DONE, since=event.at)


def _skipped(record: StageRecord, event: Event) -> StageRecord:
    return replace(record, state=StageState.SKIPPED, since=event.at)


def _waits_again(record: StageRecord, event: Event) -> StageRecord:
    """Receipts are void, and what was shown; how far it had come is kept unless it was done: then it is to be done anew."""
    begun = record.done_by is None
    return replace(
        StageRecord(id=record.id, since=event.at, version=record.version),
        percent=record.percent if begun else None,
        quantity=record.quantity if begun else None,
        reported_at=record.reported_at,
        reported_by=record.reported_by,
        assigned_to=record.assigned_to,
        assigned_by=record.assigned_by,
        pushed=record.pushed,
        notice=record.notice,
        fields=record.fields,
    )


def _reopened(record: StageRecord, event: Event) -> StageRecord:
    """What was said and shown of the work that came back stands in the history; it closes nothing any more."""
    return replace(
        record,
        state=StageState.ACTIVE,
        since=event.at,
        percent=None,
        quantity=None,
        estimate=None,
        done_at=None,
        done_by=None,
        due_at=moment(event.data["due_at"]),
        evidence=(),
        override=None,
    )


def _held(record: StageRecord, event: Event) -> StageRecord:
    hold = Hold(
        kind=event.data["hold"],
        department=event.data["department"],
        reason=event.note,
        since=event.at,
        by=event.by,
        check_at=datetime.fromisoformat(event.data["check_at"]),
        due_at=moment(event.data.get("due_at")),
        answer=event.data.get("answer", ""),
        case=event.data.get("case"),
    )
    return replace(record, hold=hold, since=event.at)


def _hold_owned(record: StageRecord, _: Event) -> StageRecord:
    hold = record.hold
    return record if hold is None else replace(record, hold=replace(hold, answer="ours"))


def _hold_refused(record: StageRecord, event: Event) -> StageRecord:
    hold = record.hold
    if hold is None:
        return record
    check_at = datetime.fromisoformat(event.data["check_at"])
    hold = replace(hold, answer="disputed", decider=event.data["decider"], check_at=check_at)
    return replace(record, hold=hold, since=event.at)


def _hold_decided(record: StageRecord, event: Event) -> StageRecord:
    hold = record.hold
    if hold is None:
        return record
    hold = replace(
        hold,
        answer="decided",
        decider="",
        department=event.data["department"],
        check_at=datetime.fromisoformat(event.data["check_at"]),
        due_at=moment(event.data["due_at"]),
    )
    return replace(record, hold=hold, since=event.at)


def _pushed(record: StageRecord, event: Event) -> StageRecord:
    before = record.pushed
    waiting = dict.fromkeys((*(before.waiting if before else ()), event.by))
    count = before.count + 1 if before else 1
    return replace(record, pushed=Pushes(count=count, at=event.at, by=event.by, waiting=tuple(waiting)))


def answered(record: StageRecord, event: Event) -> StageRecord:
    """Whatever is said or done of a stage answers those who asked."""
    if event.kind not in _ANSWERS or record.pushed is None or not record.pushed.waiting:
        return record
    return replace(record, pushed=replace(record.pushed, waiting=()))


def _assigned(record: StageRecord, event: Event) -> StageRecord:
    person = event.data["person"]
    if person is None:
        return replace(record, assigned_to=None, assigned_by=None)
    return replace(record, assigned_to=PersonId(person), assigned_by=event.by)


def _resumed(record: StageRecord, event: Event) -> StageRecord:
    return replace(record, hold=None, since=event.at)


def _notified(record: StageRecord, event: Event) -> StageRecord:
    """What a recalled notice said is said anew in the next one."""
    awaited = {one: datetime.fromisoformat(by) for one, by in event.data["awaited"].items()}
    recall = event.kind is Kind.RECALLED
    notice = Notice(number=event.seq, recall=recall, at=event.at, awaited=awaited)
    return replace(record, notice=notice, fields={} if recall else record.fields)


def _acknowledged(record: StageRecord, event: Event) -> StageRecord:
    notice, have = record.notice, event.data["departments"]
    assert notice is not None, "only what was given out is acknowledged"
    left = {one: by for one, by in notice.awaited.items() if one not in have}
    read = {**notice.acknowledged, **dict.fromkeys(have, Read(by=event.by, at=event.at))}
    return replace(record, notice=replace(notice, awaited=left, acknowledged=read))


def with_behalf(record: StageRecord, event: Event) -> StageRecord:
    """For whom it was said stays with the stage until somebody reports on it for himself."""
    if event.on_behalf and event.kind in _SAYS | _STOPS:
        of = event.data.get("spoken_for")
        person = None if of is None else PersonId(of)
        return replace(record, behalf=Behalf(who=event.on_behalf, of=person, by=event.by, move=event.move))
    return replace(record, behalf=None) if record.behalf and event.kind in _SAYS else record


def _disputed(record: StageRecord, event: Event) -> StageRecord:
    return _answered(record, event, "disputed")


def _upheld(record: StageRecord, event: Event) -> StageRecord:
    return _answered(record, event, "upheld")


def _answered(record: StageRecord, event: Event, answer: Literal["disputed", "upheld"]) -> StageRecord:
    """Of a move that was taken back meanwhile nothing is left to be answered."""
    behalf = record.behalf
    if behalf is None or behalf.move != event.data["disputed"]:
        return record
    return replace(record, behalf=replace(behalf, answer=answer))


_SAYS = frozenset({Kind.RECEIVED, Kind.REPORTED, Kind.ESTIMATED, Kind.SUBMITTED, Kind.DONE, Kind.DELIVERED})
_STOPS = frozenset({Kind.HELD, Kind.RESUMED})

_ANSWERS = frozenset({
    Kind.RECEIVED, Kind.REPORTED, Kind.ESTIMATED, Kind.SUBMITTED, Kind.APPROVED, Kind.REJECTED, Kind.DONE, Kind.DECLINED,
    Kind.SENT_BACK, Kind.WAITS_AGAIN, Kind.REOPENED, Kind.HELD, Kind.RESUMED,
})  # fmt: skip
STAGE_CHANGES: Mapping[Kind, Callable[[StageRecord, Event], StageRecord]] = {
    Kind.OFFERED: _offered,
    Kind.RECEIVED: _received,
    Kind.REPORTED: _reported,
    Kind.DELIVERED: _delivered,
    Kind.ESTIMATED: _estimated,
    Kind.SUBMITTED: _submitted,
    Kind.OVERRIDDEN: _overridden,
    Kind.APPROVED: _approved,
    Kind.REJECTED: _rejected,
    Kind.DONE: _done,
    Kind.SKIPPED: _skipped,
    Kind.DECLINED: _waits_again,
    Kind.SENT_BACK: _waits_again,
    Kind.WAITS_AGAIN: _waits_again,
    Kind.REOPENED: _reopened,
    Kind.HELD: _held,
    Kind.HOLD_OWNED: _hold_owned,
    Kind.HOLD_REFUSED: _hold_refused,
    Kind.HOLD_DECIDED: _hold_decided,
    Kind.RESUMED: _resumed,
    Kind.ASSIGNED: _assigned,
    Kind.PUSHED: _pushed,
    Kind.NOTIFIED: _notified,
    Kind.RECALLED: _notified,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.DISPUTED: _disputed,
    Kind.UPHELD: _upheld,
}
