"""A notice acknowledged, by button or by /confirm, and a notice recalled."""

from collections.abc import Mapping

from handlers.context import Context
from handlers.moves.acting import Moved, act
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import Spoken, source_of
from handlers.progress.stage_taps import order_of
from handlers.reading.meaning import Kind, read_meaning
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.stage_keys import ACKNOWLEDGE, in_rows, key
from handlers.tap_data import TapData
from handlers.wording import department_name, order_title, stage_name
from orders.moves import Acknowledge
from orders.notices import missing
from orders.order import Order
from orders.refusals.notices import NoticeReplaced
from orders.rights import belongs_to
from storage.chasing.reminder_rows import Reminder


def tapped(ctx: Context, tap: TapData) -> Reply:
    """The version a button carries is the number of the notice it was made for, its choice the department asked."""
    order = order_of(ctx, tap)
    asked = frozenset({tap.choice}) if tap.choice else own(ctx, order, tap.stage)
    if not asked and len(missing(order, tap.stage)) > 1:
        return _for_whom(ctx, order, tap)
    return moved_reply(ctx, acknowledge(ctx, order, tap.stage, asked, notice=tap.version))


def acknowledge(
    ctx: Context,
    order: Order,
    stage: str,
    departments: frozenset[str],
    *,
    note: str = "",
    notice: int | None = None,
) -> Moved:
    move = Acknowledge(
        stage=stage, departments=departments, note=note, notice=notice, source=source_of(ctx.incoming)
    )
    return act(ctx, order, move)


def own(ctx: Context, order: Order, stage: str) -> frozenset[str]:
    """The asker's departments that have not acknowledged it."""
    actor = ctx.actors[order.company]
    return frozenset(one for one in missing(order, stage) if belongs_to(actor, one))


def unread(ctx: Context, order: Order) -> tuple[str, ...]:
    """The stages whose notice the asker's departments have not acknowledged."""
    return tuple(one for one in order.stages if own(ctx, order, one))


def read_before(ctx: Context, order: Order) -> Mapping[str, frozenset[str]]:
    """The stages whose notice the asker's departments have all acknowledged, with these departments."""
    actor = ctx.actors[order.company]
    read = {
        one: frozenset(department for department in notice.acknowledged if belongs_to(actor, department))
        for one, record in order.stages.items()
        if (notice := record.notice) is not None and not own(ctx, order, one)
    }
    return {stage: departments for stage, departments in read.items() if departments}


def read_by_line(ctx: Context, order: Order, asked: Reminder, spoken: Spoken) -> Moved | None:
    """What is said to the line that asks a department for it; None where it is said of the stage.

    Raises NoticeReplaced where another notice, or a recall, has gone out since the department was asked.
    """
    thing = asked.of_order
    meaning = read_meaning(spoken.text) if thing.owed_by and thing.stage else None
    if meaning is None or meaning.kind not in {Kind.RECEIVED, Kind.DONE}:
        return None
    stage = thing.stage or ""
    notice = order.stage(stage).notice
    due = notice.awaited.get(thing.owed_by) if notice else None
    if due not in {None, asked.missed_at}:
        refusal = NoticeReplaced(stage=stage)
        refusal.about = order
        raise refusal
    return acknowledge(ctx, order, stage, frozenset({thing.owed_by}))


def _for_whom(ctx: Context, order: Order, tap: TapData) -> Reply:
    """Whoever may speak for several departments says for which."""
    centre = ctx.centres[order.company]
    keys = [
        key("button.plain", ACKNOWLEDGE, order=order.id, stage=tap.stage, version=tap.version, choice=one,
            name=department_name(centre, one))
        for one in missing(order, tap.stage)
    ]  # fmt: skip
    asked = text("ack.for_whom", stage=stage_name(order, tap.stage))
    return personal(ctx.incoming, order_title(order), asked, buttons=in_rows(keys, 2))


TAPS = {ACKNOWLEDGE: tapped}
