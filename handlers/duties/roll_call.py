"""The roll-call of duties: at each minute at which any falls due, what is done, late or missing, to whoever receives it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from handlers.duties.duty_keeping import falling_due
from handlers.duties.duty_keys import list_key
from handlers.duties.duty_lines import duty_line
from handlers.duties.duty_notices import receivers
from handlers.duties.duty_sweep import PUNCTUAL
from handlers.each_company import for_each
from handlers.nudges.rungs import Place, Rungs
from handlers.overviews.owed_lines import note_of_duties, note_of_duty
from handlers.overviews.posted_reports import has_worked
from handlers.reply import Clock, Lane, MayWait, Say, Text, text
from handlers.view import View
from handlers.voicing import voice
from orders.centre_file.centre import Centre, Centres
from orders.duties import DutyDay, DutyState, compile_at
from reminders.budget import BUNDLING, Urgency
from storage.chasing import digest_rows, duty_rows, postings_rows
from storage.post import held_letters

REPORT = "roll_call"
TOGETHER = timedelta(minutes=30)  # so long what is done waits for the next minute, to be called out with it
_BACK = timedelta(days=7)


def post_due(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """Post what is due and not yet posted; True if anything was, or was noted.

    Where all is done, and more falls due within half an hour, it is called out with that. What a stop has missed is made up for in working time: the last day alone, in one message a chat that says so.
    """
    if not duty_rows.any_uncalled(conn, centres.keys(), (now - _BACK).date(), now):
        return False
    with_duties = [centre for centre in centres.values() if centre.duties]
    return for_each(conn, with_duties, lambda centre: _of_company(conn, centre, now, machine_now))


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """When the next duty falls due anywhere, whatever has become of it by then."""
    return min(falling_due(centres.values(), now), default=None)


def _of_company(conn: Connection, centre: Centre, now: datetime, machine_now: datetime) -> bool:
    due = [day for day in _rows(conn, centre, now) if day.due_at <= now and not day.called]
    told = _newest(due)
    if not told:
        return False
    if _may_wait(centre, told, now):
        return _let_wait(conn, centre, told, now)
    late = any(now - day.due_at >= PUNCTUAL and not _has_waited(conn, centre, day) for day in told)
    if late and not centre.calendar.is_working(now):
        return False
    duty_rows.called(conn, [day.id for day in due])
    told = [day for day in told if centre.duty(day.duty) is not None and _first(conn, centre, day, now)]
    if not told:
        return True
    _call(View(conn=conn, centre=centre, now=now), told, late=late, machine_now=machine_now)
    return True


def uncalled(conn: Connection, centre: Centre, now: datetime, *, late: timedelta) -> tuple[DutyDay, ...]:
    """What should have been called out, or compiled by the bot, so long ago."""
    if not centre.duties:
        return ()
    then = now - late
    rows = [day for day in _rows(conn, centre, now) if centre.duty(day.duty) is not None]
    told = _newest([day for day in rows if day.due_at <= then and not day.called])
    in_time = has_worked(centre, now, late) or any(now - day.due_at < PUNCTUAL for day in told)
    called_by_now = told if told and in_time and not _may_wait(centre, told, then) else ()
    return (*called_by_now, *(day for day in rows if _not_made_up(centre, day, then)))


def _not_made_up(centre: Centre, day: DutyDay, then: datetime) -> bool:
    duty = centre.duty(day.duty)
    if duty is None or not duty.compiles or day.state is not DutyState.WANTED or day.returned:
        return False
    return compile_at(duty, day.day, day.due_at, centre.calendar_of(day.department)) <= then


def left_out(
    conn: Connection, centre: Centre, now: datetime, *, late: timedelta
) -> Sequence[tuple[str, datetime]]:
    """Which duties should have been called out so long ago, and cannot be read: with when each fell due."""
    found = duty_rows.unreadable(conn, centre.id, _since(centre, now), now - late)
    return [one for one in found if centre.duty(one[0]) is not None]


def _rows(conn: Connection, centre: Centre, now: datetime) -> tuple[DutyDay, ...]:
    return duty_rows.since(conn, centre.id, _since(centre, now))


def _since(centre: Centre, now: datetime) -> date:
    return now.astimezone(centre.zone).date() - _BACK


def _newest(due: Sequence[DutyDay]) -> list[DutyDay]:
    """Those of the last day among them."""
    newest = max((day.day for day in due), default=None)
    return [day for day in due if day.day == newest]


def _settled(day: DutyDay) -> bool:
    return day.state is DutyState.DONE and not day.late


def _may_wait(centre: Centre, told: Sequence[DutyDay], now: datetime) -> bool:
    """Nothing is missing, and more falls due soon. What is missing is called out at its minute."""
    until = min(day.due_at for day in told) + TOGETHER
    return all(map(_settled, told)) and any(at <= until for at in falling_due([centre], now))


def _let_wait(conn: Connection, centre: Centre, told: Sequence[DutyDay], now: datetime) -> bool:
    """What is told later on purpose is not late. True: that was not noted of all of them before."""
    new = [day for day in told if not _has_waited(conn, centre, day)]
    for day in new:
        postings_rows.take(conn, centre.id, _posting(centre, day, "waits"), day.day, now)
    return bool(new)


def _has_waited(conn: Connection, centre: Centre, day: DutyDay) -> bool:
    return postings_rows.was_taken(conn, centre.id, _posting(centre, day, "waits"), day.day)


def _first(conn: Connection, centre: Centre, day: DutyDay, now: datetime) -> bool:
    """One row for each duty's day and minute decides, whoever else posts it."""
    return postings_rows.take(conn, centre.id, _posting(centre, day), day.day, now)


