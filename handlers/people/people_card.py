"""One person's card for those who look after them: what they are, and the buttons that change it."""

from collections.abc import Mapping
from typing import Any

from handlers.context import Context
from handlers.people.departments import may_steer_company
from handlers.people.entering import actor_of
from handlers.people.people_standing import standing
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from handlers.wording import department_name
from storage.people import people_rows
from storage.people.people_rows import PersonRow, Role

# Buttons carry the company as their stage, the person as their order, and what is wanted as their choice: pressed
# twice they do the same once.
DEPARTMENT, PERSON, HEAD, ROLE, REMOVE, REMOVED = "md", "mp", "mh", "mr", "mx", "mz"
ADMIN = "admin"
ROLES = ("coordinator", "manager", "finance", "auditor", ADMIN)
ON, OFF = "1", "0"


def card(ctx: Context, department: str, person: PersonRow) -> Reply:
    what = standing(ctx.centre, actor_of(person, ctx.centre))
    lines = [text("members.card", name=person.name, standing=what)]
    if not person.reachable:
        lines.append(text("members.card_silent", bot=ctx.bot.username))
    return personal(ctx.incoming, *lines, buttons=_keys(ctx, department, person))


def _keys(ctx: Context, department: str, person: PersonRow) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    at: dict[str, Any] = {"order": person.id, "stage": ctx.company}
    inside = [one for one in person.memberships if one.company == ctx.company]
    if may_steer_company(ctx.actor):
        rows += [
            (
                key(
                    "members.end_head" if one.is_head else "members.make_head",
                    HEAD,
                    choice=f"{one.department}:{OFF if one.is_head else ON}",
                    department=department_name(ctx.centre, one.department),
                    **at,
                ),
            )
            for one in inside
        ]
    if ADMIN in ctx.actor.roles:
        rows += in_rows([_role_key(ctx, person, role, at) for role in ROLES], 2)
    removable = [("", "members.remove")] if may_steer_company(ctx.actor) else []
    if department and (len(inside) > 1 or not removable):
        removable.insert(0, (department, "members.remove_from"))
    rows += [
        (
            key(
                label,
                REMOVE,
                choice=choice,
                department=department_name(ctx.centre, choice),
                style="danger",
                **at,
            ),
        )
        for choice, label in removable
    ]
    return tuple(rows)


def _role_key(ctx: Context, person: PersonRow, role: str, at: Mapping[str, Any]) -> Button:
    has = Role(company=ctx.company, role=role) in person.roles
    label = "members.take_role" if has else "members.give_role"
    return key(label, ROLE, choice=f"{role}:{OFF if has else ON}", role=text(f"role.{role}"), **at)


def without_department(ctx: Context) -> tuple[PersonRow, ...]:
    """Who belongs to the company by a role alone, or to a department that has left the centre file."""
    known = {one.id for one in ctx.centre.departments}
    bearers = [one for role in ROLES for one in people_rows.with_role(ctx.conn, ctx.company, role)]
    people = {one.id: one for one in (*people_rows.members(ctx.conn, ctx.company), *bearers)}
    return tuple(
        person
        for person in people.values()
        if all(one.company != ctx.company or one.department not in known for one in person.memberships)
    )
