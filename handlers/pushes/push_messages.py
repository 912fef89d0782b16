"""A push as it is said: who asks after which stages, in lines that are answered by number, by button or in reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handlers.nudges.nudge_keys import NUMBERS_PER_ROW
from handlers.pushes.push_lines import note_of_push
from handlers.reply import Button, Lane, MayWait, Say, Text, text
from handlers.stage_keys import STAGE, in_rows, show_key, stage_key
from handlers.view import View
from handlers.wording import holder_line, order_title, person_name, stage_name
from orders.holders import holders
from orders.order import Order, PersonId
from reminders.budget import Urgency

KEYS = 8  # stages named on buttons in one message; of more their numbers alone


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One stage that is asked after, and the department that has the ball. ``undone``: the question was taken back."""

    order: Order
    stage: str
    department: str
    move: int
    by: PersonId
    comment: str
    undone: bool = False


def with_ball(order: Order, stage: str) -> str:
    """The department that is asked after a stage: whoever has to act there, the stage's own where nobody has."""
    acting = (one.department for one in holders(order) if one.stage == stage)
    return next(acting, order.workflow.stage(stage).department)


def said(view: View, asked: Sequence[Asked]) -> Say:
    """Whoever asks with all they ask after, one asker after the other; a comment that is common to all stands once."""
    lines: list[Text] = []
    numbers = iter(range(1, len(asked) + 1))
    for by, several in groupby(asked, key=lambda one: one.by):
        theirs = list(several)
        comments = {one.comment for one in theirs}
        common = comments.pop() if len(comments) == 1 else ""
        lines.append(_with(text("push.head", by=person_name(view, by)), common))
        for one in theirs:
            line = _line(view, one) if common else _with(_line(view, one), one.comment)
            numbered = text("nudge.numbered", number=next(numbers), line=line)
            lines.append(numbered if asked[1:] else line)
    return Say(
        lines=tuple(lines),
        buttons=_keys(asked),
        lane=Lane.REMINDERS,
        unasked=True,
        may_wait=MayWait(urgency=Urgency.SOON),
        note_for=_note(asked),
    )


def _with(line: Text, comment: str) -> Text:
    return text("push.with_comment", line=line, comment=comment) if comment else line


def _line(view: View, asked: Asked) -> Text:
    """The order, who has it and since when, and how often it was asked before."""
    order = asked.order
    holder = next((one for one in holders(order) if one.stage == asked.stage), None)
    held = holder_line(view.centre, order, holder) if holder else stage_name(order, asked.stage)
    line = text("push.line", order=order_title(order), held=held)
    times = order.stage(asked.stage).pushed
    if asked.undone:
        return text("news.taken_back", line=line)
    return text("push.again", line=line, number=times.count) if times and times.count > 1 else line


def _keys(asked: Sequence[Asked]) -> tuple[tuple[Button, ...], ...]:
    """The stages, each by the number of its line."""
    if not asked[1:]:
        [alone] = asked
        key = stage_key(alone.order, alone.stage, STAGE, _name(alone))
        return ((key,), (show_key(alone.order.id),))
    named = len(asked) <= KEYS
    keys = [
        stage_key(
            one.order,
            one.stage,
            STAGE,
            text(
                "button.my_stage",
                number=number,
                code=one.order.code,
                stage_name=stage_name(one.order, one.stage),
            )
            if named
            else text("button.plain", name=str(number)),
        )
        for number, one in enumerate(asked, start=1)
        if not one.undone
    ]
    return in_rows(keys, 2 if named else NUMBERS_PER_ROW)


def _name(asked: Asked) -> Text:
    return text("button.stage", stage_name=stage_name(asked.order, asked.stage))


def _note(asked: Sequence[Asked]) -> str:
    """One alone is replied to like any notice of its move."""
    if asked[1:]:
        return note_of_push((one.order.id, one.move) for one in asked)
    return f"notice:{asked[0].order.id}:{asked[0].move}"
