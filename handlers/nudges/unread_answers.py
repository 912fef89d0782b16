"""Words below a reminder of one thing that do not say how it stands: they are not lost, and what was meant is asked."""

from collections.abc import Collection
from dataclasses import replace

from handlers import asking
from handlers.context import Context
from handlers.moves.acting import load
from handlers.nudges.line_answers import open_line
from handlers.nudges.nudge_keys import answer_keys
from handlers.nudges.nudge_lines import HOLDING, WORK
from handlers.progress.reporting import read_on
from handlers.progress.spoken import spoken_in, to_json
from handlers.reading.courtesy import is_courtesy, only_heard
from handlers.reading.meaning import Kind, Meaning, read_meaning
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import AS_DONE, AS_NOTE, HOLD_AS, never_mind_key, show_key, stage_key
from handlers.wording import order_title, stage_name
from orders.checks import Rule
from orders.legal import legal_moves
from orders.order import Order, StageState
from storage.chasing.digest_rows import Line

_SHOWN = 60  # characters of what was typed that a question repeats


def only_acknowledged(ctx: Context, line: Line, order: Order, words: str) -> Reply | None:
    """To the question how far it is “ok” means heard, and is no answer. None where it says more, or receives something."""
    asked = only_ok(ctx, line, order, words)
    if asked is None:
        return None
    stage = line.reminder.of_order.stage or ""
    centre = ctx.centres[order.company]
    department = order.workflow.stage(stage).department
    rule = Rule(line.reminder.rule)
    keys = answer_keys(centre, order, stage, rule, department=department, now=ctx.now)
    return personal(ctx.incoming, order_title(order), asked, buttons=(*keys, (show_key(order.id),)))


def only_ok(ctx: Context, line: Line, order: Order, words: str) -> Text | None:
    """What is asked of somebody who has only heard: how far the work is, or what holds it."""
    stage = line.reminder.of_order.stage or ""
    if not stage or ctx.incoming.attachments:
        return None
    key = _only_ok_key(ctx, line, order, words)
    return text(key, words=words[:_SHOWN], stage=stage_name(order, stage)) if key else None


def _only_ok_key(ctx: Context, line: Line, order: Order, words: str) -> str:
    stage = line.reminder.of_order.stage or ""
    if line.reminder.rule in HOLDING and order.stage(stage).hold is not None:
        heard = only_heard(words) or read_meaning(words) == Meaning(kind=Kind.RECEIVED)
        return "nudge.only_ok_hold" if heard and "resume" in _legal(ctx, order, stage) else ""
    if order.stage(stage).state is StageState.OFFERED or line.reminder.rule not in WORK:
        return ""
    return "nudge.only_ok" if only_heard(words) and _may_report(ctx, order, stage) else ""


def not_understood(ctx: Context, line: Line, words: str) -> Reply | None:
    """Offered as a note, as the reason it is stuck, or as done. None for thanks, and for who may not report on it."""
    thing = line.reminder.of_order
    order = load(ctx, thing.order)
    if not words or is_courtesy(words):
        return None
    stage = thing.stage
    if stage is None or line.reminder.rule not in WORK:
        return not_recorded(open_line(ctx, line), words)
    if not _may_report(ctx, order, stage):
        return None
    kept = asking.wait_for(ctx, "unclear", to_json(spoken_in(ctx.incoming, words, commanded=False)))
    done = stage_key(order, stage, AS_DONE, text("button.done"), choice=kept, style="success")
    note = stage_key(order, stage, AS_NOTE, text("button.only_note"), choice=kept)
    stuck = stage_key(order, stage, HOLD_AS, text("button.stuck_by_it"), choice=f":{kept}")
    asked = text("nudge.not_understood", words=words[:_SHOWN], stage=stage_name(order, stage))
    keys = ((done, note), (stuck,), (never_mind_key(kept), show_key(order.id)))
    return personal(ctx.incoming, order_title(order), asked, buttons=keys)


def names_anothers_work(ctx: Context, order: Order, words: str) -> bool:
    """Whether all stages the words name are somebody else's: "bên thiết kế chưa đưa file", "设计还没给图"."""
    named = read_on(ctx, order, words).stage.hits
    own = ctx.actors[order.company].departments
    return bool(named) and not any(
        order.workflow.stage(one).department in own or _may_report(ctx, order, one) for one in named
    )


def says_stuck(words: str) -> bool:
    meaning = read_meaning(words)
    return meaning is not None and meaning.kind is Kind.STUCK


def _may_report(ctx: Context, order: Order, stage: str) -> bool:
    return "progress" in _legal(ctx, order, stage)


def _legal(ctx: Context, order: Order, stage: str) -> Collection[str]:
    return legal_moves(order, stage, ctx.actors[order.company])


def not_recorded(reply: Reply, words: str) -> Reply:
    """What can be done instead, said after the word that this was not recorded."""
    [say] = reply.says
    first: Text = text("nudge.not_recorded", words=words[:_SHOWN])
    return Reply(says=(replace(say, lines=(first, *say.lines)),))
