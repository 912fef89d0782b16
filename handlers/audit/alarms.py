"""Raising the alarm: what was not looked at or not said is told to those who can see to it, each kind once an hour."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.audit.auditing import PUT_ASIDE, UNREADABLE, Finding
from handlers.nudges.rungs import Rungs
from handlers.reply import Clock, Lane, Listed, MayWait, Param, Say, Text
from handlers.voicing import voice
from orders.centre_file.centre import Centre, Centres
from reminders.budget import Urgency
from storage.chasing import alarms
from storage.people import people_rows
from storage.post import outbox

AGAIN_AFTER = timedelta(hours=1)
NOTE = "delivery"  # how the notes of these letters begin: nothing is told about one that fails itself
_HEARERS = ("admin", "coordinator")


def raise_alarms(
    conn: Connection,
    *,
    findings: Sequence[Finding],
    centres: Centres,
    now: datetime,
    machine_now: datetime,
    gone_through: datetime | None = None,
    met: Collection[tuple[str, str]] = (),
) -> bool:
    """Tell what is new or has lasted another hour, and let go what is over. True: somebody is told something.

    ``met``: the company and kind of what nobody is told of yet, and what is therefore not over.
    ``gone_through``: when the asker began to go through every order, the last time it came to the end of them.
    """
    found = {*met, *((one.company, one.kind) for one in findings)}
    long_ago = machine_now - 2 * AGAIN_AFTER
    over = [one for one in alarms.standing(conn) if _is_over(one, found, gone_through, long_ago)]
    alarms.over(conn, [(one.company, one.kind) for one in over], machine_now)
    told: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if alarms.raise_(conn, one.company, one.kind, machine_now, again_after=AGAIN_AFTER):
            told[one.company].append(one)
    for company, news in told.items():
        note = f"{NOTE}:{company}"
        unheard = outbox.leave_unsaid(conn, note)  # what waits gives way to one message of how it stands now
        lines = [one for one in findings if one.company == company] if unheard else news
        kept = any(one.mended for one in lines)  # nothing will say that again
        tell_those_who_see_to_it(
            conn,
            centres[company],
            [line_of(one) for one in lines],
            now=now,
            machine_now=machine_now,
            note=NOTE if kept else note,
        )
    return bool(told)


def raise_one(
    conn: Connection, finding: Finding, centre: Centre, *, now: datetime, machine_now: datetime
) -> bool:
    """Tell of what was met outside an audit, unless its kind was told within the hour."""
    new = alarms.raise_(conn, finding.company, finding.kind, machine_now, again_after=AGAIN_AFTER)
    if new:
        tell_those_who_see_to_it(conn, centre, [line_of(finding)], now=now, machine_now=machine_now)
    return new


def _is_over(
    alarm: alarms.Alarm,
    found: Collection[tuple[str, str]],
    gone_through: datetime | None,
    long_ago: datetime,
) -> bool:
    """What shows in no index another process may have met, and this one not: an order that cannot be read, what was put aside.

    That is told every hour as long as it lasts.
    """
    if (alarm.company, alarm.kind) in found:
        return False
    if alarm.kind == PUT_ASIDE:
        return alarm.told_at < long_ago
    return alarm.kind != UNREADABLE or (gone_through is not None and alarm.since < gone_through)


def line_of(finding: Finding) -> Text:
    named: tuple[Param, ...] = finding.named
    about: dict[str, Param] = {"number": finding.number, "named": Listed(items=named)} if named else {}
    since: dict[str, Param] = {"since": Clock(at=finding.since)} if finding.since else {}
    return Text(key=f"audit.{finding.kind}", params={**about, **since})


def tell_those_who_see_to_it(
    conn: Connection,
    centre: Centre,
    lines: Iterable[Text],
    *,
    now: datetime,
    machine_now: datetime,
    note: str = NOTE,
) -> None:
    """Admins and coordinators in private; where none can be written to, the coordination's chats. At night nothing rings."""
    silent = not centre.calendar.is_working(now)
    people = {
        one.user: one
        for role in _HEARERS
        for one in people_rows.with_role(conn, centre.id, role)
        if one.reachable
    }
    hearers: Iterable[tuple[int, int | None]] = [(user, None) for user in people]
    if not people:
        rungs = Rungs(conn=conn, centre=centre, department=centre.coordination, now=now)
        hearers = [(one.chat, one.thread or None) for one in rungs.chats()]
    says = tuple(
        Say(
            lines=tuple(lines),
            chat=chat if chat < 0 else None,
            thread=thread,
            to_user=chat if chat > 0 else None,
            lane=Lane.REMINDERS,
            silent=silent,
            unasked=chat < 0,
            may_wait=MayWait(urgency=Urgency.PRESSING),
            note_for=note,
        )
        for chat, thread in hearers
    )
    voice(conn, says, centre.id, now=machine_now, owner=None, lease=None)
