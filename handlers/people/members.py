"""/members: who belongs where, who cannot be reached in private, who waits to be let in; and what may be changed of it."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.people import people_taps, waiting_list
from handlers.people.departments import let_in_by
from handlers.people.people_card import DEPARTMENT, without_department
from handlers.reply import Button, Listed, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from orders.rights import STEERING
from storage.people import people_rows
from storage.people.people_rows import PersonRow

ROLES = ("admin", "manager", "coordinator", "finance", "auditor")


def members(ctx: Context, _args: str) -> Reply:
    """The company by departments, then roles, then the waiting list with its buttons."""
    people = people_rows.members(ctx.conn, ctx.company)
    lines = [_department(ctx, one.id, people) for one in ctx.centre.departments]
    lines += _roles(ctx)
    if any(not person.reachable for person in people):
        lines.append(text("members.legend", bot=ctx.bot.username))
    waiting = waiting_list.waiting_for(ctx.conn, ctx.centre, ctx.actor)
    keys = list(waiting_list.list_keys(ctx.centre, waiting))
    if waiting:
        lines += [Text(key=""), *waiting_list.list_lines(ctx.centre, waiting)]
    keys += in_rows(_to_change(ctx), 2)
    return personal(ctx.incoming, *lines, buttons=tuple(keys))


def _department(ctx: Context, department: str, people: Sequence[PersonRow]) -> Text:
    inside = [
        (person, one.is_head)
        for person in people
        for one in person.memberships
        if (one.company, one.department) == (ctx.company, department)
    ]
    inside.sort(key=lambda pair: not pair[1])
    names = ctx.centre.names_of(department)
    if not inside:
        return text("members.empty", department=names)
    listed = Listed(items=tuple(_person(person, head=head) for person, head in inside))
    return text("members.department", department=names, number=len(inside), people=listed)


def _person(person: PersonRow, *, head: bool) -> Param:
    name: Param = text("members.head", name=person.name) if head else person.name
    return name if person.reachable else text("members.silent", name=name)


def _roles(ctx: Context) -> list[Text]:
    lines = []
    for role in ROLES:
        bearers = people_rows.with_role(ctx.conn, ctx.company, role)
        if bearers:
            names = Listed(items=tuple(person.name for person in bearers))
            lines.append(text("members.role", role=text(f"role.{role}"), people=names))
    return lines


def _to_change(ctx: Context) -> list[Button]:
    """The departments whose people are the asker's business; who bears a role without a department is under "others"."""
    keys = [
        key("members.open", DEPARTMENT, stage=ctx.company, choice=one.id, name=one.names)
        for one in let_in_by(ctx.centre, ctx.actor)
    ]
    if ctx.actor.roles & STEERING and without_department(ctx):
        keys.append(key("members.others", DEPARTMENT, stage=ctx.company))
    return keys


TAPS = people_taps.TAPS | waiting_list.TAPS
