"""A stage of an order waits for a case; the end of the case lets it go on."""

from handlers.context import Context
from handlers.moves.acting import act, load, order_tapped
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.stage_keys import CASE_BLOCK, in_rows, key
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.deciding.holding import may_hold
from orders.holders import holders
from orders.legal import accepted
from orders.moves import PutOnHold
from orders.order import FINAL_STATES, Order, StageRecord
from orders.refusals.cases import CaseEnded, NothingToBlock
from orders.refusals.stale import TapUnreadable


def block(ctx: Context, tap: TapData) -> Reply:
    """A button of the case, or of the stage that is stuck: the order waits for it. Which stage is asked where several may."""
    case = order_tapped(ctx, tap)
    if case.parent is None:
        raise TapUnreadable
    if case.state in FINAL_STATES:
        raise CaseEnded(code=case.code)
    order = load(ctx, case.parent)
    may_wait = _may_wait(ctx, order)
    if tap.choice in {one.id for one in may_wait}:
        return _blocked(ctx, order, tap.choice, case)
    match may_wait:
        case []:
            refusal = NothingToBlock()
            refusal.about = order
            raise refusal
        case [only]:
            return _blocked(ctx, order, only.id, case)
    keys = [
        key("button.plain", CASE_BLOCK, order=case.id, choice=one.id, name=stage_name(order, one.id))
        for one in may_wait
    ]
    return personal(
        ctx.incoming, order_title(order), text("case.which_waits", case=case.code), buttons=in_rows(keys, 2)
    )


def _may_wait(ctx: Context, order: Order) -> list[StageRecord]:
    actor = ctx.actors[order.company]
    return [
        one
        for one in order.stages.values()
        if one.hold is None and accepted(may_hold, order, one.id, actor, None)
    ]


def _blocked(ctx: Context, order: Order, stage: str, case: Order) -> Reply:
    """Whoever has the case now answers for the hold."""
    move = PutOnHold(
        stage=stage,
        kind=case.case,
        department=holders(case)[0].department,
        case=case.id,
        note=case.code,
        source=source_of(ctx.incoming),
    )
    return moved_reply(ctx, act(ctx, order, move))


TAPS = {CASE_BLOCK: block}
