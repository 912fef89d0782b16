"""Answers to what a figure left open: the report is made again with the reason, complete, or as what was meant."""

from dataclasses import replace

from handlers import asking
from handlers.context import Context
from handlers.moves.acting import load
from handlers.progress.count_asking import ALL_OR_WHY, DELIVERY, WHY_REJECTED
from handlers.progress.reporting import report_on
from handlers.progress.spoken import Spoken, from_json
from handlers.progress.stage_taps import order_of
from handlers.reading.meaning import Kind, read_meaning
from handlers.reading.quantity import read_quantity
from handlers.reading.reasons import reason_in
from handlers.reply import Reply
from handlers.stage_keys import AS_COMPLETE, AS_IN_ALL, AS_MORE
from handlers.tap_data import TapData
from orders.order import OrderId
from storage.intake import dialogs
from storage.intake.dialogs import Dialog


def as_more(ctx: Context, tap: TapData) -> Reply:
    """It came on top of what was delivered before."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, DELIVERY).data["spoken"])
    return _again(ctx, tap, replace(spoken, counted="more"))


def as_in_all(ctx: Context, tap: TapData) -> Reply:
    """It is all that has been delivered."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, DELIVERY).data["spoken"])
    return _again(ctx, tap, replace(spoken, counted="in_all"))


def as_complete(ctx: Context, tap: TapData) -> Reply:
    """All of it is there."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, ALL_OR_WHY).data["spoken"])
    return _again(ctx, tap, replace(spoken, counted="all"))


def why_rejected(ctx: Context, dialog: Dialog) -> Reply:
    return _explained(ctx, dialog, from_json(dialog.data["spoken"]))


def why_short(ctx: Context, dialog: Dialog) -> Reply:
    """The reason in words; "all there" in words is no reason."""
    spoken, words = from_json(dialog.data["spoken"]), ctx.incoming.text
    meaning, figure = read_meaning(words), read_quantity(words)
    if (meaning and meaning.kind is Kind.DONE) or (figure and figure.complete):
        dialogs.close(ctx.conn, dialog.id)
        return report_on(ctx, load(ctx, OrderId(dialog.data["order"])), replace(spoken, counted="all"))
    return _explained(ctx, dialog, spoken)


def _again(ctx: Context, tap: TapData, spoken: Spoken) -> Reply:
    return report_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def _explained(ctx: Context, dialog: Dialog, spoken: Spoken) -> Reply:
    words = ctx.incoming.text.strip()
    dialogs.close(ctx.conn, dialog.id)
    reason = reason_in(words) or words
    return report_on(ctx, load(ctx, OrderId(dialog.data["order"])), replace(spoken, reason=reason))


TAPS = {AS_MORE: as_more, AS_IN_ALL: as_in_all, AS_COMPLETE: as_complete}
DIALOGS = {WHY_REJECTED: why_rejected, ALL_OR_WHY: why_short}