def _posting(centre: Centre, day: DutyDay, *more: str) -> str:
    return " ".join((REPORT, f"{day.due_at.astimezone(centre.zone):%H:%M}", day.duty, *more))


def _call(view: View, told: Sequence[DutyDay], *, late: bool, machine_now: datetime) -> None:
    """One message for each chat, with what is of concern to it; coordination's hears of all.

    What a chat is just being asked for it is not told besides; the rest goes with that reminder, and after a stop with any other.
    """
    conn, centre = view.conn, view.centre
    for place, days in _places(view, told).items():
        reminder = _coming(conn, centre, place)
        asked = _asked_by(conn, reminder)
        rest = [day for day in days if day.id not in asked]
        if not rest:
            continue
        goes_below = len(rest) < len(days) or (late and reminder is not None)
        say = _said(view, place, rest, late=late, numbered=len(rest) > 1 and not goes_below)
        letters = voice(conn, (say,), centre.id, now=machine_now, owner=None, lease=None)
        if goes_below:
            held_letters.keep_new(conn, letters, view.now + BUNDLING, view.now)


def _coming(conn: Connection, centre: Centre, place: Place) -> int | None:
    """The digest that is on its way into that group."""
    return digest_rows.coming(conn, centre.id, place.chat, place.thread or None) if place.chat < 0 else None


def _asked_by(conn: Connection, digest: int | None) -> AbstractSet[int]:
    """The duties it asks for."""
    lines = digest_rows.lines(conn, digest) if digest is not None else ()
    return {one.reminder.duty for one in lines if one.reminder.duty is not None}


def _said(view: View, place: Place, days: Sequence[DutyDay], *, late: bool, numbered: bool) -> Say:
    """Below a reminder, which has numbers of its own, there are no others."""
    lines = [duty_line(view, day) for day in days]
    if numbered:
        lines = [
            text("duty.numbered", number=number, line=line) for number, line in enumerate(lines, start=1)
        ]
    note = note_of_duty(days[0]) if len(days) == 1 else note_of_duties(days, called=True) if numbered else ""
    say = Say(
        lines=(_head(days, late=late), *lines),
        buttons=((list_key(),),),
        lane=Lane.REPORTS,
        unasked=True,
        may_wait=MayWait(urgency=Urgency.AT_ONCE),
        silent=not view.centre.calendar.is_working(view.now) or all(map(_settled, days)),
        note_for=note,
    )
    return _to(place, say)


def _head(days: Sequence[DutyDay], *, late: bool) -> Text:
    minutes = {day.due_at for day in days}
    if late:
        return text("duty.head_made_up", day=days[0].day)
    return text("duty.head", at=Clock(at=max(minutes), style="time"), day=days[0].day)


def _places(view: View, told: Sequence[DutyDay]) -> Mapping[Place, Sequence[DutyDay]]:
    centre, conn = view.centre, view.conn
    coordination = Rungs(conn=conn, centre=centre, department=centre.coordination, now=view.now)
    found: defaultdict[Place, list[DutyDay]] = defaultdict(list)
    for day in told:
        duty = centre.duty(day.duty)
        receiving = receivers(conn, centre, duty.to, view.now) if duty is not None and duty.to else ()
        if _just_compiled(day, view.now):
            receiving = ()
        hearers = dict.fromkeys((*receiving, *coordination.places("coordinator")))
        if _settled(day) and hearers.keys() <= set(_own_places(view, day)):
            continue
        for place in hearers:
            found[place].append(day)
    return found


def _just_compiled(day: DutyDay, now: datetime) -> bool:
    """Whoever receives it has it from the bot at this moment."""
    return day.handed is not None and day.handed.by is None and now - day.handed.at < PUNCTUAL


def _own_places(view: View, day: DutyDay) -> Sequence[Place]:
    """Where whoever handed it in has seen that it is done."""
    own = Rungs(conn=view.conn, centre=view.centre, department=day.department, now=view.now)
    return own.places("department")


def _to(place: Place, say: Say) -> Say:
    if place.chat < 0:
        return replace(say, chat=place.chat, thread=place.thread or None)
    return replace(say, to_user=place.chat)
