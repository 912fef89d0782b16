"""A held stage goes on by words that say so plainly; what only acknowledges lifts no hold."""

from dataclasses import replace

from handlers.context import Context
from handlers.progress.spoken import Spoken
from handlers.reading.over import besides_over
from orders.legal import legal_moves
from orders.moves import Report, Resume, StageMove
from orders.order import Order
from orders.refusals.naming import StageAmbiguous


def said_besides_over(order: Order, stage: str, words: str) -> str | None:
    """What is said besides that the stage goes on; None where it is not held, or the words are something else."""
    return None if order.stage(stage).hold is None else besides_over(words)


def says_it_goes_on(order: Order, words: str) -> bool:
    """Whether some stage is held that the words may let go on."""
    return any(one.hold is not None for one in order.stages.values()) and besides_over(words) is not None


def held_meant(ctx: Context, order: Order, words: str) -> str:
    """Of words that name no stage: the one they may let go on, maybe another department's; "" where there is none.

    Raises StageAmbiguous.
    """
    if not says_it_goes_on(order, words):
        return ""
    actor = ctx.actors[order.company]
    own = [one for one in order.stages if "resume" in legal_moves(order, one, actor)]
    if len(own) < 2:
        return "".join(own)
    refusal = StageAmbiguous(text=words[:40], stages=tuple(own))
    refusal.about = order
    raise refusal


def going_on(spoken: Spoken, besides: str, said: StageMove | object) -> StageMove:
    """``said``: the move the rest asks for. A day or figures are kept with it in one move, which is undone as one."""
    figures = isinstance(said, Report) and (said.percent, said.quantity, said.estimate) != (None, None, None)
    if isinstance(said, Report) and figures:
        return replace(said, resumes=True)
    return Resume(
        stage=spoken.stage,
        version=spoken.version,
        note=besides,
        evidence=spoken.evidence,
        source=spoken.source,
        on_behalf=spoken.on_behalf,
        spoken_for=spoken.spoken_for,
    )
