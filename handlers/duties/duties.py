"""/duties: what is owed today and how it stands, and handing it in by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import asking
from handlers.context import Context
from handlers.duties import duty_answers
from handlers.duties.duty_keys import DUTIES, kept_key, numbered_key, open_keys
from handlers.duties.duty_lines import duty_line, duty_name, params_of
from handlers.duties.duty_lists import BACK, todays
from handlers.duties.duty_rights import may_sign, waits_for_signature
from handlers.finding import glossary_of
from handlers.overviews.owed_lines import note_of_duties
from handlers.progress.spoken import spoken_in, to_json
from handlers.reading.fold import folded
from handlers.reading.meaning import read_meaning
from handlers.reading.names import Found, Named, match_stage
from handlers.refusing import refusal_line
from handlers.reply import Button, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows
from handlers.tap_data import TapData
from orders.centre_file.centre import Centre
from orders.duties import DutyDay, DutyState
from orders.duty_checks import first_check
from orders.moves import Actor
from orders.refusals.duties import DutyUnknown
from orders.rights import belongs_to
from storage.chasing import duty_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedDuty:
    """A duty a line may begin with, and what is said of it."""

    company: str
    duty: str
    rest: str
    in_full: bool  # its name stands there
    sure: bool  # or so much of it, by itself, that no other can be meant


def duties(ctx: Context, args: str) -> Reply:
    """``/duties``: the roll-call of today; ``/duties <name> …`` hands it in, as the same words below its reminder do."""
    if not args.strip():
        return roll_call(ctx)
    named = named_in(ctx, args)
    if len(named) == 1 and named[0].sure:
        return handed_by_name(ctx, named[0], commanded=True)
    return _which(ctx, args.strip(), named)


def by_name(ctx: Context, words: str) -> Reply | None:
    """What names no order may begin with the full name of a duty."""
    named = [one for one in named_in(ctx, words) if one.in_full]
    if not named:
        return None
    return _which(ctx, words, named) if named[1:] else handed_by_name(ctx, named[0], commanded=False)


def named_in(ctx: Context, words: str) -> Sequence[NamedDuty]:
    """Of all companies of the asker: those whose name is there in full, else all that may be meant.

    Before others, those of the company whose chat it is; in private, what the asker's own departments owe.
    """
    named = [one for company in ctx.actors for one in _named(ctx, company, words)]
    found = [one for one in named if one.in_full] or named
    if not ctx.private:
        return [one for one in found if one.company == ctx.company] or found
    return [one for one in found if _is_own(ctx, one)] or found


def _is_own(ctx: Context, found: NamedDuty) -> bool:
    duty = ctx.centres[found.company].duty(found.duty)
    return duty is not None and belongs_to(ctx.actors[found.company], duty.department)


def handed_by_name(ctx: Context, found: NamedDuty, *, commanded: bool) -> Reply:
    """A name alone means it is handed in, as a stage alone means it is done."""
    day, ahead = _meant(ctx, found)
    if day is None:
        return personal(ctx.incoming, text("duty.none_coming"))
    if ahead is not None and day.handed is not None:
        return _ahead(ctx, day, ahead, found.rest)
    return duty_answers.on_line(ctx, day.id, found.rest, named=True, commanded=commanded)


def _which(ctx: Context, words: str, named: Sequence[NamedDuty]) -> Reply:
    """Nothing is handed in by a word that is unclear; what came with it is kept until a name is tapped."""
    lines = [] if named else [refusal_line(ctx, _unknown(ctx, words))]
    days = [day for one in named or _owed(ctx, words) if (day := _meant(ctx, one)[0]) is not None]
    days = [one for one in days if belongs_to(ctx.actors[one.company], one.department)] or days
    days = [one for one in days if one.handed is None] or days
    if not days:
        raise _unknown(ctx, words)
    said = named[0].rest if named else words
    kept = asking.wait_for(
        ctx, "picture", to_json(duty_answers.kept_of(ctx, days[0], said, alone=len(named) == 1))
    )
    companies = {one.company for one in days}
    asked = "company.which" if named and all(one.in_full for one in named) else "duty.which"
    params: dict[str, Param] = {}
    if not days[1:]:
        asked, params = "duty.which_one", params_of(ctx.centres[days[0].company], days[0])
    keys = [kept_key(one.id, kept, _label(ctx, one, asked, several=len(companies) > 1)) for one in days]
    return personal(ctx.incoming, *lines, Text(key=asked, params=params), buttons=in_rows(keys, 1))


def _label(ctx: Context, day: DutyDay, asked: str, *, several: bool) -> Text:
    company = ctx.centres[day.company].company.names
    if asked == "company.which":
        return text("button.plain", name=company)
    name = duty_name(ctx.centres[day.company], day)
    return text("duty.key_of", duty=name, company=company) if several else text("button.plain", name=name)


def _unknown(ctx: Context, words: str) -> DutyUnknown:
    known = tuple(duty.id for company in ctx.actors for duty in ctx.centres[company].duties)
    return DutyUnknown(text=words[:40], duties=known)


def _owed(ctx: Context, words: str) -> Sequence[NamedDuty]:
    """All that one's own departments owe."""
    return [
        NamedDuty(company=company, duty=duty.id, rest=words, in_full=False, sure=False)
        for company, actor in ctx.actors.items()
        for duty in ctx.centres[company].duties
        if belongs_to(actor, duty.department)
    ]


