"""Which moves would be accepted now: what buttons may be offered. The deciders' own guards are asked."""

from collections.abc import Callable, Mapping

from orders.deciding import (
    approving,
    assigning,
    disputing,
    going_back,
    holding,
    late_reporting,
    notifying,
    overriding,
    priorities,
    recalling,
    reporting,
    whole_order,
)
from orders.moves import Actor
from orders.order import Order
from orders.refusals import BotError

_ON_A_STAGE: Mapping[str, Callable[[Order, str, Actor], object]] = {
    "receive": reporting.may_receive,
    "decline": going_back.may_decline,
    "done": reporting.may_finish,
    "override": overriding.may_close_without,
    "progress": reporting.may_progress,
    "estimate": reporting.may_explain,
    "hold": holding.may_hold,
    "resume": holding.may_resume,
    "own_hold": holding.may_answer,
    "refuse_hold": holding.may_answer,
    "decide_hold": holding.may_decide,
    "approve": approving.may_approve,
    "reject": approving.may_reject,
    "send_back": going_back.may_send_back,
    "assign": assigning.may_assign,
    "acknowledge": notifying.may_acknowledge,
    "recall": recalling.may_recall,
    "dispute": disputing.may_dispute,
    "uphold": disputing.may_uphold,
}

_ON_THE_ORDER: Mapping[str, Callable[[Order, Actor], object]] = {
    "open": whole_order.may_open,
    "pause": whole_order.may_pause,
    "unpause": whole_order.may_unpause,
    "promise": whole_order.may_change,
    "request": whole_order.may_change,
    "change": whole_order.may_change,
    "cancel": whole_order.may_cancel,
    "ask_priority": priorities.may_ask,
    "decide_priority": priorities.may_decide,
    "file_late": late_reporting.may_file_late,
    "accept_late": late_reporting.may_accept_late,
    "return_late": late_reporting.may_return_late,
}


def legal_moves(order: Order, stage_id: str | None, actor: Actor) -> tuple[str, ...]:
    """Moves on the stage, or (None) on the order as a whole, in the order buttons are laid out.

    A move may still be refused for what it lacks: a reason, a field, evidence, which of several stages is meant.
    Undo hangs on the history: see ``orders.undo``.
    """
    if stage_id is None:
        return tuple(name for name, ask in _ON_THE_ORDER.items() if accepted(ask, order, actor))
    return tuple(name for name, ask in _ON_A_STAGE.items() if accepted(ask, order, stage_id, actor))


def accepted(ask: Callable[..., object], *args: object) -> bool:
    """Whether a guard lets it pass."""
    try:
        ask(*args)
    except BotError:
        return False
    return True
