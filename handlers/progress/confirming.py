"""/confirm, /return, /approve, /reject: the two sides of a handover and of an approval, typed."""

from handlers.context import Context
from handlers.finding import find_order, glossary_of, named_stages
from handlers.moves.acting import Moved, act, load
from handlers.news.acknowledging import acknowledge, own, read_before, unread
from handlers.progress import stage_taps
from handlers.progress.naming_stages import is_active, stage_named
from handlers.progress.reporting import moved_reply
from handlers.progress.speaking_for import in_somebodys_name
from handlers.progress.spoken import source_of, spoken_in
from handlers.reading.names import match_stage
from handlers.reply import Reply
from handlers.stage_keys import DECLINE, REJECT, SEND_BACK
from handlers.tap_data import TapData
from orders.deciding.going_back import may_send_back
from orders.flow import earlier_done
from orders.moves import Approve, Decline, Receive, Reject, SendBack
from orders.order import Order, StageState
from orders.refusals import BotError
from orders.rights import belongs_to


def confirm(ctx: Context, args: str) -> Reply:
    """``/confirm <order> [stage]``: the receiver has it, or a department has read what it was notified of."""
    if (read := _read(ctx, args)) is not None:
        return moved_reply(ctx, read)
    order, stage, note = _meant(ctx, args, StageState.OFFERED)
    said = in_somebodys_name(ctx, order.company, spoken_in(ctx.incoming, note))
    received = Receive(
        stage=stage,
        note=said.text,
        on_behalf=said.on_behalf,
        spoken_for=said.spoken_for,
        source=said.source,
    )
    return moved_reply(ctx, act(ctx, order, received))


def give_back(ctx: Context, args: str) -> Reply:
    """``/return <order> [stage] [to stage] <reason>``: an offer is declined, a received stage sent back.

    What is missing (to which stage, the reason) is asked for.
    """
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    stage, rest = _returned(ctx, order, found.rest)
    if order.stage(stage).state is StageState.OFFERED:
        return _decline(ctx, order, stage, rest)
    return _send_back(ctx, order, stage, rest)


def approve(ctx: Context, args: str) -> Reply:
    order, stage, note = _meant(ctx, args, StageState.APPROVAL)
    return moved_reply(ctx, act(ctx, order, Approve(stage=stage, note=note, source=source_of(ctx.incoming))))


def reject(ctx: Context, args: str) -> Reply:
    """``/reject <order> [stage] <reason>``."""
    order, stage, reason = _meant(ctx, args, StageState.APPROVAL)
    if not reason:
        return stage_taps.reject(ctx, _as_tap(order, stage, REJECT))
    move = Reject(stage=stage, note=reason, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order, move))


def _returned(ctx: Context, order: Order, words: str) -> tuple[str, str]:
    """The stage that is given back. A stage that is done is where it goes: "/return 2411 design" from fabrication."""
    stage, rest = stage_named(ctx, order, words)
    if order.stage(stage).state is not StageState.DONE:
        return stage, rest
    active = [one for one in order.stages if is_active(order, one) and stage in earlier_done(order, one)]
    return (active[0], words) if len(active) == 1 else (stage, rest)


def _decline(ctx: Context, order: Order, stage: str, reason: str) -> Reply:
    if not reason:
        return stage_taps.decline(ctx, _as_tap(order, stage, DECLINE))
    to, reason = _earlier_named(ctx, order, stage, reason)
    move = Decline(stage=stage, to=to, note=reason, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order, move))


def _send_back(ctx: Context, order: Order, stage: str, rest: str) -> Reply:
    _may_send_back(ctx, order, stage)
    earlier = earlier_done(order, stage)
    to, reason = _earlier_named(ctx, order, stage, rest)
    if to is None and len(earlier) == 1:
        to = earlier[0]
    if to is None or not reason:
        return stage_taps.send_back(ctx, _as_tap(order, stage, SEND_BACK, to or ""))
    move = SendBack(stage=stage, to=to, note=reason, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order, move))


def _may_send_back(ctx: Context, order: Order, stage: str) -> None:
    """Refused before anything is asked."""
    try:
        may_send_back(order, stage, ctx.actors[order.company])
    except BotError as refusal:
        refusal.about = order
        raise


def _earlier_named(ctx: Context, order: Order, stage: str, text: str) -> tuple[str | None, str]:
    """The earlier stage the text begins with, and the rest, which is the reason."""
    earlier = earlier_done(order, stage)
    named = tuple(one for one in named_stages(order.workflow) if one.id in earlier)
    match = match_stage(text, named, glossary_of(ctx.centres[order.company]))
    if match.hit and match.span[0] == 0:
        return match.hit, text[match.span[1] :].strip(" :,;-–")
    return None, text


def _read(ctx: Context, args: str) -> Moved | None:
    """The only notice that waits for the asker's departments, where no stage is offered to them or it is named.

    Raises AlreadyRecorded for one they have acknowledged.
    """
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    waiting = unread(ctx, order)
    named = match_stage(found.rest, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    own_offers = any(
        record.state is StageState.OFFERED
        and belongs_to(ctx.actors[order.company], order.workflow.stage(one).department)
        for one, record in order.stages.items()
    )
    before = read_before(ctx, order)
    if named.hit:
        waiting = tuple(one for one in waiting if one == named.hit)
        before = {one: departments for one, departments in before.items() if one == named.hit}
        own_offers = order.stage(named.hit).state is StageState.OFFERED
    if own_offers and not (named.hit and waiting):
        return None
    note = found.rest[named.span[1] :].strip() if named.hit else found.rest
    if len(waiting) == 1:
        return acknowledge(ctx, order, waiting[0], own(ctx, order, waiting[0]), note=note)
    if not waiting and len(before) == 1:  # refused, with who has acknowledged it and when
        [(stage, departments)] = before.items()
        return acknowledge(ctx, order, stage, departments)
    return None


def _meant(ctx: Context, args: str, state: StageState) -> tuple[Order, str, str]:
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)

    def in_state(order: Order, stage: str) -> bool:
        return order.stage(stage).state is state

    waiting = any(in_state(order, one) for one in order.stages)
    stage, note = stage_named(ctx, order, found.rest, prefer=in_state if waiting else is_active)
    return order, stage, note


def _as_tap(order: Order, stage: str, verb: str, choice: str = "") -> TapData:
    """The same question a button would ask."""
    version = order.stage(stage).version
    return TapData(verb=verb, order=order.id, stage=stage, version=version, choice=choice)
