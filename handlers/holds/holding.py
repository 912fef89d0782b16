"""/hold and /resume: a stage stands still for a reason that somebody inside answers for, and goes on."""

from handlers.context import Context
from handlers.finding import find_order
from handlers.holds.hold_kinds import hold_kind_said
from handlers.moves.acting import act, load
from handlers.progress.naming_stages import stage_named
from handlers.progress.reporting import moved_reply
from handlers.progress.speaking_for import in_somebodys_name
from handlers.progress.spoken import source_of, spoken_in
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.stage_keys import HOLD, in_rows, key
from handlers.wording import order_title, stage_name
from orders.moves import PutOnHold, Resume
from orders.order import Order, OrderState
from orders.whole_order_moves import Unpause


def hold(ctx: Context, args: str) -> Reply:
    """``/hold <order> [stage] <reason>``: the kind is read from the reason; where it cannot be, it is asked."""
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    said = in_somebodys_name(ctx, order.company, spoken_in(ctx.incoming, found.rest))
    stage, reason = stage_named(ctx, order, said.text)
    kind = hold_kind_said(ctx.centres[order.company], reason)
    if kind is None:
        return _which_kind(ctx, order, stage)
    move = PutOnHold(
        stage=stage,
        kind=kind.id,
        department=kind.department,
        note=reason,
        on_behalf=said.on_behalf,
        spoken_for=said.spoken_for,
        source=said.source,
    )
    return moved_reply(ctx, act(ctx, order, move))


def resume(ctx: Context, args: str) -> Reply:
    """``/resume <order> [stage]``; on a paused order the whole order goes on."""
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    source = source_of(ctx.incoming)
    if order.state is OrderState.PAUSED:
        return moved_reply(ctx, act(ctx, order, Unpause(note=found.rest, source=source)))
    stage, note = stage_named(ctx, order, found.rest, prefer=_held)
    return moved_reply(ctx, act(ctx, order, Resume(stage=stage, note=note, source=source)))


def _held(order: Order, stage: str) -> bool:
    return order.stage(stage).hold is not None


def _which_kind(ctx: Context, order: Order, stage: str) -> Reply:
    version = order.stage(stage).version
    kinds = [
        key(
            "button.plain",
            HOLD,
            order=order.id,
            stage=stage,
            version=version,
            choice=kind.id,
            name=kind.names,
        )
        for kind in ctx.centres[order.company].hold_kinds
    ]
    asked = text("ask.hold_kind", stage=stage_name(order, stage))
    return personal(ctx.incoming, order_title(order), asked, buttons=in_rows(kinds, 2))
