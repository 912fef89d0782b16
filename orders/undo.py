"""Taking back a move: which one is meant, who may, and what stands in the way (docs/decisions has the why)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from orders import flow, rights
from orders.centre_file.workflow import Stage, Workflow
from orders.deciding import guards
from orders.events import Event, Kind
from orders.moves import Actor
from orders.order import Order, OrderState, StageState
from orders.refusals.undoing import AlreadyUndone, NothingToUndo, UndoBlocked, UndoNotYours
from orders.trail import Trail
from orders.whole_order_moves import Undo

_Made = tuple[Event, ...]  # the events of one move

_WHOLE_ORDER = frozenset(
    {Kind.OPENED, Kind.PAUSED, Kind.UNPAUSED, Kind.CANCELLED, Kind.PROMISED, Kind.FLAGS_SET}
)  # taken back only while nothing at all came later
_OVER = (
    frozenset({Kind.CHANGED, Kind.LINKED}),
    frozenset({Kind.REQUESTED}),
    frozenset({Kind.PUT_OFF}),
    frozenset({Kind.PRIORITY_ASKED, Kind.PRIORITY_DECIDED}),
    frozenset({Kind.LATE_OPENED, Kind.LATE_FILED, Kind.LATE_ACCEPTED, Kind.LATE_RETURNED}),
)  # the later of two knows what the earlier said
_BUILDS_ON_ALL = frozenset({Kind.OPENED, Kind.CANCELLED, Kind.CLOSED, Kind.FLAGS_SET})
_SAID_OF_A_MOVE = frozenset({Kind.DISPUTED, Kind.UPHELD})  # what is not so can be taken back all the same
_INSTEAD = {
    Kind.OPENED: "cancel",
    Kind.PAUSED: "unpause",
    Kind.UNPAUSED: "pause",
    Kind.PROMISED: "promise",
    Kind.CHANGED: "change",
    Kind.PRIORITY_ASKED: "change",
    Kind.PRIORITY_DECIDED: "change",
    Kind.REQUESTED: "change",
    Kind.LATE_FILED: "late",
    Kind.LATE_ACCEPTED: "late",
    Kind.LATE_RETURNED: "late",
    Kind.NOTIFIED: "recall",
    Kind.LINKED: "link",
    Kind.DONE: "send_back",
    Kind.APPROVED: "send_back",
    Kind.SUBMITTED: "reject",
    Kind.HELD: "resume",
    Kind.HOLD_OWNED: "decide_hold",
    Kind.HOLD_REFUSED: "decide_hold",
    Kind.HOLD_DECIDED: "decide_hold",
    Kind.DECLINED: "report",
    Kind.SENT_BACK: "report",
    Kind.RESUMED: "hold",
    Kind.ASSIGNED: "assign",
    Kind.PUSHED: "push",
    Kind.PUT_OFF: "put_off",
}  # the first that the move contains


def take_back(move: Undo, trail: Trail, history: Sequence[Event]) -> None:
    """One event per stage the undone move touched, so that buttons made before the undo are stale."""
    made = _undone_by(move, trail.order, history, trail.actor)
    touched: list[str | None] = [*sorted(_stages(made))]
    kinds = [event.kind.value for event in made]
    for stage_id in touched or [None]:
        trail.add(Kind.UNDONE, stage_id, note=move.note, move=made[0].move, kinds=kinds)


def last_standing(order: Order, history: Sequence[Event], actor: Actor) -> Sequence[Event]:
    """The actor's own last move on the order that was not taken back; whether it still can be is another question."""
    try:
        return _last(Undo(), order, tuple(_standing(history)), actor)
    except NothingToUndo:
        return ()


def undone_moves(history: Sequence[Event]) -> frozenset[int]:
    return frozenset(event.data["move"] for event in history if event.kind is Kind.UNDONE)


