"""Which duties are of concern now: today's, and what of earlier days is open."""

from datetime import timedelta

from handlers.context import Context
from handlers.duty_keys import named_key
from handlers.duty_lines import duty_line
from handlers.reply import Button, Text
from handlers.view import View
from orders.duties import DutyDay, DutyState
from storage import duty_rows

BACK = timedelta(days=14)


def todays(view: View) -> list[DutyDay]:
    """Of today, and what of the days before is still open."""
    today = view.today
    open_ones = {DutyState.WANTED, DutyState.SIGNING}
    return [
        day
        for day in duty_rows.since(view.conn, view.centre.id, today - BACK)
        if day.day == today or (day.day < today and day.state in open_ones)
    ]


def mine(ctx: Context) -> list[tuple[Text, Button]]:
    """What the asker's departments owe now, for /my: asked for by now, or due today."""
    owed: list[tuple[Text, Button]] = []
    for company, actor in ctx.actors.items():
        view = ctx.view_of(company)
        owed += [
            (duty_line(view, day), named_key(view.centre, day))
            for day in todays(view)
            if day.state is DutyState.WANTED and day.department in actor.departments
        ]
    return owed
