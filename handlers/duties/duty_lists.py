"""Which duties are of concern now: today's, and what of earlier days is open."""

from datetime import timedelta

from handlers.context import Context
from handlers.duties.duty_keys import named_key
from handlers.duties.duty_lines import duty_line
from handlers.duties.duty_rights import signs
from handlers.reply import Button, Text
from handlers.view import View
from orders.centre_file.centre import Centre
from orders.duties import DutyDay, DutyState
from orders.moves import Actor
from storage.chasing import duty_rows

BACK = timedelta(days=31)  # the longest a duty of one day of the week may wait for the next, holidays and all


def todays(view: View) -> tuple[DutyDay, ...]:
    """Of today, and what of the days before is still open."""
    return duty_rows.standing(view.conn, view.centre.id, view.today - BACK, view.today)


def mine(ctx: Context) -> list[tuple[Text, Button]]:
    """What waits for the asker, for /my: what their departments owe by now or today, and what they have to sign."""
    owed: list[tuple[Text, Button]] = []
    for company, actor in ctx.actors.items():
        view = ctx.view_of(company)
        owed += [
            (duty_line(view, day), named_key(view.centre, day))
            for day in todays(view)
            if waits_for(view.centre, actor, day)
        ]
    return owed


def waits_for(centre: Centre, actor: Actor, day: DutyDay) -> bool:
    """Whether it is theirs to hand in, or to sign."""
    duty = centre.duty(day.duty)
    if day.state is DutyState.SIGNING:
        return duty is not None and signs(actor, duty)
    return day.state is DutyState.WANTED and day.department in actor.departments
