"""One person's standing, changed by tap: head or not, roles, removal; each change is on record and told to the person."""

from typing import Any

from handlers.context import Context
from handlers.noting import note_act
from handlers.people.admitting import PUT_OUT
from handlers.people.departments import may_let_in, may_steer_company
from handlers.people.entering import companies_of
from handlers.people.leaving_company import left_behind
from handlers.people.people_card import (
    ADMIN,
    DEPARTMENT,
    HEAD,
    ON,
    PERSON,
    REMOVE,
    REMOVED,
    ROLE,
    ROLES,
    card,
    without_department,
)
from handlers.reply import Lane, Param, Reply, Say, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from handlers.wording import department_name
from orders.order import PersonId
from orders.refusals.access import LastAdmin, NotAllowed
from orders.refusals.stale import TapUnreadable
from storage.people import memberships, people_rows
from storage.people.people_rows import Membership, PersonRow, Role

LISTED = 60  # people offered as buttons; a department has fewer


def show_department(ctx: Context, tap: TapData) -> Reply:
    """Its people as buttons; without a department, those who bear a role and belong to none."""
    _here(ctx, tap)
    if not tap.choice:
        _steering(ctx)
        people, asked = without_department(ctx), text("members.whom")
    else:
        _over(ctx, tap.choice)
        people = people_rows.members(ctx.conn, ctx.company, tap.choice)
        asked = text("members.whom_of", department=department_name(ctx.centre, tap.choice))
    keys = [
        key("button.plain", PERSON, order=one.id, stage=ctx.company, choice=tap.choice, name=one.name)
        for one in people[:LISTED]
    ]
    if not keys:
        return personal(
            ctx.incoming, text("members.empty", department=department_name(ctx.centre, tap.choice))
        )
    return personal(ctx.incoming, asked, buttons=in_rows(keys, 2))


def show_person(ctx: Context, tap: TapData) -> Reply:
    return card(ctx, tap.choice, _person(ctx, tap))


def set_head(ctx: Context, tap: TapData) -> Reply:
    person = _person(ctx, tap)
    _steering(ctx)
    department, _, wanted = tap.choice.partition(":")
    if not _is_in(ctx, person, department):
        raise TapUnreadable
    memberships.join(ctx.conn, person.id, ctx.company, department, ctx.now, is_head=wanted == ON)
    _note(ctx, person, "head.made" if wanted == ON else "head.ended", {"department": department})
    told = text(
        "members.now_head" if wanted == ON else "members.no_longer_head",
        department=department_name(ctx.centre, department),
    )
    return _changed(ctx, person, told)


def set_role(ctx: Context, tap: TapData) -> Reply:
    """Roles are the admin's to give and take."""
    person = _person(ctx, tap)
    if ADMIN not in ctx.actor.roles:
        raise NotAllowed(who_may=("role:admin",))
    role, _, wanted = tap.choice.partition(":")
    if role not in ROLES:
        raise TapUnreadable
    if wanted == ON:
        memberships.grant(ctx.conn, person.id, ctx.company, role)
    else:
        _keep_an_admin(ctx, person, ending=role == ADMIN)
        memberships.revoke(ctx.conn, person.id, ctx.company, role)
    _note(ctx, person, "role.given" if wanted == ON else "role.taken", {"role": role})
    told = text("members.now_role" if wanted == ON else "members.no_longer_role", role=text(f"role.{role}"))
    return _changed(ctx, person, told)


def ask_removal(ctx: Context, tap: TapData) -> Reply:
    """Removal ends rights at once, so it is asked twice."""
    person = _person(ctx, tap)
    _may_remove(ctx, person, tap.choice)
    asked = text("members.remove_sure", name=person.name, what=_what_ends(ctx, tap.choice))
    sure = key(
        "members.remove_yes", REMOVED, order=person.id, stage=ctx.company, choice=tap.choice, style="danger"
    )
    back = key("members.back", PERSON, order=person.id, stage=ctx.company, choice=tap.choice)
    return personal(ctx.incoming, asked, buttons=((sure, back),))


