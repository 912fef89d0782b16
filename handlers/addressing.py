"""Where a department is told something: in its chats, or its people in private, or whoever can pass it on."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.leave.roster import Presence
from handlers.reply import Say, text
from handlers.wording import department_name
from storage.people import chats_rows, people_rows
from storage.people.people_rows import PersonRow

PRIVATE_AT_MOST = 10  # people of a department without a group who are told one by one


def to_department(ctx: Context, company: str, department: str, notice: Say, *, here_too: bool) -> list[Say]:
    """Into the department's own chats; without any, to its people in private; else coordination or an admin passes it on.

    The chat in which the move was made has its receipt already and is told only what waits for an answer there.
    Outside the department's working hours nothing rings.
    """
    centre = ctx.centres[company]
    department = centre.home_of(department)
    for told in dict.fromkeys((department, centre.coordination)):
        if not reaches(ctx, company, told):
            continue
        quiet = replace(notice, silent=not centre.calendar_of(told).is_working(ctx.now))
        if told != department:
            quiet = _passed_on(ctx, company, department, quiet)
        return _told(ctx, company, told, quiet, here_too=here_too)
    admins = [one for one in people_rows.with_role(ctx.conn, company, "admin") if one.reachable]
    return _one_by_one(ctx, admins, _passed_on(ctx, company, department, notice))


def reaches(ctx: Context, company: str, department: str) -> bool:
    """Whether the department has a chat, or anybody who has pressed Start; for one that has vanished, coordination."""
    department = ctx.centres[company].home_of(department)
    return bool(
        chats_rows.destinations(ctx.conn, company, department) or _reachable(ctx, company, department)
    )


def _told(ctx: Context, company: str, department: str, notice: Say, *, here_too: bool) -> list[Say]:
    here = (ctx.incoming.chat.id, ctx.incoming.chat.thread)
    places = chats_rows.destinations(ctx.conn, company, department)
    if not places:
        return _one_by_one(ctx, _reachable(ctx, company, department), notice)
    told = [place for place in places if place != here or here_too]
    return [replace(notice, chat=chat, thread=thread) for chat, thread in told]


def _passed_on(ctx: Context, company: str, department: str, notice: Say) -> Say:
    """Whoever hears it instead can only pass it on: the buttons are not for them."""
    nobody = text("notice.nobody_to_tell", department=department_name(ctx.centres[company], department))
    return replace(notice, lines=(*notice.lines, nobody), buttons=())


def _one_by_one(ctx: Context, people: Sequence[PersonRow], notice: Say) -> list[Say]:
    return [replace(notice, to_user=one.user) for one in people[:PRIVATE_AT_MOST] if one.id != ctx.me.id]


def _reachable(ctx: Context, company: str, department: str) -> list[PersonRow]:
    """Heads first, then by name; for who is away, whoever stands in."""
    members = people_rows.members(ctx.conn, company, department)
    there = Presence(conn=ctx.conn, company=company, now=ctx.now).instead(members)
    return sorted(
        (one for one in there if one.reachable),
        key=lambda one: (
            not any(
                own.is_head and (own.company, own.department) == (company, department)
                for own in one.memberships
            )
        ),
    )
