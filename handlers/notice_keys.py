"""What can be done about a move by those who are told of it."""

from collections.abc import Iterable

from handlers.reply import Button, text
from handlers.stage_keys import APPROVE, DECLINE, RECEIVE, REJECT, RESUME, STAGE, stage_key
from handlers.wording import stage_name
from orders.events import Event, Kind
from orders.order import Order, StageState

_Row = tuple[Button, ...]


def notice_keys(order: Order, events: Iterable[Event]) -> tuple[_Row, ...]:
    """A row for each stage that somebody is wanted for."""
    rows = (_row(order, event.kind, event.stage) for event in events if event.stage)
    return tuple(row for row in rows if row)


def _row(order: Order, kind: Kind, stage: str) -> _Row:
    name = stage_name(order, stage)
    match kind:
        case Kind.OFFERED if order.stage(stage).state is StageState.OFFERED:
            received = text("button.received_stage", stage=name)
            return (
                stage_key(order, stage, RECEIVE, received, style="success"),
                stage_key(order, stage, DECLINE, text("button.decline")),
            )
        case Kind.HELD:
            return (stage_key(order, stage, RESUME, text("button.resume"), style="success"),)
        case Kind.REOPENED | Kind.REJECTED:
            return (stage_key(order, stage, STAGE, text("button.stage", stage_name=name)),)
        case Kind.SUBMITTED:
            return (
                stage_key(order, stage, APPROVE, text("button.approve"), style="success"),
                stage_key(order, stage, REJECT, text("button.reject"), style="danger"),
            )
    return ()