def roll_call(ctx: Context) -> Reply:
    """What is owed today, and what of earlier days nobody has handed in."""
    lines: list[Text] = []
    keys: dict[int, Button] = {}
    listed: list[DutyDay] = []
    for company, actor in ctx.actors.items():
        view = ctx.view_of(company)
        days = todays(view)
        if days and len(ctx.actors) > 1:
            lines.append(text("word.name", name=view.centre.company.names))
        for day in days:
            listed.append(day)
            lines.append(text("duty.numbered", number=len(listed), line=duty_line(view, day)))
            if _acts_on(view.centre, actor, day):
                keys[len(listed)] = numbered_key(view, day, len(listed))
    if not lines:
        return personal(ctx.incoming, text("duty.none_today"))
    head = text("duty.head_today", day=ctx.view.today)
    to_hand_in = [number for number in keys if listed[number - 1].handed is None]
    how = text("duty.how_list_number", number=min(to_hand_in)) if to_hand_in else text("duty.how_list")
    rows = in_rows(keys.values(), 1)
    return personal(ctx.incoming, head, *lines, how, buttons=rows, note_for=note_of_duties(listed))


def listed(ctx: Context, _tap: TapData) -> Reply:
    """The same by button."""
    return roll_call(ctx)


def _named(ctx: Context, company: str, words: str) -> Sequence[NamedDuty]:
    centre = ctx.centres[company]
    known = tuple(Named(id=one.id, names=one.words) for one in centre.duties)
    match = match_stage(words, known, glossary_of(centre))
    begun, behind = words[: match.span[1]], words[match.span[1] :]
    in_full = match.found is Found.EXACT
    sure = in_full or (match.found is Found.BEGINNING and _is_enough(begun, behind, known))
    rest = behind.strip(" :：,，\n")
    return [NamedDuty(company=company, duty=hit, rest=rest, in_full=in_full, sure=sure) for hit in match.hits]


def _is_enough(begun: str, behind: str, known: Sequence[Named]) -> bool:
    """Two words of a name or more; what follows is no part of it that is spelt otherwise: "xong", or behind a colon."""
    typed = [word.plain for word in folded(begun).words]
    names = ([word.plain for word in folded(name).words] for one in known for name in one.names)
    whole = len(typed) > 1 and any(name[: len(typed)] == typed for name in names)
    apart = not behind.strip() or behind.lstrip(" ").startswith((":", "：", "\n"))
    return whole and (apart or read_meaning(behind) is not None)


def _meant(ctx: Context, found: NamedDuty) -> tuple[DutyDay | None, DutyDay | None]:
    """The day it is handed in for: the last one that is open, or the one that is asked for next. Besides, the day after that."""
    centre = ctx.centres[found.company]
    duty = centre.duty(found.duty)
    today = ctx.view_of(found.company).today
    rows = duty_rows.since(ctx.conn, found.company, today - BACK)
    days = [one for one in rows if one.duty == found.duty]
    past = [one for one in days if one.due_at <= ctx.now]
    coming = next((one for one in days if one.due_at > ctx.now), None)
    last = past[-1] if past else None
    if duty is None or last is None:
        return coming, None
    if last.state is DutyState.WANTED or coming is None:
        return last, None
    asked = coming.handed is not None or first_check(centre, duty, coming) <= ctx.now
    return (last, coming) if last.day == today and not asked else (coming, None)


def _ahead(ctx: Context, day: DutyDay, coming: DutyDay, words: str) -> Reply:
    """Today's is there already; what was said may be the next day's."""
    kept = asking.wait_for(ctx, "picture", to_json(spoken_in(ctx.incoming, words, commanded=False)))
    centre = ctx.centres[day.company]
    line = Text(key="duty.there_already", params=params_of(centre, day))
    label = text("duty.key_ahead", day=coming.day)
    return personal(ctx.incoming, line, buttons=((kept_key(coming.id, kept, label),),))


def _acts_on(centre: Centre, actor: Actor, day: DutyDay) -> bool:
    """Whoever stands above may sign anything: the list is how they come to it."""
    duty = centre.duty(day.duty)
    if duty is None or not open_keys(day):
        return False
    if waits_for_signature(day):
        return may_sign(actor, duty) or belongs_to(actor, day.department)
    return belongs_to(actor, day.department)


TAPS = {DUTIES: listed}
