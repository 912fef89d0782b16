"""/undo: take back one's own last move; which one is shown first and never guessed."""

from datetime import datetime
from typing import Any

from handlers.context import Context
from handlers.duties.duty_keys import undo_keys
from handlers.duties.duty_lines import params_of
from handlers.finding import find_order
from handlers.moves.acting import act, load
from handlers.progress.naming_stages import stage_named
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Clock, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import undo_key
from handlers.wording import main_kind, of_the_whole, order_title, stage_name
from orders import rights
from orders.duties import DutyDay
from orders.order import Order
from orders.refusals.undoing import NothingToUndo, UndoWantsStage
from orders.undo import last_standing
from orders.whole_order_moves import Undo
from storage.chasing import duty_rows
from storage.order_book import events_rows, orders_rows

LATELY = 60  # events of one's own among which the orders are looked for


def undo(ctx: Context, args: str) -> Reply:
    """``/undo <order> [stage]``; without an order the person's last move is shown with a button."""
    if not args.strip():
        return _last_move(ctx)
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    stage = stage_named(ctx, order, found.rest)[0] if found.rest else None
    try:
        moved = act(ctx, order, Undo(stage=stage, source=source_of(ctx.incoming)))
    except NothingToUndo:
        if stage is None and _may_undo_others(ctx, order):
            wants = UndoWantsStage()
            wants.about = order
            raise wants from None
        raise
    return moved_reply(ctx, moved)


def _may_undo_others(ctx: Context, order: Order) -> bool:
    actor = ctx.actors[order.company]
    return any(rights.may_undo_others(actor, order, stage) for stage in order.workflow.stages)


def _last_move(ctx: Context) -> Reply:
    """The latest of one's own moves that stands, over all orders, or what one has handed in since."""
    standing = []
    for order_id in events_rows.lately_by(ctx.conn, ctx.me.id, limit=LATELY):
        order = orders_rows.load(ctx.conn, order_id)
        actor = ctx.actors.get(order.company)
        if actor and (made := last_standing(order, events_rows.history(ctx.conn, order_id), actor)):
            standing.append((made[0].at, order.id, order, made))
    latest = max(standing, key=lambda one: one[:2], default=None)
    day = _handed_in_since(ctx, latest[0] if latest else None)
    if day is not None:
        return personal(ctx.incoming, _last_duty(ctx, day), buttons=undo_keys(day))
    if latest is None:
        raise NothingToUndo
    _, _, order, made = latest
    event = made[0]
    kind = main_kind([one.kind.value for one in made])
    stage = made[0].stage
    said: dict[str, Any] = {
        "order": order_title(order),
        "what": text(of_the_whole("event", kind, order)),
        "at": Clock(at=event.at),
    }
    line = (
        text("undo.last", **said, stage=stage_name(order, stage))
        if stage
        else text("undo.last_of_order", **said)
    )
    return personal(ctx.incoming, line, buttons=((undo_key(order, event.move),),))


def _handed_in_since(ctx: Context, moment: datetime | None) -> DutyDay | None:
    day = duty_rows.last_of(ctx.conn, ctx.me.id)
    if day is None or day.handed is None or day.company not in ctx.actors:
        return None
    if ctx.centres[day.company].duty(day.duty) is None:
        return None
    return day if moment is None or day.handed.at > moment else None


def _last_duty(ctx: Context, day: DutyDay) -> Text:
    return Text(key="undo.last_duty", params=params_of(ctx.centres[day.company], day))
