"""/leave: when somebody is away and who stands in meanwhile; the dates are read as people type them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from handlers import asking
from handlers.context import Context
from handlers.leave import leave_taking
from handlers.leave.leave_taking import Wanted, check_may, may_note_for, note, take
from handlers.leave.leave_whose import KEPT, WHOSE, ask_whose, unnamed
from handlers.leave.roster import meeting
from handlers.leave.roster_lines import entry_line, period
from handlers.moments import period_of
from handlers.people.people_named import goes_on, named_at_once, person_meant
from handlers.reading.dates import read_date
from handlers.reading.periods import PeriodReading, read_period
from handlers.reading.standing_in import StandIn, stand_ins
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key, never_mind_key
from handlers.tap_data import TapData
from orders.order import PersonId
from orders.refusals.access import AuditorOnlyReads
from orders.refusals.people import LeaveUnclear, PersonAmbiguous, PersonUnknown
from orders.refusals.stale import TapUnreadable
from orders.refusals.whole_order import MomentPassed
from orders.rights import STEERING, may_write
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.people import people_rows, roster_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry

DAY, REPLACE = "lq", "lr"
_LISTED = 40
_TEXT = 40  # characters of what was typed that a refusal repeats


def leave(ctx: Context, args: str) -> Reply:
    """``/leave [person] <from> [to] [who stands in]``; without arguments who is away now and who will be."""
    words = args.strip()
    if not words:
        return listed(ctx)
    if not may_write(ctx.actor):
        raise AuditorOnlyReads
    deputies, words = _deputies(ctx, words)
    person, words = _whose(ctx, words)
    check_may(ctx, person)
    reading = read_period(words, _today(ctx))
    if person.id == ctx.me.id and reading is not None and (name := unnamed(words, reading)):
        kept = {
            "company": ctx.company,
            "deputies": [one.id for one in deputies],
            "words": words,
            "name": name,
        }
        return ask_whose(ctx, name, kept)
    return _read(ctx, person, deputies, words)


def listed(ctx: Context) -> Reply:
    """Of one's own departments; those who steer and the auditor see the whole company."""
    lasting = [one for one in roster_rows.lasting(ctx.conn, ctx.company, ctx.now) if one.what == "leave"]
    people = {row.id: row for one in lasting if (row := people_rows.by_id(ctx.conn, one.person))}
    seen = [one for one in lasting if one.person in people and _sees(ctx, people[one.person])][:_LISTED]
    if not seen:
        return personal(ctx.incoming, text("leave.none"), text("leave.how"))
    deputies = [one.deputy for one in seen if one.deputy is not None]
    names = people_rows.names(ctx.conn, [*people, *deputies])
    lines = [text("leave.head"), *(_line(ctx, one, names) for one in seen), text("leave.how")]
    keys = [
        key(
            "leave.end_of_key",
            leave_taking.END,
            order=one.id,
            name=people[one.person].name,
            day=one.starts_at.astimezone(ctx.centre.zone).date(),
        )
        for one in seen
        if may_note_for(ctx, people[one.person])
    ]
    return personal(ctx.incoming, *lines, buttons=in_rows(keys, 2))


def whose_said(ctx: Context, tap: TapData) -> Reply:
    """The answer to "whose leave?": of somebody else the words that were no name to the bot are one."""
    kept, _, number = tap.choice.partition(":")
    data = asking.kept_for(ctx, kept, KEPT).data
    if not (number.isascii() and number.isdecimal()):
        raise TapUnreadable
    ctx = ctx.at(data["company"])
    person, deputies = _kept_people(ctx, {**data, "person": int(number)})
    words = data["words"] if person.id == ctx.me.id else data["words"].partition(data["name"])[2]
    return _read(ctx, person, deputies, words)


