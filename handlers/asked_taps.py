"""Answers to what a report left open: which order, which stage, done or a note, what kind of hold, what is missing."""

from dataclasses import replace

from handlers import asking
from handlers.acting import act, load
from handlers.context import Context
from handlers.reply import Reply
from handlers.reporting import moved_reply, note_on, report_on
from handlers.spoken import from_json
from handlers.stage_keys import (
    AS_AMOUNT,
    AS_DAY,
    AS_DONE,
    AS_NOTE,
    HOLD,
    HOLD_AS,
    PICK_FOR_PHOTO,
    PICK_ORDER,
    PICK_STAGE,
)
from handlers.stage_taps import order_of, with_reason
from handlers.tap_data import TapData
from orders.order import OrderId
from storage import dialogs
from storage.dialogs import Dialog


def picked_order(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which order?": what was said is done on the one chosen."""
    kept = asking.kept_for(ctx, tap.choice, "which_order").data
    order = order_of(ctx, tap, staged=False)
    return report_on(ctx, order, from_json(kept["spoken"]).after_order(kept["rest"]))


def picked_stage(ctx: Context, tap: TapData) -> Reply:
    spoken = from_json(asking.kept_for(ctx, tap.choice, "which_stage").data)
    return report_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def as_done(ctx: Context, tap: TapData) -> Reply:
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), spoken.as_done().on_stage(tap.stage, tap.version))


def as_note(ctx: Context, tap: TapData) -> Reply:
    """The words are kept as a note: a report that closes nothing."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return note_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def picture_of(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which work is this photo of?": it is kept with that stage as a report that closes nothing."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "picture").data)
    return note_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def hold_as(ctx: Context, tap: TapData) -> Reply:
    """The answer to "what kind of hold?" when the reason has been said already."""
    kind, _, kept = tap.choice.partition(":")
    spoken = from_json(asking.kept_for(ctx, kept, "unclear").data)
    order = order_of(ctx, tap)
    move = with_reason(ctx, order, replace(tap, verb=HOLD, choice=kind), spoken.text)
    return moved_reply(ctx, act(ctx, order, move))


def as_amount(ctx: Context, tap: TapData) -> Reply:
    """A "3/5" that says how much of it is done."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), replace(spoken, take="amount").on_stage(tap.stage, tap.version))


def as_day(ctx: Context, tap: TapData) -> Reply:
    """A "3/5" that is the day it will be done."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), replace(spoken, take="day").on_stage(tap.stage, tap.version))


def missing_given(ctx: Context, dialog: Dialog) -> Reply:
    """The photo or the field a stage could not be closed without: the report is made again with it."""
    kept = dialog.data
    spoken = from_json(kept["spoken"]).with_answer(kept["wants"], ctx.incoming)
    dialogs.close(ctx.conn, dialog.id)
    return report_on(ctx, load(ctx, OrderId(kept["order"])), spoken)


TAPS = {
    PICK_ORDER: picked_order,
    PICK_STAGE: picked_stage,
    AS_DONE: as_done,
    AS_NOTE: as_note,
    AS_AMOUNT: as_amount,
    AS_DAY: as_day,
    HOLD_AS: hold_as,
    PICK_FOR_PHOTO: picture_of,
}

DIALOGS = {"missing": missing_given}
