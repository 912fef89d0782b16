"""A stage given to somebody by button: first who, then it is theirs; or to nobody by name any more."""

from handlers.context import Context
from handlers.moves.acting import act
from handlers.people.entering import actor_of
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.progress.stage_taps import fresh, order_of
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import ASSIGN, in_rows, stage_key
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.moves import Assign
from orders.order import Order, PersonId
from orders.refusals.stale import TapUnreadable
from orders.rights import may_allot, may_be_given
from storage.people import people_rows

NOBODY = "-"
_OFFERED = 30  # people of a department as buttons; others are named in words


def assign(ctx: Context, tap: TapData) -> Reply:
    """First tap: to whom; second tap, with the choice: given."""
    order = order_of(ctx, tap)
    source = source_of(ctx.incoming)
    if not tap.choice:
        fresh(order, tap)
        asked = text("ask.to_whom", stage=stage_name(order, tap.stage))
        return personal(ctx.incoming, order_title(order), asked, buttons=_keys(ctx, order, tap.stage))
    if tap.choice == NOBODY:
        return moved_reply(ctx, act(ctx, order, Assign(stage=tap.stage, version=tap.version, source=source)))
    number = int(tap.choice) if tap.choice.isascii() and tap.choice.isdecimal() else 0
    person = people_rows.by_id(ctx.conn, PersonId(number))
    if person is None:
        raise TapUnreadable
    to = actor_of(person, ctx.centres[order.company])
    return moved_reply(
        ctx, act(ctx, order, Assign(stage=tap.stage, version=tap.version, to=to, source=source))
    )


def _keys(ctx: Context, order: Order, stage: str) -> tuple[tuple[Button, ...], ...]:
    """Oneself first. Who may not dispose of others' time all the same may ask a colleague."""
    department = order.workflow.stage(stage).department
    record, actor = order.stage(stage), ctx.actors[order.company]
    people = [
        one
        for one in people_rows.members(ctx.conn, order.company, department)
        if one.id not in {record.assigned_to, ctx.me.id}
    ]
    keys = [
        stage_key(order, stage, ASSIGN, text("button.plain", name=one.name), choice=str(one.id))
        for one in people[:_OFFERED]
        if may_be_given(actor_of(one, ctx.centres[order.company]), department)
    ]
    if may_be_given(actor, department) and record.assigned_to != ctx.me.id:
        mine = text("button.assign_me")
        keys.insert(0, stage_key(order, stage, ASSIGN, mine, choice=str(ctx.me.id), style="success"))
    if record.assigned_to is not None and (record.assigned_to == ctx.me.id or may_allot(actor, department)):
        keys.append(stage_key(order, stage, ASSIGN, text("button.assign_nobody"), choice=NOBODY))
    return in_rows(keys, 2)


TAPS = {ASSIGN: assign}
