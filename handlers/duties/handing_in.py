"""A duty handed in, signed, sent back or taken back: the rules, what is written, and who hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.context import Context
from handlers.duties.duty_keys import undo_keys
from handlers.duties.duty_lines import params_of, said_of
from handlers.duties.duty_notices import (
    handed_over,
    in_whose_name,
    in_whose_stead,
    taken_back_line,
    to_be_signed,
    to_owner,
    withdrawn,
)
from handlers.duties.duty_rights import in_their_stead, may_hand_in, may_sign, who_signs
from handlers.noting import note_act
from handlers.overviews.owed_lines import note_of_duty
from handlers.parties import parties
from handlers.progress.spoken import Spoken, spoken_in
from handlers.reply import NOTHING, Reply, Say, Text, text
from handlers.replying import here
from handlers.wording import department_name
from orders import rights
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState, HandedIn
from orders.moves import THE_BOT, Actor
from orders.refusals.access import AuditorOnlyReads, NotAllowed
from orders.refusals.duties import DutyHandedIn, DutyNotHandedIn, DutyOnBehalfNotYours, DutySigned
from orders.refusals.stale import TapUnreadable
from storage.chasing import duty_rows

_PICTURED = frozenset({"photo", "file", "signature"})
_LATELY = 20  # of what somebody handed in; messages are edited soon or never


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """What became of it: as it stands now, the receipt, and who else hears of it."""

    day: DutyDay
    line: Text
    notices: tuple[Say, ...] = ()


def load(ctx: Context, number: int) -> DutyDay:
    """A duty of the asker's companies, to be changed. Raises TapUnreadable."""
    day = duty_rows.by_id(ctx.conn, number, for_update=True)
    if day is None or day.company not in ctx.actors or ctx.centres[day.company].duty(day.duty) is None:
        raise TapUnreadable
    return day


def hand_in(ctx: Context, day: DutyDay, spoken: Spoken) -> Handed:
    """Raises NotAllowed, AuditorOnlyReads, DutyOnBehalfNotYours, and DutyHandedIn for what somebody handed in before."""
    centre, duty, actor = _around(ctx, day)
    if not may_hand_in(actor, day):
        raise NotAllowed(who_may=rights.who_may_work(day.department))
    if day.handed is not None:
        raise _before(day, day.handed)
    if spoken.on_behalf and not rights.may_speak_for(actor, day.department):
        may = rights.who_may_speak_for(day.department)
        raise DutyOnBehalfNotYours(duty=day.duty, who=spoken.on_behalf, who_may=may)
    handed = HandedIn(
        at=ctx.now,
        by=ctx.me.id,
        note=spoken.text.strip(),
        evidence=spoken.evidence,
        messages=_messages(spoken),
        said_in=(spoken.source.chat, spoken.source.message) if spoken.source else None,
        album=spoken.album,
        on_behalf=in_their_stead(actor, day),
        told_by=spoken.on_behalf,
        spoken_for=spoken.spoken_for,
    )
    waits = duty.approver is not None and not may_sign(actor, duty)
    state = DutyState.SIGNING if waits else DutyState.DONE
    duty_rows.hand_in(ctx.conn, day, handed, state=state, check=ctx.now if waits else None)
    after = replace(day, state=state, handed=handed)
    if not waits and duty.approver is not None:
        duty_rows.sign(ctx.conn, after, by=ctx.me.id, now=ctx.now)
        after = replace(after, signed_at=ctx.now, signed_by=ctx.me.id)
    _note(ctx, after, "duty.handed_in")
    notices = (to_be_signed if waits else handed_over)(ctx.conn, centre, duty, after, ctx.now)
    in_name = in_whose_name(ctx.conn, centre, after, ctx.me, ctx.now)
    notices += in_name or _for_others(ctx, centre, after)
    return Handed(day=after, line=_receipt(centre, duty, after), notices=_elsewhere(ctx, notices))


def _for_others(ctx: Context, centre: Centre, day: DutyDay) -> list[Say]:
    """The department whose it was hears of it, unless it reads the receipt."""
    told = in_whose_stead(ctx.conn, centre, day, ctx.me, ctx.now)
    return [one for one in told if one.chat != ctx.incoming.chat.id]


