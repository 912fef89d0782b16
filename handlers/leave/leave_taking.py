"""Leave as it is noted: checked, put on record, told to the heads and to whoever stands in; and what its buttons do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.context import Context
from handlers.leave.leave_notices import deputy_told, in_private, noted_line, relied_on, told_of
from handlers.leave.roster import meeting
from handlers.leave.roster_lines import period
from handlers.noting import note_act
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from orders.order import PersonId
from orders.refusals.access import NotAllowed
from orders.refusals.people import DeputyAway, DeputyIsSelf
from orders.refusals.stale import TapUnreadable
from orders.rights import STEERING, may_write
from storage.people import people_rows, roster_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry

DEPUTY, END = "lp", "le"
_OFFERED = 8  # people offered as deputies by button; anybody else is named in words


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """``choices``: several of the name that was given for the deputy."""

    person: PersonRow
    starts_at: datetime
    ends_at: datetime
    deputy: PersonRow | None = None
    choices: tuple[PersonRow, ...] = ()


def may_note_for(ctx: Context, person: PersonRow) -> bool:
    """One's own leave, one's own people's, and everybody's for those who steer the company.

    Of somebody in two departments either head may; both are told.
    """
    own = {one.department for one in person.memberships if one.company == ctx.company}
    steers = bool(ctx.actor.roles & STEERING) or bool(own & ctx.actor.head_of)
    return may_write(ctx.actor) and (person.id == ctx.me.id or steers)


def check_may(ctx: Context, person: PersonRow) -> None:
    if not may_note_for(ctx, person):
        heads = [f"head:{one.department}" for one in person.memberships if one.company == ctx.company]
        raise NotAllowed(who_may=(*heads, "role:coordinator", "role:manager"))


def take(ctx: Context, wanted: Wanted, entries: Sequence[Entry]) -> Reply:
    """Note it. ``entries``: the roster as it stood before."""
    person, deputy = wanted.person, wanted.deputy
    if deputy is not None:
        check_deputy(person.id, deputy, entries, wanted.starts_at, wanted.ends_at)
    number = roster_rows.add(
        ctx.conn,
        company=ctx.company,
        what="leave",
        person=person.id,
        deputy=deputy.id if deputy else None,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        by=ctx.me.id,
        now=ctx.now,
    )
    entry = roster_rows.by_id(ctx.conn, number)
    assert entry is not None
    note(ctx, entry, "leave.noted")
    lines, others = relied_on(ctx, person, entry, entries)
    told = told_of(ctx, entry, person, deputy)
    answer = personal(
        ctx.incoming,
        noted_line(ctx, entry, person, deputy),
        *lines,
        *([] if deputy else [text("leave.who_stands_in")]),
        buttons=_keys(ctx, entry, wanted, entries),
    )
    return Reply(says=(*answer.says, *told, *others))


def check_deputy(
    person: PersonId, deputy: PersonRow, entries: Sequence[Entry], starts_at: datetime, ends_at: datetime
) -> None:
    if deputy.id == person:
        raise DeputyIsSelf(name=deputy.name)
    for one in meeting(entries, deputy.id, starts_at, ends_at):
        assert one.ends_at is not None
        raise DeputyAway(name=deputy.name, starts_at=one.starts_at, ends_at=one.ends_at)


def deputise(ctx: Context, tap: TapData) -> Reply:
    """The answer to "who stands in?"; without anybody it stays as it is."""
    ctx, entry, person = _entry(ctx, tap)
    if tap.version == 0:
        return personal(ctx.incoming, text("leave.nobody", name=person.name))
    deputy = people_rows.by_id(ctx.conn, PersonId(tap.version))
    if deputy is None or all(one.company != ctx.company for one in deputy.memberships):
        raise TapUnreadable
    return stand_in(ctx, entry, person, deputy)


def stand_in(ctx: Context, entry: Entry, person: PersonRow, deputy: PersonRow) -> Reply:
    assert entry.ends_at is not None
    entries = roster_rows.lasting(ctx.conn, ctx.company, ctx.now)
    check_deputy(person.id, deputy, entries, entry.starts_at, entry.ends_at)
    roster_rows.set_deputy(ctx.conn, entry.id, deputy.id)
    changed = roster_rows.by_id(ctx.conn, entry.id)
    assert changed is not None
    note(ctx, changed, "leave.deputy")
    answer = personal(
        ctx.incoming, noted_line(ctx, changed, person, deputy), buttons=((_end_key(ctx, changed),),)
    )
    return Reply(says=(*answer.says, *deputy_told(ctx, changed, person, deputy)))


def end_early(ctx: Context, tap: TapData) -> Reply:
    """Back sooner, or not away at all. Whoever stands in, and the person if another ended it, are told."""
    ctx, entry, person = _entry(ctx, tap)
    roster_rows.end(ctx.conn, entry, ctx.now)
    note(ctx, entry, "leave.ended")
    when = period(ctx.centre.zone, entry.starts_at, entry.ends_at)
    began = entry.starts_at < ctx.now
    line = text("leave.ended" if began else "leave.called_off", name=person.name, period=when)
    told = [person] if person.id != ctx.me.id else []
    if entry.deputy is not None and (deputy := people_rows.by_id(ctx.conn, entry.deputy)) is not None:
        told.append(deputy)
    return Reply(says=(*personal(ctx.incoming, line).says, *in_private(ctx, told, line)))


def note(ctx: Context, entry: Entry, act: str) -> None:
    note_act(
        ctx,
        act,
        f"person:{entry.person}",
        {
            "starts_at": entry.starts_at.isoformat(),
            "ends_at": entry.ends_at.isoformat() if entry.ends_at else None,
            "deputy": entry.deputy,
            "department": entry.department,
        },
    )


def _entry(ctx: Context, tap: TapData) -> tuple[Context, Entry, PersonRow]:
    """The leave of a button, which is not over, of somebody whom the actor may note it for; in its own company."""
    entry = roster_rows.by_id(ctx.conn, tap.order)
    if entry is None or entry.what != "leave" or entry.company not in ctx.actors:
        raise TapUnreadable
    ctx = ctx.at(entry.company)
    if entry.ends_at is None or entry.ends_at <= ctx.now:
        raise TapUnreadable
    person = people_rows.by_id(ctx.conn, entry.person)
    if person is None:
        raise TapUnreadable
    check_may(ctx, person)
    return ctx, entry, person


def _keys(
    ctx: Context, entry: Entry, wanted: Wanted, entries: Sequence[Entry]
) -> tuple[tuple[Button, ...], ...]:
    if wanted.deputy is not None:
        return ((_end_key(ctx, entry),),)
    offered = wanted.choices or _colleagues(ctx, wanted, entries)
    keys = [key("button.plain", DEPUTY, order=entry.id, version=one.id, name=one.name) for one in offered]
    nobody = key("leave.nobody_key", DEPUTY, order=entry.id)
    return (*in_rows(keys, 2), (nobody, _end_key(ctx, entry)))


def _colleagues(ctx: Context, wanted: Wanted, entries: Sequence[Entry]) -> list[PersonRow]:
    """Those of the same departments who are there all the time."""
    own = [one.department for one in wanted.person.memberships if one.company == ctx.company]
    people = {
        one.id: one
        for department in own
        for one in people_rows.members(ctx.conn, ctx.company, department)
        if one.id != wanted.person.id and not meeting(entries, one.id, wanted.starts_at, wanted.ends_at)
    }
    return list(people.values())[:_OFFERED]


def _end_key(ctx: Context, entry: Entry) -> Button:
    label = "leave.end_key" if entry.starts_at <= ctx.now else "leave.call_off_key"
    return key(label, END, order=entry.id)


TAPS = {DEPUTY: deputise, END: end_early}