def day_chosen(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which day?"."""
    kept, _, day = tap.choice.partition(":")
    data = asking.kept_for(ctx, kept, "leave_day").data
    ctx = ctx.at(data["company"])
    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise TapUnreadable from None
    person, deputies = _kept_people(ctx, data)
    return _read(ctx, person, deputies, data["words"], first=first)


def until_said(ctx: Context, dialog: Dialog) -> Reply:
    """The answer to "until when?" goes behind what was said before."""
    ctx = ctx.at(dialog.data["company"])
    person, deputies = _kept_people(ctx, dialog.data)
    words = ctx.incoming.text.strip()
    reading = read_period(f"{dialog.data['words']} -> {words}", _today(ctx))
    if reading is None or reading.endless or reading.refused:
        return asking.ask(ctx, "leave_until", dialog.data, text("leave.until_when"))
    dialogs.close(ctx.conn, dialog.id)
    return _noted(ctx, person, deputies, reading)


def replaced(ctx: Context, tap: TapData) -> Reply:
    """The leaves it falls into end, and this one is noted in their place."""
    data = asking.kept_for(ctx, tap.choice, "leave_replace").data
    ctx = ctx.at(data["company"])
    person, deputies = _kept_people(ctx, data)
    wanted = Wanted(
        person=person,
        starts_at=datetime.fromisoformat(data["starts_at"]),
        ends_at=datetime.fromisoformat(data["ends_at"]),
        **_standing_in(deputies),
    )
    for one in meeting(_entries(ctx), person.id, wanted.starts_at, wanted.ends_at):
        roster_rows.end(ctx.conn, one, ctx.now)
        note(ctx, one, "leave.ended")
    return take(ctx, wanted, _entries(ctx))


def _read(
    ctx: Context, person: PersonRow, deputies: tuple[PersonRow, ...], words: str, first: date | None = None
) -> Reply:
    reading = read_period(words, _today(ctx))
    if reading is None or reading.refused:
        raise LeaveUnclear(text=words[:_TEXT])
    data = {
        "company": ctx.company,
        "person": person.id,
        "deputies": [one.id for one in deputies],
        "words": words,
    }
    if reading.endless:
        return asking.ask(ctx, "leave_until", data, text("leave.until_when"))
    if first is not None:
        last = first if reading.last in reading.first else reading.last
        reading = replace(reading, first=(first,), last=last)
    if len(reading.first) > 1:
        kept = asking.wait_for(ctx, "leave_day", data)
        keys = [key("button.day", DAY, choice=f"{kept}:{day.isoformat()}", day=day) for day in reading.first]
        return personal(
            ctx.incoming, text("leave.which_day"), buttons=(*in_rows(keys, 2), (never_mind_key(kept),))
        )
    return _noted(ctx, person, deputies, reading)


def _noted(ctx: Context, person: PersonRow, deputies: tuple[PersonRow, ...], reading: PeriodReading) -> Reply:
    own = next((one.department for one in person.memberships if one.company == ctx.company), "")
    calendar = ctx.centre.calendar_of(own) if own else ctx.centre.calendar
    starts_at, ends_at = period_of(reading, calendar, ctx.centre, ctx.now)
    if ends_at <= max(ctx.now, starts_at):
        raise MomentPassed(moment=ends_at)
    wanted = Wanted(person=person, starts_at=starts_at, ends_at=ends_at, **_standing_in(deputies))
    entries = _entries(ctx)
    overlapping = meeting(entries, person.id, starts_at, ends_at)
    if not overlapping:
        return take(ctx, wanted, entries)
    same = next((one for one in overlapping if (one.starts_at, one.ends_at) == (starts_at, ends_at)), None)
    if same is not None and wanted.deputy is not None and same.deputy != wanted.deputy.id:
        return leave_taking.stand_in(ctx, same, person, wanted.deputy)
    return _ask_to_replace(ctx, wanted, deputies, overlapping, same)


def _ask_to_replace(
    ctx: Context,
    wanted: Wanted,
    deputies: tuple[PersonRow, ...],
    overlapping: list[Entry],
    same: Entry | None,
) -> Reply:
    names = people_rows.names(
        ctx.conn, [wanted.person.id, *(one.deputy for one in overlapping if one.deputy is not None)]
    )
    there = [_line(ctx, one, names) for one in overlapping]
    if same is not None:
        return personal(ctx.incoming, text("leave.noted_before"), *there)
    data = {
        "company": ctx.company,
        "person": wanted.person.id,
        "deputies": [one.id for one in deputies],
        "starts_at": wanted.starts_at.isoformat(),
        "ends_at": wanted.ends_at.isoformat(),
    }
    kept = asking.wait_for(ctx, "leave_replace", data)
    when = period(ctx.centre.zone, wanted.starts_at, wanted.ends_at)
    sure = key("leave.replace_key", REPLACE, choice=kept)
    keys: tuple[tuple[Button, ...], ...] = ((sure, never_mind_key(kept)),)
    return personal(
        ctx.incoming, text("leave.overlaps"), *there, text("leave.replace", period=when), buttons=keys
    )


def _deputies(ctx: Context, words: str) -> tuple[tuple[PersonRow, ...], str]:
    """Whoever is to stand in, several where several bear the name, and the line without them."""
    unknown: PersonUnknown | None = None
    for one in stand_ins(words):
        try:
            found = _deputy(ctx, one)
        except PersonUnknown as refusal:
            unknown = unknown or refusal
            continue
        if found is not None:
            return found
        unknown = unknown or PersonUnknown(text=one.name[:_TEXT], near=())
    if unknown is not None:
        raise unknown
    return (), words


def _deputy(ctx: Context, one: StandIn) -> tuple[tuple[PersonRow, ...], str] | None:
    if one.exactly:
        meant = named_at_once(ctx.conn, ctx.company, one.name, near_to=ctx.actor.departments)
        return (meant.people, one.rest) if meant and not meant.rest else None
    meant = person_meant(ctx.conn, ctx.company, one.name, near_to=ctx.actor.departments)
    if goes_on(meant.rest) and read_period(meant.rest, _today(ctx)) is None:
        raise PersonUnknown(text=one.name[:_TEXT], near=tuple(known.name for known in meant.people))
    return meant.people, f"{one.rest} {meant.rest}".strip()


def _whose(ctx: Context, words: str) -> tuple[PersonRow, str]:
    """A line that begins with somebody's name is about them; "mai" is tomorrow all the same, "Mai mai" is Mai's."""
    named = named_at_once(ctx.conn, ctx.company, words, near_to=ctx.actor.departments)
    if named is None or read_period(named.rest, _today(ctx)) is None:
        return ctx.me, words
    name = words[: len(words) - len(named.rest)]
    if name.islower() and read_date(name, _today(ctx)) is not None:
        return ctx.me, words
    if len(named.people) > 1:
        raise PersonAmbiguous(text=name.strip()[:_TEXT], names=tuple(one.name for one in named.people))
    return named.people[0], named.rest


def _standing_in(deputies: tuple[PersonRow, ...]) -> dict[str, Any]:
    if len(deputies) == 1:
        return {"deputy": deputies[0]}
    return {"choices": deputies}


def _kept_people(ctx: Context, data: Mapping[str, Any]) -> tuple[PersonRow, tuple[PersonRow, ...]]:
    person = people_rows.by_id(ctx.conn, PersonId(data["person"]))
    found = (people_rows.by_id(ctx.conn, PersonId(one)) for one in data["deputies"])
    if person is None:
        raise TapUnreadable
    check_may(ctx, person)
    return person, tuple(one for one in found if one is not None)


def _sees(ctx: Context, person: PersonRow) -> bool:
    own = {one.department for one in person.memberships if one.company == ctx.company}
    overseeing = ctx.actor.roles & (STEERING | {"auditor"})
    return bool(overseeing or own & ctx.actor.departments) or person.id == ctx.me.id


def _line(ctx: Context, entry: Entry, names: Mapping[PersonId, str]) -> Text:
    return entry_line(ctx.centre, entry, names)


def _entries(ctx: Context) -> tuple[Entry, ...]:
    return roster_rows.lasting(ctx.conn, ctx.company, ctx.now)


def _today(ctx: Context) -> date:
    return ctx.now.astimezone(ctx.centre.zone).date()


TAPS = {**leave_taking.TAPS, DAY: day_chosen, REPLACE: replaced, WHOSE: whose_said}
DIALOGS = {"leave_until": until_said}