def sign(ctx: Context, day: DutyDay) -> Handed:
    """Raises NotAllowed, DutyNotHandedIn, DutySigned."""
    centre, duty, actor = _around(ctx, day)
    _to_be_signed(actor, duty, day)
    duty_rows.sign(ctx.conn, day, by=ctx.me.id, now=ctx.now)
    after = replace(day, state=DutyState.DONE, signed_at=ctx.now, signed_by=ctx.me.id)
    _note(ctx, after, "duty.signed")
    line = Text(key="duty.signed", params=params_of(centre, after))
    notices = [
        *handed_over(ctx.conn, centre, duty, after, ctx.now),
        *to_owner(ctx.conn, centre, after, line, ctx.now),
    ]
    return Handed(day=after, line=line, notices=_elsewhere(ctx, notices))


def send_back(ctx: Context, day: DutyDay, reason: str) -> Handed:
    """Not signed: it is wanted again. Raises NotAllowed, DutyNotHandedIn, DutySigned."""
    centre, duty, actor = _around(ctx, day)
    _to_be_signed(actor, duty, day)
    duty_rows.reopen(ctx.conn, day, check=ctx.now, returned=reason)
    after = replace(day, state=DutyState.WANTED, handed=None, returned=reason)
    _note(ctx, after, "duty.sent_back")
    line = Text(key="duty.sent_back", params=params_of(centre, after) | {"reason": reason})
    notices = to_owner(ctx.conn, centre, after, line, ctx.now)
    return Handed(day=after, line=line, notices=_elsewhere(ctx, notices))


def take_back(ctx: Context, day: DutyDay) -> Handed:
    """One's own hand-in, or one's own signature; what was handed in in one's name, or for one's department. Raises NotAllowed, DutyNotHandedIn."""
    centre, duty, actor = _around(ctx, day)
    if day.handed is None:
        raise DutyNotHandedIn(duty=day.duty)
    if day.signed_by == ctx.me.id and day.handed.by != ctx.me.id:
        return _unsign(ctx, centre, duty, day)
    for_own = day.handed.on_behalf and rights.belongs_to(actor, day.department)
    if not for_own and ctx.me.id not in {day.handed.by, day.handed.spoken_for}:
        raise _before(day, day.handed)
    if day.signed_by is not None and day.signed_by not in {ctx.me.id, day.handed.by}:
        raise DutySigned(duty=day.duty, by=day.signed_by, at=day.signed_at)
    duty_rows.reopen(ctx.conn, day, check=ctx.now, returned=day.returned)
    after = replace(day, state=DutyState.WANTED, handed=None, signed_at=None, signed_by=None)
    _note(ctx, after, "duty.taken_back")
    line = taken_back_line(centre, after, again=rights.belongs_to(actor, day.department))
    told = withdrawn(ctx.conn, centre, duty, day, ctx.now)
    return Handed(day=after, line=line, notices=_elsewhere(ctx, told))


def _unsign(ctx: Context, centre: Centre, duty: Duty, day: DutyDay) -> Handed:
    duty_rows.unsign(ctx.conn, day, check=ctx.now)
    after = replace(day, state=DutyState.SIGNING, signed_at=None, signed_by=None)
    _note(ctx, after, "duty.unsigned")
    line = Text(key="duty.unsigned", params=params_of(centre, after))
    return Handed(day=after, line=line, notices=_elsewhere(ctx, _unsigned_told(ctx, centre, duty, day, line)))


def handed_reply(ctx: Context, handed: Handed) -> Reply:
    """For all in the chat to see, with the way back."""
    standing = handed.day.handed
    keys = undo_keys(handed.day) if standing is not None else ()
    pictured = standing is not None and any(one.kind in _PICTURED for one in standing.evidence)
    note = "receipt" if standing is not None else note_of_duty(handed.day)
    answer = here(ctx.incoming, handed.line, buttons=keys, note_for=note)
    return Reply(says=(answer, *handed.notices), reaction="👌" if pictured else "")


