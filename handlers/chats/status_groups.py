"""What /status says of each group: whom it is of, how much it has heard unasked today, and what waits there for its turn."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from handlers.context import Context
from handlers.news.unasked import hours_of, spent_in
from handlers.people.departments import in_file_order
from handlers.reply import Clock, Text, text
from handlers.wording import department_names
from reminders.budget import Urgency
from storage.post import held_letters

Place: TypeAlias = tuple[int, int | None]


def heard_lines(ctx: Context, places: Mapping[Place, tuple[str, Sequence[str]]]) -> list[Text]:
    """``places``: the title and the departments of each, in the order in which they are listed."""
    waiting = held_letters.held_in(ctx.conn, list({chat for chat, _ in places}))
    lines = []
    for (chat, thread), (title, departments) in places.items():
        hours = hours_of(ctx.conn, ctx.centre, chat, thread)
        lines.append(
            text(
                "status.chat",
                title=title,
                departments=department_names(ctx.centre, in_file_order(ctx.centre, departments)),
                heard=spent_in(
                    ctx.conn, chat, thread, hours=hours, now=ctx.present, urgency=Urgency.ROUTINE
                ).messages,
                most=ctx.centre.defaults.unasked_per_day,
            )
        )
        if kept := waiting.get((chat, thread)):
            lines.append(
                text(
                    "status.held",
                    number=kept.letters,
                    until=Clock(at=max(kept.until, ctx.present)),
                )
            )
    return lines
