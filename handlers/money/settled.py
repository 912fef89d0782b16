"""What is asked where the work says that money came and nobody has recorded it.

That a stage is done proves no money (decision 0009): who sees the account says whether it came.
"""

from collections.abc import Sequence

from handlers.context import Context
from handlers.money.payment_lines import asked_of, demanded, received
from handlers.moves.acting import Moved
from handlers.reply import Button, Listed, Text, text
from handlers.seeing import collecting_departments
from handlers.stage_keys import PAID_ALL, key
from orders.centre_file.centre import Centre
from orders.centre_file.instalments import Instalment
from orders.order import Order, StageRecord, StageState
from payments.collecting import OpenPart, due_since, open_parts


def settled_by(centre: Centre, order: Order, instalment: Instalment) -> StageRecord | None:
    """The stage of those who collect that was reported done since it fell due; the money was theirs to look for."""
    since, collecting = due_since(order, instalment), collecting_departments(centre)
    if since is None:
        return None
    done = (
        (record.done_at, record)
        for stage in order.workflow.stages
        if stage.department in collecting and stage.id != instalment.due_when.stage
        for record in (order.stage(stage.id),)
        if record.state is StageState.DONE and record.done_at is not None and record.done_at >= since
    )
    return max(done, key=lambda one: one[0], default=(None, None))[1]


def asked_below(ctx: Context, moved: Moved) -> tuple[list[Text], tuple[tuple[Button, ...], ...]]:
    """Below the receipt of a stage that settles: what nobody has recorded, and the button that records all of it."""
    order, stage = moved.after, moved.events[0].stage
    if not order.workflow.instalments or not stage or moved.before.stage(stage).state is StageState.DONE:
        return [], ()
    centre = ctx.centres[order.company]
    settled = {one.id for one in order.workflow.instalments if _is(settled_by(centre, order, one), stage)}
    parts = [one for one in due(ctx, order) if one.instalment.id in settled] if settled else []
    if not parts:
        return [], ()
    return [unrecorded(parts)], ((all_key(ctx, order),),)


def due(ctx: Context, order: Order) -> list[OpenPart]:
    parts = open_parts(order, demanded(asked_of(ctx.conn, order.id)))
    return [one for one in parts if one.due_since is not None]


def unrecorded(parts: Sequence[OpenPart]) -> Text:
    return text("payment.unrecorded", what=Listed(items=tuple(one.instalment.names for one in parts)))


def all_key(ctx: Context, order: Order) -> Button:
    came = received(asked_of(ctx.conn, order.id))
    return key("button.all_came", PAID_ALL, order=order.id, version=came, style="success")


def _is(record: StageRecord | None, stage: str) -> bool:
    return record is not None and record.id == stage
