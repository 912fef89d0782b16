"""Taps on a stage's buttons: the same moves as typed reports, with the version the button was drawn for."""

from dataclasses import asdict, replace

from handlers import asking
from handlers.cases.case_keys import wait_keys
from handlers.context import Context
from handlers.moments import chosen_day, day_choices
from handlers.moves.acting import act, load, order_tapped
from handlers.order_cards.order_lines import stage_lines
from handlers.progress import stage_asking
from handlers.progress.reporting import moved_reply, report_on, says_something, spoken_on
from handlers.progress.spoken import Spoken, source_of
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import (
    APPROVE,
    ASSIGN,
    DECLINE,
    DONE,
    ESTIMATE,
    HOLD,
    PROGRESS,
    PUSH,
    RECALL,
    RECEIVE,
    REJECT,
    RESUME,
    SEND_BACK,
    STAGE,
    UNDO,
    in_rows,
    show_key,
    stage_key,
    stage_keys,
)
from handlers.tap_data import TapData, pack
from handlers.wording import order_title, stage_name
from orders.flow import earlier_done
from orders.legal import legal_moves
from orders.moves import (
    Approve,
    Decline,
    PutOnHold,
    Recall,
    Receive,
    Reject,
    Report,
    Resume,
    SendBack,
    StageMove,
)
from orders.order import Order, OrderId
from orders.refusals.reading import NothingToRecord
from orders.refusals.stale import TapStale, TapUnreadable
from orders.rights import may_push
from orders.whole_order_moves import Undo
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

PERCENTS = (25, 50, 75, 90)


def receive(ctx: Context, tap: TapData) -> Reply:
    return _moved(ctx, tap, Receive(stage=tap.stage, version=tap.version, source=source_of(ctx.incoming)))


def done(ctx: Context, tap: TapData) -> Reply:
    """Done by button: what is missing (a photo, the production place) is asked for."""
    order = order_of(ctx, tap)
    spoken = Spoken(text="", stage=tap.stage, version=tap.version, done=True, source=source_of(ctx.incoming))
    return report_on(ctx, order, spoken)


def resume(ctx: Context, tap: TapData) -> Reply:
    return _moved(ctx, tap, Resume(stage=tap.stage, version=tap.version, source=source_of(ctx.incoming)))


def approve(ctx: Context, tap: TapData) -> Reply:
    return _moved(ctx, tap, Approve(stage=tap.stage, version=tap.version, source=source_of(ctx.incoming)))


def show_stage(ctx: Context, tap: TapData) -> Reply:
    """One stage with all its legal moves: the second of the two taps of a report."""
    order = order_of(ctx, tap)
    actor = ctx.actors[order.company]
    last: tuple[Button, ...] = (show_key(order.id),)
    if may_push(actor) and order.workflow.stage(tap.stage).department not in actor.departments:
        last = (stage_key(order, tap.stage, PUSH, text("push.key")), *last)
    if "assign" in legal_moves(order, tap.stage, actor):
        last = (stage_key(order, tap.stage, ASSIGN, text("button.assign")), *last)
    keys = (*stage_keys(order, tap.stage, actor), last)
    return personal(ctx.incoming, *stage_lines(ctx.view_of(order.company), order, tap.stage), buttons=keys)


def progress(ctx: Context, tap: TapData) -> Reply:
    """First tap: how far; second tap, with the choice: recorded."""
    if tap.choice:
        percent = int(tap.choice) if tap.choice.isdecimal() else -1
        move = Report(stage=tap.stage, version=tap.version, percent=percent, source=source_of(ctx.incoming))
        stage_asking.answered(ctx, OrderId(tap.order), tap.stage)
        return _moved(ctx, tap, move)
    order = order_of(ctx, tap)
    fresh(order, tap)
    keys = [_choice(tap, str(one), text("word.percent", percent=one)) for one in PERCENTS]
    asked = text("ask.how_far", stage=stage_name(order, tap.stage))
    return stage_asking.pose(ctx, order, tap.stage, asked, in_rows(keys, 4))


def estimate(ctx: Context, tap: TapData) -> Reply:
    order = order_of(ctx, tap)
    hours = ctx.centres[order.company].calendar_of(order.workflow.stage(tap.stage).department)
    when = chosen_day(tap.choice, hours, ctx.now)
    if when is not None:
        stage_asking.answered(ctx, OrderId(tap.order), tap.stage)
        return _moved(
            ctx,
            tap,
            Report(stage=tap.stage, version=tap.version, estimate=when, source=source_of(ctx.incoming)),
        )
    fresh(order, tap)
    keys = [_choice(tap, *one) for one in day_choices(hours, ctx.now, most=3)]
    asked = text("ask.when", stage=stage_name(order, tap.stage))
    return stage_asking.pose(ctx, order, tap.stage, asked, in_rows(keys, 3))


def said_of_stage(ctx: Context, dialog: Dialog) -> Reply:
    """How far it is, or when it will be done, in words; a bare number is a percentage, unless the stage is counted."""
    order, stage = load(ctx, OrderId(dialog.data["order"])), dialog.data["stage"]
    words = ctx.incoming.text.strip()
    counted = order.workflow.stage(stage).quantity or order.stage(stage).quantity
    if stage_asking.is_share(words) and not counted:
        words = f"{words.rstrip(' .!。')}%"
    if not says_something(ctx, order, words):
        nothing = NothingToRecord(stage=stage)
        nothing.about = order
        raise nothing
    dialogs.close(ctx.conn, dialog.id)
    return report_on(ctx, order, spoken_on(ctx, order, stage, words))


