"""A held stage that goes on being held: what whoever answers for it says of it, and until when."""

from dataclasses import asdict

from handlers import asking
from handlers.acting import Moved, act, load
from handlers.context import Context
from handlers.moments import moment_of
from handlers.reading.meaning import Kind
from handlers.reply import Reply, text
from handlers.reporting import moved_reply, read_on
from handlers.spoken import Spoken, spoken_in
from handlers.stage_keys import STILL_HELD
from handlers.stage_taps import fresh, order_of
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.moves import Report
from orders.order import Order, OrderId
from storage import dialogs
from storage.dialogs import Dialog


def tapped(ctx: Context, tap: TapData) -> Reply:
    """What is being done about it is asked for: "still" alone would tell nobody anything."""
    order = order_of(ctx, tap)
    fresh(order, tap)
    lines = order_title(order), text("nudge.still_held")
    return asking.ask(ctx, "still_held", asdict(tap), *lines)


def explained(ctx: Context, dialog: Dialog) -> Reply:
    tap = TapData(**dialog.data)
    order = load(ctx, OrderId(tap.order))
    spoken = spoken_in(ctx.incoming, ctx.incoming.text).on_stage(tap.stage, tap.version)
    dialogs.close(ctx.conn, dialog.id)
    return moved_reply(ctx, explain(ctx, order, spoken))


def says_only_how(ctx: Context, order: Order, spoken: Spoken) -> bool:
    """Of a held stage once more that it is stuck: no second hold, but how the first one stands."""
    stage = spoken.stage
    if not stage or order.stage(stage).hold is None:
        return False
    meaning = read_on(ctx, order, spoken.text).meaning
    return meaning is not None and meaning.kind is Kind.STUCK


def explain(ctx: Context, order: Order, spoken: Spoken) -> Moved:
    """The words are kept; a day in them is when to ask again."""
    reading = read_on(ctx, order, spoken.text).estimate
    until = moment_of(reading, ctx.centres[order.company], ctx.now) if reading else None
    move = Report(
        stage=spoken.stage,
        version=spoken.version,
        note=spoken.text.strip(),
        estimate=until,
        evidence=spoken.evidence,
        source=spoken.source,
    )
    return act(ctx, order, move)


TAPS = {STILL_HELD: tapped}
DIALOGS = {"still_held": explained}
