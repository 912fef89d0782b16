"""What is said below an offer or below work that waits for approval: given back, approved, refused, in words."""

from handlers.context import Context
from handlers.moves.acting import Moved, act
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import Spoken
from handlers.progress.stage_taps import ask_reason
from handlers.reading.giving_back import approved, given_back, refused
from handlers.reply import Reply
from handlers.stage_keys import DECLINE, REJECT
from handlers.tap_data import TapData
from orders.moves import Approve, Decline, Reject, StageMove
from orders.order import Order, StageState


def answers_offer(order: Order, stage: str, words: str) -> bool:
    """Whether the words give back, approve or refuse what stands there."""
    return bool(stage) and _verb(order, stage, words) is not None


def offer_answered(ctx: Context, order: Order, spoken: Spoken) -> Reply | None:
    """None where the words say anything else. A reason that is missing is asked for."""
    verb = _verb(order, spoken.stage, spoken.text) if spoken.stage else None
    if verb in {DECLINE, REJECT} and not _reason(spoken.text):
        version = order.stage(spoken.stage).version
        return ask_reason(ctx, order, TapData(verb=verb, order=order.id, stage=spoken.stage, version=version))
    moved = offer_moved(ctx, order, spoken)
    return moved_reply(ctx, moved) if moved else None


def offer_moved(ctx: Context, order: Order, spoken: Spoken) -> Moved | None:
    """The same among several answers: without a reason it is refused."""
    verb = _verb(order, spoken.stage, spoken.text) if spoken.stage else None
    return None if verb is None else act(ctx, order, _move(verb, spoken))


def _move(verb: str, spoken: Spoken) -> StageMove:
    stage, source, evidence = spoken.stage, spoken.source, spoken.evidence
    if verb == DECLINE:
        return Decline(stage=stage, note=_reason(spoken.text), source=source, evidence=evidence)
    if verb == REJECT:
        return Reject(stage=stage, note=_reason(spoken.text), source=source, evidence=evidence)
    return Approve(stage=stage, source=source, evidence=evidence)


def _verb(order: Order, stage: str, words: str) -> str | None:
    """None where the words say something else; "" for a yes."""
    match order.stage(stage).state:
        case StageState.OFFERED if given_back(words) is not None:
            return DECLINE
        case StageState.APPROVAL if refused(words) is not None:
            return REJECT
        case StageState.APPROVAL if approved(words):
            return ""
    return None


def _reason(words: str) -> str:
    return given_back(words) or refused(words) or ""
