"""Who hears of a duty besides those who handed it in: whoever receives it, whoever signs it, whoever has to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.duties.duty_keys import not_handed_keys, not_so_keys, open_keys
from handlers.duties.duty_lines import duty_name, params_of, said_of
from handlers.duties.duty_rights import waits_for_signature
from handlers.nudges.rungs import Place, Rungs
from handlers.overviews.owed_lines import note_of_duty
from handlers.reply import Document, Lane, Say, Text, text
from handlers.wording import department_name
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState
from orders.duty_checks import signing
from storage.people import people_rows
from storage.people.people_rows import PersonRow

SHOWN = 2_000  # characters of what was handed in as words; all of it stands in the message it came in


def receivers(conn: Connection, centre: Centre, department: str, now: datetime) -> tuple[Place, ...]:
    """The department's chats, else its people in private, else coordination's."""
    rungs = Rungs(conn=conn, centre=centre, department=centre.home_of(department), now=now)
    return rungs.places("department") or rungs.places("coordinator")


def signers(conn: Connection, centre: Centre, duty: Duty, now: datetime) -> tuple[Place, ...]:
    """Where whoever may sign it reads it: a head in the department's chat, a role in private."""
    rungs = Rungs(conn=conn, centre=centre, department=centre.home_of(signing(duty)), now=now)
    role = duty.approver.role if duty.approver else "head"
    if role == "head":
        return rungs.places("department") or rungs.places("coordinator")
    there = tuple(
        Place(chat=one.user) for one in people_rows.with_role(conn, centre.id, role) if one.reachable
    )
    return there or rungs.places("coordinator")


def handed_over(
    conn: Connection,
    centre: Centre,
    duty: Duty,
    day: DutyDay,
    now: datetime,
    *,
    document: Document | None = None,
    besides: Sequence[Text] = (),
) -> list[Say]:
    """To whoever receives it, with what was handed in."""
    if duty.to is None or duty.to == day.department:
        return []
    which = "unsigned" if day.signed_at is None and duty.approver else "signed" if duty.approver else "handed"
    lines = [_told(f"duty.to_{which}", centre, day), *said_with_it(day), *besides]
    places = receivers(conn, centre, duty.to, now)
    return says(centre, duty.to, places, lines, now=now, day=day, document=document)


def to_be_signed(
    conn: Connection,
    centre: Centre,
    duty: Duty,
    day: DutyDay,
    now: datetime,
    *,
    document: Document | None = None,
    besides: Sequence[Text] = (),
) -> list[Say]:
    """To whoever signs it, with the buttons."""
    lines = [_told("duty.to_sign", centre, day), *said_with_it(day), *besides]
    return [
        replace(one, buttons=open_keys(day))
        for one in says(
            centre,
            signing(duty),
            signers(conn, centre, duty, now),
            lines,
            now=now,
            day=day,
            document=document,
        )
    ]


def in_whose_name(conn: Connection, centre: Centre, day: DutyDay, by: PersonRow, now: datetime) -> list[Say]:
    """To whoever is said to have said it, in private, who may say that it is not so."""
    handed = day.handed
    if handed is None or handed.spoken_for in {None, by.id}:
        return []
    person = people_rows.by_id(conn, handed.spoken_for)
    if person is None or not person.reachable:
        return []
    line = text("duty.in_your_name", duty=duty_name(centre, day), day=day.day, by=by.name, who=handed.told_by)
    told = Say(
        lines=(line,),
        to_user=person.user,
        buttons=not_so_keys(day),
        lane=Lane.ANSWERS,
        silent=not centre.calendar_of(day.department).is_working(now),
    )
    return [told]


def in_whose_stead(conn: Connection, centre: Centre, day: DutyDay, by: PersonRow, now: datetime) -> list[Say]:
    """To the department others have handed it in for, which may say that it is not so."""
    if day.handed is None or not day.handed.on_behalf:
        return []
    line = Text(key="duty.handed_for_you", params=params_of(centre, day) | {"by": by.name})
    rungs = Rungs(conn=conn, centre=centre, department=centre.home_of(day.department), now=now)
    bare = replace(day, handed=None)
    told = says(centre, day.department, rungs.places("department"), [line], now=now, day=bare)
    return [replace(one, buttons=not_handed_keys(day)) for one in told]


def to_owner(conn: Connection, centre: Centre, day: DutyDay, line: Text, now: datetime) -> list[Say]:
    """To the department that owes it."""
    places = receivers(conn, centre, day.department, now)
    bare = replace(day, handed=None)
    return says(centre, day.department, places, [line], now=now, day=bare)


def withdrawn(conn: Connection, centre: Centre, duty: Duty, before: DutyDay, now: datetime) -> list[Say]:
    """To whoever has been told that it was there, each place once; who owes it reads how it is handed in again."""
    bare = replace(before, handed=None)
    told = to_owner(conn, centre, bare, taken_back_line(centre, before, again=True), now)
    if waits_for_signature(before):
        hears, places = signing(duty), signers(conn, centre, duty, now)
    elif duty.to is not None and before.state is DutyState.DONE:
        hears, places = duty.to, receivers(conn, centre, duty.to, now)
    else:
        hears, places = before.department, ()
    told += says(centre, hears, places, [taken_back_line(centre, before)], now=now, day=bare)
    told += _to_whoever_handed_it_in(conn, centre, before, now)
    first: dict[tuple[int | None, int | None, int | None], Say] = {}
    for one in told:
        first.setdefault((one.chat, one.thread, one.to_user), one)
    return list(first.values())


def taken_back_line(centre: Centre, day: DutyDay, *, again: bool = False) -> Text:
    """``again``: how it is handed in anew, for whom a reply does that."""
    line = Text(key="duty.taken_back", params=params_of(centre, day))
    return text("duty.taken_back_again", line=line) if again else line


def _to_whoever_handed_it_in(conn: Connection, centre: Centre, before: DutyDay, now: datetime) -> list[Say]:
    handed = before.handed
    if handed is None or handed.by is None:
        return []
    person = people_rows.by_id(conn, handed.by)
    if person is None or not person.reachable:
        return []
    line = taken_back_line(centre, before, again=not handed.on_behalf)
    bare = replace(before, handed=None)
    return says(centre, before.department, [Place(chat=person.user)], [line], now=now, day=bare)


def says(
    centre: Centre,
    department: str,
    places: Iterable[Place],
    lines: Sequence[Text],
    *,
    now: datetime,
    day: DutyDay,
    document: Document | None = None,
) -> list[Say]:
    """Nothing rings outside the department's hours."""
    silent = not centre.calendar_of(department).is_working(now)
    told = Say(
        lines=tuple(lines),
        lane=Lane.ANSWERS,
        unasked=True,
        silent=silent,
        document=document,
        copies=day.handed.messages if day.handed else (),
        note_for=note_of_duty(day),
    )
    return [
        replace(told, chat=one.chat, thread=one.thread or None)
        if one.chat < 0
        else replace(told, to_user=one.chat)
        for one in places
    ]


def said_with_it(day: DutyDay) -> list[Text]:
    """The words that were handed in."""
    note = day.handed.note if day.handed else ""
    return [text("duty.note", words=note[:SHOWN])] if note else []


def _told(line: str, centre: Centre, day: DutyDay) -> Text:
    params = params_of(centre, day) | {
        "duty": duty_name(centre, day),
        "department": department_name(centre, day.department),
    }
    told = said_of(day, Text(key=line, params=params))
    return text("duty.but_late", line=told, due=params["due"]) if day.late else told
