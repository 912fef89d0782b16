"""By button: what was reported in one's name is not so; the coordination lets it stand."""

from handlers.context import Context
from handlers.moves.acting import act
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.progress.stage_taps import order_of
from handlers.reply import Reply
from handlers.stage_keys import DISPUTE, UPHOLD
from handlers.tap_data import TapData
from orders.moves import Dispute, Uphold


def dispute(ctx: Context, tap: TapData) -> Reply:
    """One tap: whoever has to know more will call."""
    move = Dispute(stage=tap.stage, disputed=tap.version, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order_of(ctx, tap), move))


def uphold(ctx: Context, tap: TapData) -> Reply:
    move = Uphold(stage=tap.stage, disputed=tap.version, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order_of(ctx, tap), move))


TAPS = {DISPUTE: dispute, UPHOLD: uphold}
