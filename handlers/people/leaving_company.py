"""What is left behind by somebody who leaves a department or the company: nothing stays with who is not there."""

from handlers.context import Context
from handlers.leave.leave_taking import note
from handlers.leave.roster_lines import period
from handlers.moves.acting import act, load
from handlers.nudges.rungs import Rungs
from handlers.reply import Lane, MayWait, Say, Text, text
from handlers.wording import department_name, order_title, person_name, stage_name
from orders.moves import Assign
from reminders.budget import Urgency
from storage.order_book import stage_lists
from storage.people import roster_rows
from storage.people.people_rows import PersonRow


def left_behind(ctx: Context, person: PersonRow, department: str) -> tuple[Say, ...]:
    """Out of one department, or ("") out of the company. Coordination is told what has nobody now."""
    lines = [*_off_the_roster(ctx, person, department), *_without_assignee(ctx, person, department)]
    if not lines:
        return ()
    rungs = Rungs(conn=ctx.conn, centre=ctx.centre, department=ctx.centre.coordination, now=ctx.now)
    head = text("leave.left", name=person.name)
    return tuple(
        Say(
            lines=(head, *lines),
            chat=place.chat if place.chat < 0 else None,
            thread=place.thread or None,
            to_user=place.chat if place.chat > 0 else None,
            lane=Lane.REMINDERS,
            unasked=True,
            may_wait=MayWait(urgency=Urgency.PRESSING),
        )
        for place in rungs.places("coordinator")
        if place.chat != ctx.me.user
    )


def _without_assignee(ctx: Context, person: PersonRow, department: str) -> list[Text]:
    """What was given to them is the department's again, by the hand of whoever let them go."""
    lines: list[Text] = []
    for order_id, stage in stage_lists.given_to(ctx.conn, ctx.company, person.id):
        order = load(ctx, order_id)
        owner = order.workflow.stage(stage).department
        if department not in {"", owner}:
            continue
        act(ctx, order, Assign(stage=stage))
        lines.append(
            text(
                "leave.assigned_left",
                order=order_title(order),
                stage=stage_name(order, stage),
                department=department_name(ctx.centre, owner),
            )
        )
    return lines


def _off_the_roster(ctx: Context, person: PersonRow, department: str) -> list[Text]:
    """Duty and leave end; of those who were stood in for, a line each."""
    lines: list[Text] = []
    for one in roster_rows.lasting(ctx.conn, ctx.company, ctx.now):
        if one.person == person.id and (one.department == department or not department):
            roster_rows.end(ctx.conn, one, ctx.now)
            note(ctx, one, f"{one.what}.ended")
        elif one.deputy == person.id and not department:
            roster_rows.set_deputy(ctx.conn, one.id, None)
            note(ctx, one, "leave.deputy")
            when = period(ctx.centre.zone, one.starts_at, one.ends_at)
            lines.append(text("leave.deputy_left", name=person_name(ctx.view, one.person), period=when))
    return lines