def further(ctx: Context) -> Reply:
    """A further picture of an album that was handed in: it goes where the first one went."""
    day = duty_rows.last_of(ctx.conn, ctx.me.id)
    if day is None or day.handed is None or day.company not in ctx.actors:
        return NOTHING
    spoken = spoken_in(ctx.incoming, "", commanded=False)
    duty = ctx.centres[day.company].duty(day.duty)
    if duty is None or day.handed.album != spoken.album or not _messages(spoken):
        return NOTHING
    more = replace(
        day.handed,
        evidence=(*day.handed.evidence, *spoken.evidence),
        messages=(*day.handed.messages, *_messages(spoken)),
    )
    duty_rows.add_to(ctx.conn, day, more)
    alone = replace(day, handed=replace(day.handed, note="", messages=_messages(spoken)))
    tell = to_be_signed if day.state is DutyState.SIGNING else handed_over
    told = tell(ctx.conn, ctx.centres[day.company], duty, alone, ctx.now)
    return Reply(says=tuple(replace(one, lines=(), buttons=()) for one in told))


def handed_in_by(ctx: Context) -> Sequence[DutyDay]:
    """What this message has handed in, as far as it still stands, the first first."""
    said_in = (ctx.incoming.chat.id, ctx.incoming.message)
    lately = duty_rows.lately_of(ctx.conn, ctx.me.id, _LATELY)
    return [
        day
        for day in reversed(lately)
        if day.handed and day.handed.said_in == said_in and day.company in ctx.actors
    ]


def _before(day: DutyDay, handed: HandedIn) -> DutyHandedIn:
    by = THE_BOT.person if handed.by is None else handed.by
    return DutyHandedIn(duty=day.duty, by=by, at=handed.at)


def _around(ctx: Context, day: DutyDay) -> tuple[Centre, Duty, Actor]:
    centre, actor = ctx.centres[day.company], ctx.actors[day.company]
    duty = centre.duty(day.duty)
    if duty is None:
        raise TapUnreadable
    if not rights.may_write(actor):
        raise AuditorOnlyReads
    return centre, duty, actor


def _to_be_signed(actor: Actor, duty: Duty, day: DutyDay) -> None:
    if not may_sign(actor, duty):
        raise NotAllowed(who_may=who_signs(duty))
    if day.signed_at is not None:
        raise DutySigned(duty=day.duty, by=day.signed_by, at=day.signed_at)
    if day.handed is None:
        raise DutyNotHandedIn(duty=day.duty)


def _receipt(centre: Centre, duty: Duty, day: DutyDay) -> Text:
    line = said_of(day, Text(key="duty.got_late" if day.late else "duty.got", params=params_of(centre, day)))
    if day.state is DutyState.SIGNING:
        who = parties(centre, who_signs(duty)[:1])
        return text("duty.got_waits", line=line, who=who)
    if duty.to is not None and duty.to != day.department:
        return text("duty.got_passed", line=line, to=department_name(centre, duty.to))
    return line


def _unsigned_told(ctx: Context, centre: Centre, duty: Duty, before: DutyDay, line: Text) -> list[Say]:
    """Whoever has been told that it was signed."""
    bare = replace(before, handed=None)
    told = to_owner(ctx.conn, centre, bare, line, ctx.now)
    if duty.to is not None and before.state is DutyState.DONE:
        told += to_owner(ctx.conn, centre, replace(bare, department=duty.to), line, ctx.now)
    return told


def _elsewhere(ctx: Context, says: list[Say]) -> tuple[Say, ...]:
    """Where it was done the receipt stands already; what waits for a tap is told there too."""
    here_is = {(ctx.incoming.chat.id, ctx.incoming.chat.thread or None), (ctx.me.user, None)}
    return tuple(
        one
        for one in says
        if one.buttons or ((one.chat if one.chat is not None else one.to_user), one.thread) not in here_is
    )


def _messages(spoken: Spoken) -> tuple[tuple[int, int], ...]:
    source = spoken.source
    return ((source.chat, source.message),) if source and source.message and spoken.evidence else ()


def _note(ctx: Context, day: DutyDay, act: str) -> None:
    note_act(
        ctx,
        act,
        f"duty:{day.duty}",
        {"day": day.day.isoformat()} | ({"signed": True} if day.signed_at is not None else {}),
        company=day.company,
    )
