"""/duties: what is owed today and how it stands, and handing it in by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import asking
from handlers.context import Context
from handlers.duties import duty_answers
from handlers.duties.duty_keys import DUTIES, kept_key, numbered_key, open_keys
from handlers.duties.duty_lines import duty_line, params_of
from handlers.duties.duty_lists import BACK, todays
from handlers.duties.duty_rights import may_sign, waits_for_signature
from handlers.finding import glossary_of
from handlers.overviews.owed_lines import note_of_duties
from handlers.progress.spoken import spoken_in, to_json
from handlers.reading.names import Found, Named, match_stage
from handlers.reply import Button, Reply, Text, text
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
    """The duty a line begins with, and what is said of it."""

    company: str
    duty: str
    rest: str
    sure: bool  # its name stands there in full


def duties(ctx: Context, args: str) -> Reply:
    """``/duties``: the roll-call of today; ``/duties <name> …`` hands it in, as the same words below its reminder do."""
    if not args.strip():
        return roll_call(ctx)
    found = _named_anywhere(ctx, args)
    if not found:
        known = tuple(duty.id for company in ctx.actors for duty in ctx.centres[company].duties)
        raise DutyUnknown(text=args.strip()[:40], duties=known)
    return handed_by_name(ctx, found, commanded=True)


def by_name(ctx: Context, words: str) -> Reply | None:
    """What names no order may begin with the full name of a duty."""
    found = _named_anywhere(ctx, words)
    return handed_by_name(ctx, found, commanded=False) if found and found[0].sure else None


def named_in(ctx: Context, words: str) -> NamedDuty | None:
    return next(iter(_named_anywhere(ctx, words)), None)


def _named_anywhere(ctx: Context, words: str) -> Sequence[NamedDuty]:
    """Of all companies of the asker: those whose name is there in full, else those that are only begun.

    Before others, the one of the company whose chat it is; in private, what the asker's own departments owe.
    """
    named = [one for company in ctx.actors if (one := _named(ctx, company, words)) is not None]
    found = [one for one in named if one.sure] or named
    if not ctx.private:
        return [one for one in found if one.company == ctx.company] or found
    return [one for one in found if _is_own(ctx, one)] or found


def _is_own(ctx: Context, found: NamedDuty) -> bool:
    duty = ctx.centres[found.company].duty(found.duty)
    return duty is not None and belongs_to(ctx.actors[found.company], duty.department)


def handed_by_name(ctx: Context, several: Sequence[NamedDuty], *, commanded: bool) -> Reply:
    """A name alone means it is handed in, as a stage alone means it is done."""
    if len(several) > 1:
        return _which(ctx, several)
    [found] = several
    day, ahead = _meant(ctx, found)
    if day is None:
        return personal(ctx.incoming, text("duty.none_coming"))
    if ahead is not None and day.handed is not None:
        return _ahead(ctx, day, ahead, found.rest)
    return duty_answers.on_line(ctx, day.id, found.rest, named=True, commanded=commanded)


def _which(ctx: Context, several: Sequence[NamedDuty]) -> Reply:
    """Several companies owe one of that name: what was said waits until it is known which is meant."""
    kept = asking.wait_for(ctx, "picture", to_json(spoken_in(ctx.incoming, several[0].rest, commanded=False)))
    keys = [
        kept_key(day.id, kept, text("button.plain", name=ctx.centres[one.company].company.names))
        for one in several
        if (day := _meant(ctx, one)[0]) is not None
    ]
    return personal(ctx.incoming, text("company.which"), buttons=in_rows(keys, 1))


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
                keys[len(listed)] = numbered_key(view.centre, day, len(listed))
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


def _named(ctx: Context, company: str, words: str) -> NamedDuty | None:
    centre = ctx.centres[company]
    known = tuple(Named(id=one.id, names=one.words) for one in centre.duties)
    match = match_stage(words, known, glossary_of(centre))
    if match.hit is None:
        return None
    return NamedDuty(
        company=company,
        duty=match.hit,
        rest=words[match.span[1] :].strip(" :：,，\n"),
        sure=match.found is Found.EXACT,
    )


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
