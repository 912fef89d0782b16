"""What whoever answers for a held stage says of it: that it is over, or how it stands and until when."""

import re
from dataclasses import asdict

from handlers import asking
from handlers.context import Context
from handlers.holds.going_on import said_besides_over
from handlers.holds.hold_answers import said_whose
from handlers.moments import moment_of
from handlers.moves.acting import Moved, act, load
from handlers.progress.reporting import move_on, moved_reply, read_on
from handlers.progress.spoken import Spoken, spoken_in
from handlers.progress.stage_taps import fresh, order_of
from handlers.reading.fold import folded
from handlers.reading.meaning import Kind, Meaning, read_meaning
from handlers.reading.over import besides_over
from handlers.reply import Reply, text
from handlers.stage_keys import STILL_HELD
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.moves import Report, Resume
from orders.order import Order, OrderId
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

# Asked how a hold stands these say enough; elsewhere "gỡ" or "搞定" may be of anything.
_OVER_TOO = re.compile(r"(?:da |duoc )?(?:go|thong)|(?:已经?|都)?(?:解决|恢复|搞定|通)了?")


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
    over = said_besides_over(order, spoken.stage, spoken.text) is not None
    return moved_reply(ctx, move_on(ctx, order, spoken) if over else explain(ctx, order, spoken))


def says_only_how(ctx: Context, order: Order, spoken: Spoken) -> bool:
    """Of a held stage once more that it is stuck: no second hold, but how the first one stands."""
    stage = spoken.stage
    if not stage or order.stage(stage).hold is None:
        return False
    meaning = read_on(ctx, order, spoken.text).meaning
    return meaning is not None and meaning.kind is Kind.STUCK


def said_of_it(ctx: Context, order: Order, spoken: Spoken, *, asked: bool) -> Moved | None:
    """What is said of the hold that stops the stage, or of whose it is; None where it is said of the stage. ``asked``: in answer to how it stands."""
    if whose := said_whose(ctx, order, spoken):
        return whose
    if asked and says_over(order, spoken.stage, spoken.text):
        return _go_on(ctx, order, spoken)
    if spoken.stage and said_besides_over(order, spoken.stage, spoken.text) is not None:
        return move_on(ctx, order, spoken)
    return explain(ctx, order, spoken) if says_only_how(ctx, order, spoken) else None


def says_over(order: Order, stage: str, words: str) -> bool:
    """Asked how a hold stands: "done" is said of the hold, never of the stage it stops."""
    if not stage or order.stage(stage).hold is None:
        return False
    return _bare_over(words) or read_meaning(words) == Meaning(kind=Kind.DONE)


def _bare_over(words: str) -> bool:
    return besides_over(words) == "" or bool(_OVER_TOO.fullmatch(folded(words).text.strip(" .!。！")))


def _go_on(ctx: Context, order: Order, spoken: Spoken) -> Moved:
    move = Resume(
        stage=spoken.stage,
        version=spoken.version,
        note=_besides(ctx, order, spoken.text.strip()),
        evidence=spoken.evidence,
        source=spoken.source,
    )
    return act(ctx, order, move)


def _besides(ctx: Context, order: Order, words: str) -> str:
    """What is said beyond that it is over: "xong" as a note would tell everybody the same twice."""
    if _bare_over(words):
        return ""
    read = read_on(ctx, order, words)
    return read.note if read.meaning is not None and read.meaning.kind is Kind.DONE else words


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
