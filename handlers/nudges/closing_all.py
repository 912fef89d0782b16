"""What “all done” means below a long list of one's own: the lines it would close are shown first, and one tap records them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from handlers import asking
from handlers.context import Context
from handlers.moves.acting import Moved, load
from handlers.nudges.nudge_keys import NUMBERS_PER_ROW
from handlers.nudges.which_line import Asked
from handlers.progress.reporting import move_on, spoken_on
from handlers.progress.spoken import Spoken, from_json, spoken_in, to_json
from handlers.progress.update import UNDOS_PER_ROW, by_itself
from handlers.reading.meaning import Kind, Shade, read_meaning
from handlers.reply import Button, Reply, Say, Text, text
from handlers.replying import alone, here
from handlers.stage_keys import ALL_DONE, STAGE, in_rows, key, stage_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.legal import legal_moves
from orders.order import ACTIVE_STATES, OrderId
from orders.refusals.stale import QuestionOver
from storage.chasing.digest_rows import Line
from storage.order_book import orders_rows

_AT_ONCE = 3  # lines of one's own list that "all done" closes by itself: it is read to the end
_QUESTION = "all_done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What one tap would record. ``numbers``: of which lines."""

    numbers: Sequence[int]
    line: Text
    key: Button


def is_long(asked: Asked) -> bool:
    """Whether nobody can be taken to have read it to its end."""
    return asked.always_numbered and len(asked.lines) > _AT_ONCE


def offered(ctx: Context, asked: Asked, words: str) -> Offer | None:
    """The lines of work the asker may report on, kept as they stand. None: the words do not say done, or there are no two."""
    meaning = read_meaning(words)
    if meaning is None or meaning.kind is not Kind.DONE or meaning.shade is Shade.ESTIMATE:
        return None
    every = ((number, _closable(ctx, line, words)) for number, line in sorted(asked.lines.items()))
    lines = [(number, *closable) for number, closable in every if closable is not None]
    if len(lines) < 2:
        return None
    spoken = to_json(spoken_in(ctx.incoming, words, commanded=False))
    kept = asking.wait_for(ctx, _QUESTION, {"spoken": spoken, "lines": lines})
    numbers = [number for number, *_ in lines]
    return Offer(
        numbers=numbers,
        line=text("nudge.all_done", numbers=" ".join(map(str, numbers)), count=len(lines)),
        key=key("button.all_done", ALL_DONE, choice=kept, style="success", count=len(lines)),
    )


def _closable(ctx: Context, line: Line, words: str) -> tuple[OrderId, str, int] | None:
    """Order, stage and the stage's version. A duty is handed in by itself, a notice and an order as a whole have other answers."""
    if line.reminder.duty is not None:
        return None
    thing = line.reminder.of_order
    if thing.stage is None or thing.owed_by or thing.instalment:
        return None
    order = orders_rows.load(ctx.conn, OrderId(thing.order))
    legal = legal_moves(order, thing.stage, ctx.actors[order.company])
    names_another = not spoken_on(ctx, order, thing.stage, words).stage
    if names_another or not {"done", "progress"} & set(legal):
        return None
    return order.id, thing.stage, order.stage(thing.stage).version


def tapped(ctx: Context, tap: TapData) -> Reply:
    """Each is recorded or refused by itself; what has gone on since it was asked is refused, so that a second tap changes nothing."""
    question = asking.asked(ctx, tap.choice)  # it stays open: a second tap is told what was recorded
    if question.kind != _QUESTION:
        raise QuestionOver
    answers: list[Text] = []
    notices: list[Say] = []
    open_ones: list[Button] = []
    backs: list[Button] = []
    recorded = 0
    for number, order_id, stage, version in question.data["lines"]:
        spoken = from_json(question.data["spoken"]).on_stage(stage, version)
        became = by_itself(ctx, partial(_recorded, ctx, OrderId(order_id), spoken))
        recorded += became.recorded
        notices += became.notices
        backs += became.back_on(number)
        line = became.line
        if not became.recorded:
            order = orders_rows.load(ctx.conn, OrderId(order_id))
            line = text("receipt.short", order=order_title(order), line=line)
            if order.stage(stage).state in ACTIVE_STATES:
                open_ones.append(
                    stage_key(order, stage, STAGE, text("button.plain", name=f"{number}. {order.code}"))
                )
        answers.append(text("nudge.numbered", number=number, line=line))
    head = text("nudge.all_done_of", done=recorded, count=len(answers))
    say = here if recorded else alone  # mistakes are for the asker's eyes
    keys = (*in_rows(open_ones, NUMBERS_PER_ROW), *in_rows(backs, UNDOS_PER_ROW))
    answer = say(ctx.incoming, head, *answers, buttons=keys)
    return Reply(says=(answer, *notices))


def _recorded(ctx: Context, order: OrderId, spoken: Spoken) -> Moved:
    return move_on(ctx, load(ctx, order), spoken)


TAPS = {ALL_DONE: tapped}