def remove(ctx: Context, tap: TapData) -> Reply:
    """Heads take people out of their department, those who steer take them out of the company."""
    person = _person(ctx, tap)
    _may_remove(ctx, person, tap.choice)
    _keep_an_admin(ctx, person, ending=not tap.choice)
    departments = [one.department for one in person.memberships if one.company == ctx.company]
    for department in [tap.choice] if tap.choice else departments:
        memberships.part(ctx.conn, person.id, ctx.company, department)
    if not tap.choice:
        asked = [one.department for one in person.asked if one.company == ctx.company]
        memberships.turn_down(ctx.conn, [person.id], ctx.company, asked)
        for role in person.roles:
            if role.company == ctx.company:
                memberships.revoke(ctx.conn, person.id, ctx.company, role.role)
    left = people_rows.by_id(ctx.conn, person.id)
    gone = left is not None and not (left.memberships or left.roles or left.asked)
    if gone:
        memberships.leave(ctx.conn, person.id)
    _note(ctx, person, PUT_OUT, {"department": tap.choice})
    elsewhere = ctx.company not in (companies_of(left, ctx.centres) if left else ())
    rest = left_behind(ctx, person, "" if elsewhere else tap.choice)
    ended = text("members.removed", name=person.name, what=_what_ends(ctx, tap.choice))
    told = text("members.you_left", what=_what_ends(ctx, tap.choice))
    return Reply(says=(*personal(ctx.incoming, ended).says, *_tell(person, told), *rest))


def _changed(ctx: Context, person: PersonRow, told: Text) -> Reply:
    """The card as it is now for the asker; the news for the person, in private."""
    now = people_rows.by_id(ctx.conn, person.id)
    assert now is not None
    department = next((one.department for one in now.memberships if one.company == ctx.company), "")
    shown = card(ctx, department, now)
    news = () if person.id == ctx.me.id else _tell(person, told)
    return Reply(says=(*shown.says, *news))


def _tell(person: PersonRow, line: Text) -> tuple[Say, ...]:
    """Standing is nobody else's business: who cannot be written to in private is not told in a group."""
    if not person.reachable:
        return ()
    return (Say(lines=(line,), to_user=person.user, lane=Lane.REMINDERS),)


def _what_ends(ctx: Context, department: str) -> Param:
    return department_name(ctx.centre, department) if department else ctx.centre.company.names


def _here(ctx: Context, tap: TapData) -> None:
    """A button of another company of the holding is not for this chat."""
    if tap.stage != ctx.company:
        raise TapUnreadable


def _person(ctx: Context, tap: TapData) -> PersonRow:
    """Somebody of this company whom the actor may look after."""
    _here(ctx, tap)
    person = people_rows.by_id(ctx.conn, PersonId(tap.order))
    standing: tuple[Membership | Role, ...] = (*person.memberships, *person.roles) if person else ()
    if person is None or all(one.company != ctx.company for one in standing):
        raise TapUnreadable
    if not may_steer_company(ctx.actor):
        own = [one.department for one in person.memberships if one.company == ctx.company]
        if not any(may_let_in(ctx.actor, department) for department in own):
            raise NotAllowed(who_may=("role:coordinator", "role:manager", "role:admin"))
    return person


def _is_in(ctx: Context, person: PersonRow, department: str) -> bool:
    return any((one.company, one.department) == (ctx.company, department) for one in person.memberships)


def _over(ctx: Context, department: str) -> None:
    if not may_let_in(ctx.actor, department):
        raise NotAllowed(who_may=(f"head:{department}", "role:coordinator", "role:manager", "role:admin"))


def _steering(ctx: Context) -> None:
    if not may_steer_company(ctx.actor):
        raise NotAllowed(who_may=("role:coordinator", "role:manager", "role:admin"))


def _may_remove(ctx: Context, person: PersonRow, department: str) -> None:
    """Only an admin removes an admin."""
    if department:
        _over(ctx, department)
    else:
        _steering(ctx)
    is_admin = Role(company=ctx.company, role=ADMIN) in person.roles
    if is_admin and ADMIN not in ctx.actor.roles:
        raise NotAllowed(who_may=("role:admin",))


def _keep_an_admin(ctx: Context, person: PersonRow, *, ending: bool) -> None:
    admins = people_rows.with_role(ctx.conn, ctx.company, ADMIN)
    if ending and [one.id for one in admins] == [person.id]:
        raise LastAdmin


def _note(ctx: Context, person: PersonRow, act: str, data: dict[str, Any]) -> None:
    note_act(ctx, act, f"person:{person.id}", data)


TAPS = {
    DEPARTMENT: show_department,
    PERSON: show_person,
    HEAD: set_head,
    ROLE: set_role,
    REMOVE: ask_removal,
    REMOVED: remove,
}
