"""A stage is let pass without something it asks for: by button, of whoever may, and the reason is asked for."""

from dataclasses import asdict

from handlers import asking
from handlers.context import Context
from handlers.moves.acting import act, load
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import Spoken, evidence_in, from_json, source_of, to_json
from handlers.progress.stage_taps import fresh, order_of
from handlers.reply import Reply, text
from handlers.stage_keys import OVERRIDE
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.deciding.overriding import may_close_without
from orders.moves import CloseWithout
from orders.order import OrderId
from orders.refusals import BotError
from storage.intake import dialogs
from storage.intake.dialogs import Dialog


def override(ctx: Context, tap: TapData) -> Reply:
    """Why is asked for. ``tap.choice``: the question this button stood under, with what was answered before it."""
    order = order_of(ctx, tap)
    fresh(order, tap)
    try:
        may_close_without(order, tap.stage, ctx.actors[order.company])
    except BotError as refusal:
        refusal.about = order
        raise
    asked = asking.kept_for(ctx, tap.choice, "missing").data if tap.choice else None
    spoken = from_json(asked["spoken"]) if asked else Spoken(text="")
    kept = {"tap": asdict(tap), "spoken": to_json(spoken)}
    why = text("ask.override_reason", stage=stage_name(order, tap.stage))
    return asking.ask(ctx, "override", kept, order_title(order), why, placeholder="ask.reason")


def reason_given(ctx: Context, dialog: Dialog) -> Reply:
    """The stage is closed with what there is."""
    tap, spoken = TapData(**dialog.data["tap"]), from_json(dialog.data["spoken"])
    order = load(ctx, OrderId(tap.order))
    move = CloseWithout(
        stage=tap.stage,
        version=tap.version,
        note=ctx.incoming.text.strip(),
        fields=spoken.fields,
        evidence=(*spoken.evidence, *evidence_in(ctx.incoming.attachments)),
        source=source_of(ctx.incoming),
    )
    dialogs.close(ctx.conn, dialog.id)
    return moved_reply(ctx, act(ctx, order, move))


TAPS = {OVERRIDE: override}

DIALOGS = {"override": reason_given}