def hold(ctx: Context, tap: TapData) -> Reply:
    """First tap: what kind; then the reason is asked for in words."""
    order = order_of(ctx, tap)
    centre = ctx.centres[order.company]
    kind = centre.hold_kind(tap.choice)
    if kind is None:
        keys = [_choice(tap, one.id, text("button.plain", name=one.names)) for one in centre.hold_kinds]
        keys += wait_keys(ctx, order, tap.stage)
        return _menu(
            ctx, order, tap, text("ask.hold_kind", stage=stage_name(order, tap.stage)), in_rows(keys, 2)
        )
    return ask_hold_reason(ctx, order, tap)


def ask_hold_reason(ctx: Context, order: Order, tap: TapData) -> Reply:
    """``tap`` is a hold button whose choice is the kind."""
    kind = ctx.centres[order.company].hold_kind(tap.choice)
    if kind is None:
        raise TapUnreadable
    return _ask_reason(ctx, order, tap, text("ask.hold_reason", kind=kind.names))


def decline(ctx: Context, tap: TapData) -> Reply:
    return ask_reason(ctx, order_of(ctx, tap), tap)


def reject(ctx: Context, tap: TapData) -> Reply:
    return ask_reason(ctx, order_of(ctx, tap), tap)


def ask_reason(ctx: Context, order: Order, tap: TapData) -> Reply:
    """Why it is given back, or not approved."""
    return _ask_reason(ctx, order, tap, text(f"ask.{'decline' if tap.verb == DECLINE else 'reject'}_reason"))


def send_back(ctx: Context, tap: TapData) -> Reply:
    """First tap: to which stage; then the reason is asked for in words."""
    order = order_of(ctx, tap)
    earlier = earlier_done(order, tap.stage)
    if tap.choice not in earlier:
        keys = [_choice(tap, one, text("button.plain", name=stage_name(order, one))) for one in earlier]
        return _menu(ctx, order, tap, text("ask.send_back_to"), in_rows(keys, 2))
    return _ask_reason(
        ctx, order, tap, text("ask.send_back_reason", to=order.workflow.stage(tap.choice).names)
    )


def recall(ctx: Context, tap: TapData) -> Reply:
    order = order_of(ctx, tap)
    return _ask_reason(ctx, order, tap, text("ack.recall_reason", stage=stage_name(order, tap.stage)))


def undo(ctx: Context, tap: TapData) -> Reply:
    order = order_of(ctx, tap, staged=False)
    return moved_reply(ctx, act(ctx, order, Undo(move=tap.version, source=source_of(ctx.incoming))))


def reason_given(ctx: Context, dialog: Dialog) -> Reply:
    """The words that were asked for: the move is made with them as its reason."""
    tap = TapData(**dialog.data)
    order = load(ctx, OrderId(tap.order))
    move = with_reason(ctx, order, tap, ctx.incoming.text.strip())
    dialogs.close(ctx.conn, dialog.id)
    return moved_reply(ctx, act(ctx, order, move))


def with_reason(ctx: Context, order: Order, tap: TapData, reason: str) -> StageMove:
    """The move of a button that asked for words."""
    source = source_of(ctx.incoming)
    if tap.verb == DECLINE:
        return Decline(stage=tap.stage, version=tap.version, note=reason, source=source)
    if tap.verb == REJECT:
        return Reject(stage=tap.stage, version=tap.version, note=reason, source=source)
    if tap.verb == RECALL:
        return Recall(stage=tap.stage, version=tap.version, note=reason, source=source)
    if tap.verb == SEND_BACK:
        return SendBack(stage=tap.stage, version=tap.version, note=reason, source=source, to=tap.choice)
    kind = ctx.centres[order.company].hold_kind(tap.choice)
    if kind is None:
        raise TapUnreadable
    return PutOnHold(
        stage=tap.stage,
        version=tap.version,
        kind=kind.id,
        department=kind.department,
        note=reason,
        source=source,
    )


def _moved(ctx: Context, tap: TapData, move: StageMove) -> Reply:
    return moved_reply(ctx, act(ctx, order_of(ctx, tap), move))


def order_of(ctx: Context, tap: TapData, *, staged: bool = True) -> Order:
    """The order a button is about; forged or foreign data is answered like an old button."""
    order = order_tapped(ctx, tap)
    if staged and tap.stage not in order.stages:
        raise TapUnreadable
    return order


def _choice(tap: TapData, choice: str, label: Text) -> Button:
    """The same button once more, with an answer to what it asked."""
    return Button(label=label, data=pack(replace(tap, choice=choice)))


def _menu(
    ctx: Context, order: Order, tap: TapData, asked: Text, keys: tuple[tuple[Button, ...], ...]
) -> Reply:
    """A menu for the asker alone; a button that is older than the stage says what happened meanwhile instead."""
    fresh(order, tap)
    return personal(ctx.incoming, order_title(order), asked, buttons=keys)


def _ask_reason(ctx: Context, order: Order, tap: TapData, asked: Text) -> Reply:
    fresh(order, tap)
    return asking.ask(ctx, "reason", asdict(tap), order_title(order), asked, placeholder="ask.reason")


def fresh(order: Order, tap: TapData) -> None:
    record = order.stage(tap.stage)
    if tap.version != record.version:
        stale = TapStale(stage=tap.stage, seen=tap.version, version=record.version)
        stale.about = order
        raise stale


TAPS = {
    RECEIVE: receive,
    DECLINE: decline,
    DONE: done,
    PROGRESS: progress,
    ESTIMATE: estimate,
    HOLD: hold,
    RESUME: resume,
    APPROVE: approve,
    REJECT: reject,
    SEND_BACK: send_back,
    RECALL: recall,
    UNDO: undo,
    STAGE: show_stage,
}

DIALOGS = {"reason": reason_given, stage_asking.KIND: said_of_stage}
