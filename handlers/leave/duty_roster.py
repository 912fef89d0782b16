"""/onduty: who of a department hears first, in private, when its chat does not answer."""

from collections.abc import Sequence
from datetime import datetime

from handlers.context import Context
from handlers.leave.leave_taking import note
from handlers.leave.roster_lines import entry_line, period
from handlers.moments import period_of
from handlers.people.departments import may_let_in
from handlers.people.people_named import Meant, named_at_once, person_meant
from handlers.reading.names import Found, Named, match_stage
from handlers.reading.periods import read_period
from handlers.reply import Lane, Reply, Say, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from handlers.wording import department_name
from orders.refusals.access import AuditorOnlyReads, NotAllowed
from orders.refusals.people import DutyDepartmentUnclear, LeaveUnclear, PersonAmbiguous
from orders.refusals.stale import TapUnreadable
from orders.refusals.whole_order import MomentPassed
from orders.rights import STEERING, may_write
from storage.people import people_rows, roster_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry

END = "oe"
_TEXT = 40  # characters of what was typed that a refusal repeats


def onduty(ctx: Context, args: str) -> Reply:
    """``/onduty [department] <person> [from] [to]``: without days until further notice; without arguments the roster."""
    words = args.strip()
    if not words:
        return _listed(ctx)
    if not may_write(ctx.actor):
        raise AuditorOnlyReads
    named, words = _department_named(ctx, words)
    meant = named_at_once(ctx.conn, ctx.company, words) or person_meant(ctx.conn, ctx.company, words)
    person = _only(meant, words)
    department = named or _department_of(ctx, person)
    _check_may(ctx, [department])
    if all((one.company, one.department) != (ctx.company, department) for one in person.memberships):
        raise DutyDepartmentUnclear(name=person.name)
    return _put(ctx, person, department, meant.rest)


def end_early(ctx: Context, tap: TapData) -> Reply:
    entry = roster_rows.by_id(ctx.conn, tap.order)
    if entry is None or entry.what != "duty" or entry.company not in ctx.actors:
        raise TapUnreadable
    if entry.ends_at is not None and entry.ends_at <= ctx.now:
        raise TapUnreadable
    ctx = ctx.at(entry.company)
    _check_may(ctx, [entry.department])
    roster_rows.end(ctx.conn, entry, ctx.now)
    note(ctx, entry, "duty.ended")
    person = people_rows.by_id(ctx.conn, entry.person)
    line = _line(ctx, "onduty.ended", entry, person.name if person else "")
    return Reply(says=(*personal(ctx.incoming, line).says, *_told(ctx, person, line)))


def _put(ctx: Context, person: PersonRow, department: str, words: str) -> Reply:
    """Without days it takes the place of whoever has been on duty until further notice."""
    starts_at, ends_at = _when(ctx, department, words)
    if ends_at is None:
        for one in _entries(ctx, department):
            if one.ends_at is None:
                roster_rows.end(ctx.conn, one, ctx.now)
                note(ctx, one, "duty.ended")
    number = roster_rows.add(
        ctx.conn,
        company=ctx.company,
        what="duty",
        person=person.id,
        department=department,
        starts_at=starts_at,
        ends_at=ends_at,
        by=ctx.me.id,
        now=ctx.now,
    )
    entry = roster_rows.by_id(ctx.conn, number)
    assert entry is not None
    note(ctx, entry, "duty.noted")
    lines = [_line(ctx, "onduty.noted", entry, person.name)]
    if not person.reachable:
        lines.append(text("onduty.silent", name=person.name, bot=ctx.bot.username))
    told = _told(ctx, person, _line(ctx, "onduty.you", entry, person.name))
    answer = personal(ctx.incoming, *lines, buttons=in_rows([key("onduty.end_key", END, order=number)]))
    return Reply(says=(*answer.says, *told))


