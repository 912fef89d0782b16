"""/undo: take back one's own last move; which one is shown first and never guessed."""

from handlers.acting import act, load
from handlers.context import Context
from handlers.finding import find_order
from handlers.naming_stages import stage_named
from handlers.reply import Clock, Reply, text
from handlers.replying import personal
from handlers.reporting import moved_reply
from handlers.spoken import source_of
from handlers.stage_keys import undo_key
from handlers.wording import main_kind, order_title, stage_name
from orders.events import Kind
from orders.moves import Undo
from orders.refusals import NothingToUndo
from storage import events_rows


def undo(ctx: Context, args: str) -> Reply:
    """``/undo <order> [stage]``; without an order the person's last move is shown with a button."""
    if not args.strip():
        return _last_move(ctx)
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    stage = stage_named(ctx, order, found.rest)[0] if found.rest else None
    return moved_reply(ctx, act(ctx, order, Undo(stage=stage, source=source_of(ctx.incoming))))


def _last_move(ctx: Context) -> Reply:
    last = events_rows.last_by(ctx.conn, ctx.me.id)
    if last is None or last[1].kind is Kind.UNDONE:
        raise NothingToUndo
    order_id, event = last
    order = load(ctx, order_id)
    made = [one for one in events_rows.history(ctx.conn, order_id) if one.move == event.move]
    kind = main_kind([one.kind.value for one in made])
    stage = made[0].stage
    line = text(
        "undo.last",
        order=order_title(order),
        stage=stage_name(order, stage) if stage else "",
        what=text(f"event.{kind}"),
        at=Clock(at=event.at),
    )
    return personal(ctx.incoming, line, buttons=((undo_key(order, event.move),),))
