"""A push as it is said: one message to each department that has something of it, and what the asker is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handlers.addressing import reaches, to_department
from handlers.context import Context
from handlers.pushes.push_lines import note_of_push
from handlers.reply import Lane, Reply, Say, Text, text
from handlers.replying import here
from handlers.stage_keys import STAGE, in_rows, show_key, stage_key
from handlers.wording import department_name, holder_line, order_title, stage_name
from orders.centre_file.centre import Centre
from orders.holders import holders
from orders.order import Order

KEYS = 8  # stages as buttons in one message; the others are found by their lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One stage that is asked after, and the department that has the ball."""

    order: Order
    stage: str
    department: str
    move: int


def pushed(ctx: Context, asked: Sequence[Asked], comment: str, *, more: bool = False) -> Reply:
    """One message a department, and for the asker what was asked of whom."""
    says: list[Say] = []
    lines: list[Text] = [text("push.sent", number=len(asked))]
    by_department = sorted(asked, key=lambda one: (one.order.company, one.department))
    for (company, department), several in groupby(
        by_department, key=lambda one: (one.order.company, one.department)
    ):
        theirs = list(several)
        name = department_name(ctx.centres[company], department)
        reached = reaches(ctx, company, department)
        line = "push.asked" if reached else "push.not_reached"
        orders = ", ".join(dict.fromkeys(one.order.code for one in theirs))
        lines.append(text(line, department=name, orders=orders))
        notice = _notice(ctx, theirs, comment)
        says += to_department(ctx, company, department, notice, here_too=True)
    if more:
        lines.append(text("push.more"))
    lines.append(text("push.comes_back"))
    return Reply(says=(here(ctx.incoming, *lines), *says))


def _notice(ctx: Context, asked: Sequence[Asked], comment: str) -> Say:
    company = asked[0].order.company
    centre = ctx.centres[company]
    head = text("push.head", by=ctx.me.name)
    if comment:
        head = text("push.with_comment", line=head, comment=comment)
    alone = asked[0] if len(asked) == 1 else None
    several = alone is None
    lines = [_line(centre, one) for one in asked]
    if several:
        lines = [text("nudge.numbered", number=n, line=line) for n, line in enumerate(lines, start=1)]
    keys = [
        stage_key(one.order, one.stage, STAGE, _label(one, number, several=several))
        for number, one in enumerate(asked[:KEYS], start=1)
    ]
    shown = ((show_key(alone.order.id),),) if alone else ()
    return Say(
        lines=(head, *lines),
        buttons=(*in_rows(keys, 2), *shown),
        lane=Lane.REMINDERS,
        unasked=True,
        note_for=f"notice:{alone.order.id}:{alone.move}"
        if alone
        else note_of_push((one.order.id, one.move) for one in asked),
    )


def _line(centre: Centre, asked: Asked) -> Text:
    """The order, who has it and since when, and how often it was asked before."""
    holder = next(one for one in holders(asked.order) if one.stage == asked.stage)
    line = text("push.line", order=order_title(asked.order), held=holder_line(centre, asked.order, holder))
    times = asked.order.stage(asked.stage).pushed
    return text("push.again", line=line, number=times.count) if times and times.count > 1 else line


def _label(asked: Asked, number: int, *, several: bool) -> Text:
    name = stage_name(asked.order, asked.stage)
    if not several:
        return text("button.stage", stage_name=name)
    return text("button.my_stage", number=number, code=asked.order.code, stage_name=name)