def _undone_by(move: Undo, order: Order, history: Sequence[Event], actor: Actor) -> _Made:
    guards.writing(actor)
    if move.stage is not None:
        guards.known(order, move.stage)
    standing = tuple(_standing(history))
    made = _numbered(move.move, standing, history) if move.move else _last(move, order, standing, actor)
    _may_take_back(order, made, actor)
    blocked_by = _builds_on(order, made, [one for one in standing if one[0].seq > made[0].seq])
    if blocked_by is not None:
        raise UndoBlocked(
            by_kind=blocked_by.kind.value,
            by=blocked_by.by,
            at=blocked_by.at,
            stage=blocked_by.stage,
            instead=_instead(order, made, blocked_by),
        )
    return made


def _standing(history: Sequence[Event]) -> Iterator[_Made]:
    """The moves that count, oldest first."""
    undone = undone_moves(history)
    for number, events in groupby(history, key=lambda event: event.move):
        made = tuple(events)
        if number not in undone and made[0].kind is not Kind.UNDONE:
            yield made


def _numbered(number: int, standing: Sequence[_Made], history: Sequence[Event]) -> _Made:
    for event in history:
        if event.kind is Kind.UNDONE and event.data["move"] == number:
            raise AlreadyUndone(by=event.by, at=event.at)
    for made in standing:
        if made[0].move == number and made[0].kind is not Kind.CREATED:
            return made
    raise NothingToUndo


def _last(move: Undo, order: Order, standing: Sequence[_Made], actor: Actor) -> _Made:
    """The last move on the stage that the actor may take back; without a stage, his own last one on the order."""
    stage = None if move.stage is None else order.workflow.stage(move.stage)
    anyones = stage is not None and rights.may_undo_others(actor, order, stage)
    for made in reversed(standing):
        first = made[0]
        if first.kind is Kind.CREATED or (stage is not None and first.stage != stage.id):
            continue
        if anyones or first.by == actor.person:
            return made
    raise NothingToUndo(stage=move.stage)


def _may_take_back(order: Order, made: _Made, actor: Actor) -> None:
    first = made[0]
    stage: Stage | None = None if first.stage is None else order.workflow.stage(first.stage)
    if first.by != actor.person and not rights.may_undo_others(actor, order, stage):
        raise UndoNotYours(by=first.by, at=first.at, who_may=rights.who_may_undo(order, stage))


def _builds_on(order: Order, made: _Made, later: Sequence[_Made]) -> Event | None:
    """The last later event that would not have happened like this without the move."""
    kinds = {event.kind for event in made}
    touched = _stages(made)
    events = [event for one in reversed(later) for event in one]
    if kinds & _WHOLE_ORDER:
        return events[0] if events else None
    for event in events:
        if event.kind in _SAID_OF_A_MOVE and Kind.DISPUTED not in kinds:
            continue
        if event.kind is Kind.PUSHED or (event.kind is Kind.PUT_OFF and Kind.PUT_OFF not in kinds):
            continue
        if (event.kind is Kind.ASSIGNED) is not (Kind.ASSIGNED in kinds) and event.stage is not None:
            continue  # who is to do the work changes nothing of it, and nothing done of it changes who was to do it
        if event.kind in _BUILDS_ON_ALL or (event.kind is Kind.PAUSED and order.state is OrderState.PAUSED):
            return event
        if any(event.kind in over and kinds & over for over in _OVER):
            return event
        if touched & _leans_on(event, order.workflow):
            return event
    return None


def _leans_on(event: Event, workflow: Workflow) -> frozenset[str]:
    """The stages an event is about; an offer also rests on the end of all that came before."""
    if event.stage is None:
        return frozenset()
    before = flow.earlier(workflow, event.stage) if event.kind is Kind.OFFERED else ()
    return frozenset({event.stage, *before})


def _instead(order: Order, made: _Made, blocked_by: Event) -> str:
    if order.state in {OrderState.CLOSED, OrderState.CANCELLED}:
        return "undo"  # of the move that ended the order
    if order.state is OrderState.PAUSED and blocked_by.kind is Kind.PAUSED:
        return "unpause"
    kinds = {event.kind for event in made}
    instead = next((name for kind, name in _INSTEAD.items() if kind in kinds), "report")
    offered = blocked_by.stage is not None and order.stage(blocked_by.stage).state is StageState.OFFERED
    return "decline" if instead == "send_back" and offered else instead


def _stages(made: _Made) -> frozenset[str]:
    return frozenset(event.stage for event in made if event.stage is not None)
