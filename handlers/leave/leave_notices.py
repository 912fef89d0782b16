"""Who hears of a leave, in private, and in which words."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.leave.roster_lines import period
from handlers.reply import Lane, Say, Text, text
from handlers.wording import person_name
from storage.people import people_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry


def noted_line(ctx: Context, entry: Entry, person: PersonRow, deputy: PersonRow | None) -> Text:
    when = period(ctx.centre.zone, entry.starts_at, entry.ends_at)
    key_name = "leave.yours" if person.id == ctx.me.id else "leave.theirs"
    line = text(key_name, name=person.name, period=when)
    return text("leave.with_deputy", line=line, deputy=deputy.name) if deputy else line


def relied_on(
    ctx: Context, person: PersonRow, entry: Entry, entries: Sequence[Entry]
) -> tuple[list[Text], tuple[Say, ...]]:
    """Whoever relies on this person meanwhile has to find somebody else."""
    assert entry.ends_at is not None
    relying = [
        one for one in entries if one.deputy == person.id and one.meets(entry.starts_at, entry.ends_at)
    ]
    lines = [
        text(
            "leave.was_deputy",
            name=person_name(ctx.view, one.person),
            period=period(ctx.centre.zone, one.starts_at, one.ends_at),
        )
        for one in relying
    ]
    people = [row for one in relying if (row := people_rows.by_id(ctx.conn, one.person)) is not None]
    return lines, in_private(ctx, people, text("leave.deputy_leaves", name=person.name))


def told_of(ctx: Context, entry: Entry, person: PersonRow, deputy: PersonRow | None) -> tuple[Say, ...]:
    """The heads, the deputy, and the person where somebody else noted it."""
    when = period(ctx.centre.zone, entry.starts_at, entry.ends_at)
    line = text("leave.theirs", name=person.name, period=when)
    if deputy is not None:
        line = text("leave.with_deputy", line=line, deputy=deputy.name)
    own = {one.department for one in person.memberships if one.company == ctx.company}
    heads = [
        one
        for department in sorted(own)
        for one in people_rows.members(ctx.conn, ctx.company, department)
        if any(its.is_head and its.department == department for its in one.memberships)
    ]
    told = {one.id: one for one in (person, *heads) if deputy is None or one.id != deputy.id}
    told.pop(ctx.me.id, None)
    return (*in_private(ctx, list(told.values()), line), *deputy_told(ctx, entry, person, deputy))


def deputy_told(ctx: Context, entry: Entry, person: PersonRow, deputy: PersonRow | None) -> tuple[Say, ...]:
    if deputy is None or deputy.id == ctx.me.id:
        return ()
    when = period(ctx.centre.zone, entry.starts_at, entry.ends_at)
    return in_private(ctx, [deputy], text("leave.you_stand_in", name=person.name, period=when))


def in_private(ctx: Context, people: Sequence[PersonRow], line: Text) -> tuple[Say, ...]:
    """Who is away is nobody's business in a group: who cannot be written to in private is not told."""
    return tuple(
        Say(lines=(line,), to_user=one.user, lane=Lane.REMINDERS)
        for one in people
        if one.reachable and one.id != ctx.me.id
    )
