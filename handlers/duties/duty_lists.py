"""Which duties are of concern now: today's, and what of earlier days is open."""

from datetime import timedelta
from functools import partial

from handlers.context import Context
from handlers.duties.duty_keys import numbered_key
from handlers.duties.duty_lines import duty_line
from handlers.duties.duty_rights import signs
from handlers.overviews.owed_lines import Owed
from handlers.view import View
from orders.centre_file.centre import Centre
from orders.duties import DutyDay, DutyState
from orders.moves import Actor
from storage.chasing import duty_rows
from storage.chasing.checks_due import DutyThing

BACK = timedelta(days=31)  # the longest a duty of one day of the week may wait for the next, holidays and all


def todays(view: View) -> tuple[DutyDay, ...]:
    """Of today, and what of the days before is still open."""
    return duty_rows.standing(view.conn, view.centre.id, view.today - BACK, view.today)


def mine(ctx: Context) -> list[Owed]:
    """What waits for the asker, for /my: what their departments owe by now or today, and what they have to sign."""
    owed: list[Owed] = []
    for company, actor in ctx.actors.items():
        view = ctx.view_of(company)
        owed += [
            Owed(
                thing=DutyThing(duty=day.id),
                line=duty_line(view, day),
                key=partial(numbered_key, view, day),
            )
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
