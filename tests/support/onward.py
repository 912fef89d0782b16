"""What is left of an order until it has ended, and the moves that make it less."""

from collections.abc import Iterator

from orders.events import Event
from orders.legal import legal_moves
from orders.order import FINAL_STATES, Order, OrderState, StageRecord, StageState
from tests.support.generated_orders import PEOPLE, sound
from tests.support.tales import Told

#: What is skipped may come up yet: it counts as what waits.
_STEPS_LEFT = {
    StageState.WAITING: 4,
    StageState.SKIPPED: 4,
    StageState.OFFERED: 3,
    StageState.ACTIVE: 2,
    StageState.APPROVAL: 1,
    StageState.DONE: 0,
}
_ON_A_STAGE = ("resume", "receive", "acknowledge", "done", "approve")
_ON_THE_ORDER = ("open", "unpause")


def left(order: Order) -> int:
    """Falls with each move that leads on; 0 means ended."""
    if order.state in FINAL_STATES:
        return 0
    standing = order.state is not OrderState.OPEN
    return 1 + standing + sum(map(_left_of_stage, order.stages.values()))


def _left_of_stage(record: StageRecord) -> int:
    unread = len(record.notice.awaited) if record.notice is not None and record.notice.recall else 0
    return 2 * _STEPS_LEFT[record.state] + (record.hold is not None) + unread


def led_on(told: Told, which: int) -> tuple[Event, ...]:
    """What happens when the first who can moves the order nearer to its end; nothing where nobody can."""
    return next(_leading_on(told, which), ())


def _leading_on(told: Told, which: int) -> Iterator[tuple[Event, ...]]:
    """A draft of which its flags leave no stage cannot be opened: it ends when it is thrown away."""
    tries = [
        *((name, None) for name in _ON_THE_ORDER),
        *((name, stage.id) for name in _ON_A_STAGE for stage in told.workflow.stages),
        *((("cancel", None),) if told.order.state is OrderState.DRAFT else ()),
    ]
    for name, stage_id in tries:
        for actor in PEOPLE:
            if name in legal_moves(told.order, stage_id, actor):
                move = sound(name, told.order, stage_id, told.now, which)
                events = told.decide(actor, move)
                if events is not None and left(told.after(events)) < left(told.order):
                    yield events