def _when(ctx: Context, department: str, words: str) -> tuple[datetime, datetime | None]:
    if not words:
        return ctx.now, None
    reading = read_period(words, ctx.now.astimezone(ctx.centre.zone).date())
    if reading is None or reading.refused or len(reading.first) > 1:
        raise LeaveUnclear(text=words[:_TEXT])
    starts_at, ends_at = period_of(reading, ctx.centre.calendar_of(department), ctx.centre, ctx.now)
    if reading.endless:
        return starts_at, None
    if ends_at <= max(ctx.now, starts_at):
        raise MomentPassed(moment=ends_at)
    return starts_at, ends_at


def _listed(ctx: Context) -> Reply:
    """Each department that has somebody on duty, now or to come."""
    entries = _entries(ctx)
    names = people_rows.names(ctx.conn, [one.person for one in entries])
    lines = [entry_line(ctx.centre, one, names) for one in entries]
    mine = [one for one in entries if may_let_in(ctx.actor, one.department)]
    zone = ctx.centre.zone
    keys = [
        key(
            "onduty.end_of_key",
            END,
            order=one.id,
            name=names.get(one.person, "?"),
            day=one.starts_at.astimezone(zone).date(),
        )
        for one in mine
    ]
    head = text("onduty.head") if lines else text("onduty.none")
    return personal(ctx.incoming, head, *lines, text("onduty.how"), buttons=in_rows(keys, 2))


def _entries(ctx: Context, department: str = "") -> Sequence[Entry]:
    """In the order of the centre file."""
    places = {one.id: place for place, one in enumerate(ctx.centre.departments)}
    lasting = [
        one
        for one in roster_rows.lasting(ctx.conn, ctx.company, ctx.now)
        if one.what == "duty" and (one.department == department or not department)
    ]
    return sorted(lasting, key=lambda one: places.get(one.department, len(places)))


def _department_named(ctx: Context, words: str) -> tuple[str, str]:
    """A department the line begins with, if more is written behind it."""
    named = tuple(Named(id=one.id, names=one.words) for one in ctx.centre.departments)
    match = match_stage(words, named)
    rest = words[match.span[1] :].strip()
    if match.found is Found.NEAR or match.hit is None or not rest:
        return "", words
    return match.hit, rest


def _department_of(ctx: Context, person: PersonRow) -> str:
    """The person's only one; of several the one this chat is bound to, or the only one that is the asker's business."""
    own = [one.department for one in person.memberships if one.company == ctx.company]
    mine = [one for one in own if may_let_in(ctx.actor, one)]
    here = [one for one in mine if one in ctx.departments]
    for several in (here, mine, own):
        if len(several) == 1:
            return several[0]
    if own and not mine:
        _check_may(ctx, own)
    raise DutyDepartmentUnclear(name=person.name)


def _check_may(ctx: Context, departments: Sequence[str]) -> None:
    if not any(may_let_in(ctx.actor, one) for one in departments):
        heads = [f"head:{one}" for one in departments]
        raise NotAllowed(who_may=(*heads, *(f"role:{role}" for role in sorted(STEERING))))


def _only(meant: Meant, words: str) -> PersonRow:
    if len(meant.people) > 1:
        raise PersonAmbiguous(text=words[:_TEXT], names=tuple(one.name for one in meant.people))
    return meant.people[0]


def _line(ctx: Context, key_name: str, entry: Entry, name: str) -> Text:
    return Text(
        key=key_name,
        params={
            "name": name,
            "department": department_name(ctx.centre, entry.department),
            "period": period(ctx.centre.zone, entry.starts_at, entry.ends_at),
        },
    )


def _told(ctx: Context, person: PersonRow | None, line: Text) -> tuple[Say, ...]:
    if person is None or not person.reachable or person.id == ctx.me.id:
        return ()
    return (Say(lines=(line,), to_user=person.user, lane=Lane.REMINDERS),)


TAPS = {END: end_early}
