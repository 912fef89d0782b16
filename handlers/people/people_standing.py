"""What a person is, in words: departments, as head or not, and roles."""

from handlers.context import Context
from handlers.reply import Listed, Param, Text, text
from handlers.wording import department_name
from orders.centre_file.centre import Centre
from orders.moves import Actor


def standing(centre: Centre, actor: Actor) -> Listed:
    """Departments in the centre file's order, then roles."""
    items: list[Param] = [
        text("role.head", department=department_name(centre, one.id))
        if one.id in actor.head_of
        else one.names
        for one in centre.departments
        if one.id in actor.departments
    ]
    return Listed(items=(*items, *(text(f"role.{role}") for role in sorted(actor.roles))))


def standing_lines(ctx: Context) -> list[Text]:
    """One line for each company the person belongs to."""
    return [
        text(
            "start.standing",
            company=ctx.centres[company].company.names,
            standing=standing(ctx.centres[company], actor),
        )
        for company, actor in ctx.actors.items()
    ]
