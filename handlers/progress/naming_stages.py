"""Which stage of an order a command means, and what was written besides."""

from collections.abc import Callable

from handlers.context import Context
from handlers.finding import glossary_of, named_stages
from handlers.moves.acting import stood_still
from handlers.reading.names import Found, match_stage
from orders.order import ACTIVE_STATES, Order
from orders.refusals.naming import StageAmbiguous


def is_active(order: Order, stage: str) -> bool:
    return order.stage(stage).state in ACTIVE_STATES


def stage_named(
    ctx: Context, order: Order, text: str, *, prefer: Callable[[Order, str], bool] = is_active
) -> tuple[str, str]:
    """The stage the text begins with, and the rest of it.

    Without a name: the only stage that ``prefer`` fits, or else the only open one, the person's own first.
    Raises StageAmbiguous.
    """
    match = match_stage(text, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    if match.hit and match.span[0] == 0:
        return match.hit, text[match.span[1] :].strip()
    stood_still(ctx, order, None)
    named = match.hits if match.found is Found.SEVERAL and match.span[0] == 0 else ()
    fitting = tuple(stage.id for stage in order.workflow.stages if not named or stage.id in named)
    preferred = tuple(one for one in fitting if prefer(order, one)) or tuple(
        one for one in fitting if is_active(order, one)
    )
    own = ctx.actors[order.company].departments
    mine = tuple(one for one in preferred if order.workflow.stage(one).department in own)
    for several in (mine, preferred):
        if len(several) == 1:
            return several[0], text
    refusal = StageAmbiguous(text=text[:40], stages=mine or preferred or fitting)
    refusal.about = order
    raise refusal
