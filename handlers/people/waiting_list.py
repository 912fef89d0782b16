"""Who asked to be let in: one list per company, kept up to date where its approvers read it, answered by tap."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from handlers.context import Context
from handlers.incoming import Incoming
from handlers.noting import note_act
from handlers.people.departments import may_let_in
from handlers.people.entering import actor_of
from handlers.people.kept_incoming import drop_turned_down
from handlers.reply import Button, Lane, Listed, Param, Reply, Say, Text, text
from handlers.replying import personal
from handlers.stage_keys import key
from handlers.tap_data import TapData
from handlers.wording import department_names
from orders.centre_file.centre import Centre
from orders.moves import Actor
from orders.refusals.stale import TapUnreadable
from storage.people import chats_rows, memberships, people_rows
from storage.people.people_rows import PersonRow
from storage.post import outbox, said

LET_IN, TURN_DOWN, LET_ALL_IN = "li", "ld", "la"
SHOWN = 20  # people in one list; those behind them move up when it is answered
WITH_KEYS = 8  # of them with buttons of their own


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One who asked, and for which departments that the reader may decide on."""

    person: PersonRow
    departments: tuple[str, ...]


def waiting_for(conn: Connection, centre: Centre, actor: Actor) -> tuple[Waiting, ...]:
    """Whom this actor may let in, in the order they asked."""
    found = (
        Waiting(
            person=person,
            departments=tuple(
                one.department
                for one in person.asked
                if one.company == centre.id and may_let_in(actor, one.department)
            ),
        )
        for person in people_rows.waiting(conn, centre.id)
    )
    return tuple(one for one in found if one.departments)


def list_lines(centre: Centre, waiting: Sequence[Waiting]) -> tuple[Text, ...]:
    if not waiting:
        return (text("members.nobody_waits"),)
    return (text("members.waiting"), *(_line(centre, one) for one in waiting[:SHOWN]))


def list_keys(centre: Centre, waiting: Sequence[Waiting]) -> tuple[tuple[Button, ...], ...]:
    """A pair of buttons for each of the first, and one for all that are shown."""
    rows: list[tuple[Button, ...]] = [
        (
            key(
                "members.let_in",
                LET_IN,
                order=one.person.id,
                stage=centre.id,
                style="success",
                name=one.person.name,
            ),
            key("members.turn_down", TURN_DOWN, order=one.person.id, stage=centre.id),
        )
        for one in waiting[:WITH_KEYS]
    ]
    if len(waiting) > 1:
        every = key(
            "members.let_all_in",
            LET_ALL_IN,
            stage=centre.id,
            choice=_mark(waiting),
            number=len(waiting[:SHOWN]),
        )
        rows.append((every,))
    return tuple(rows)


def tell_approvers(conn: Connection, centre: Centre) -> tuple[Say, ...]:
    """Bring every approver's list up to date: a message they have is edited, whoever has none gets one.

    So a waiting list is announced once, however many join it, until it has been answered.
    """
    had = {one.chat: one for one in outbox.take_back(conn, _note(centre))}
    says: list[Say] = []
    for person in _readers(conn, centre, had):
        waiting = waiting_for(conn, centre, actor_of(person, centre))
        listed = Say(
            lines=list_lines(centre, waiting),
            buttons=list_keys(centre, waiting),
            to_user=person.user,
            lane=Lane.REMINDERS,
        )
        before = had.get(person.user)
        if before is not None:
            says.append(replace(listed, chat=before.chat, thread=before.thread, edits=before.message_id))
        elif waiting:
            says.append(replace(listed, note_for=_note(centre)))
    if not people_rows.waiting(conn, centre.id):
        said.forget(conn, _note(centre))
    return tuple(says)


def asked_back(conn: Connection, incoming: Incoming, centre: Centre) -> Reply:
    """To whom a link alone does not bring back, and to those who may let them in."""
    answer = personal(incoming, text("door.asked_back"))
    return Reply(says=(*answer.says, *tell_approvers(conn, centre)))


def let_in(ctx: Context, tap: TapData) -> Reply:
    centre, waiting = _asked_about(ctx, tap)
    return _let_in(ctx, centre, [one for one in waiting if one.person.id == tap.order])


def let_all_in(ctx: Context, tap: TapData) -> Reply:
    """All that the button's message showed; a list that has changed since is shown again instead."""
    centre, waiting = _asked_about(ctx, tap)
    if waiting and tap.choice != _mark(waiting):
        lines = (text("members.list_changed"), *list_lines(centre, waiting))
        return personal(ctx.incoming, *lines, buttons=list_keys(centre, waiting))
    return _let_in(ctx, centre, waiting[:SHOWN])


def turn_down(ctx: Context, tap: TapData) -> Reply:
    """Said to the person in private or not at all: no group hears of it."""
    centre, waiting = _asked_about(ctx, tap)
    chosen = [one for one in waiting if one.person.id == tap.order]
    if not chosen:
        return personal(ctx.incoming, text("members.answered_before"))
    [one] = chosen
    memberships.turn_down(ctx.conn, [one.person.id], centre.id, one.departments)
    drop_turned_down(ctx.conn, one.person.user, centre.id, ctx.centres)
    _audit(ctx, centre, one, "person.turned_down")
    says = personal(ctx.incoming, text("members.turned_down", name=one.person.name)).says
    if one.person.reachable:
        departments = department_names(centre, one.departments)
        says += (Say(lines=(text("door.turned_down", departments=departments),), to_user=one.person.user),)
    return Reply(says=(*says, *tell_approvers(ctx.conn, centre)), decided=(one.person.user,))


def _let_in(ctx: Context, centre: Centre, chosen: Sequence[Waiting]) -> Reply:
    let_in = [
        one for one in chosen if memberships.approve(ctx.conn, [one.person.id], centre.id, one.departments)
    ]
    if not let_in:
        return personal(ctx.incoming, text("members.answered_before"))
    for one in let_in:
        _audit(ctx, centre, one, "person.let_in")
    names = text("members.let_in_done", names=_names(one.person for one in let_in))
    says = personal(ctx.incoming, names).says
    says += tuple(_welcome(ctx, centre, one) for one in let_in)
    return Reply(
        says=(*says, *tell_approvers(ctx.conn, centre)), decided=tuple(one.person.user for one in let_in)
    )


def _welcome(ctx: Context, centre: Centre, one: Waiting) -> Say:
    """Into the private chat; who has none yet is asked in their department's group to open it."""
    line = text("door.let_in", name=one.person.name, departments=department_names(centre, one.departments))
    if one.person.reachable:
        return Say(lines=(line,), to_user=one.person.user, keyboard="private")
    groups = (chats_rows.destinations(ctx.conn, centre.id, its) for its in one.departments)
    chat, thread = next((place for places in groups for place in places), (None, None))
    key = start_key(ctx.bot.username)
    return Say(lines=(line,), chat=chat, thread=thread, to_user=one.person.user, buttons=((key,),))


def start_key(username: str) -> Button:
    """Opens the private chat, so that the bot may write there."""
    return Button(label=text("start.open_chat"), url=f"https://t.me/{username}?start=hi")


def _asked_about(ctx: Context, tap: TapData) -> tuple[Centre, tuple[Waiting, ...]]:
    actor = ctx.actors.get(tap.stage)
    if actor is None:
        raise TapUnreadable
    centre = ctx.centres[tap.stage]
    return centre, waiting_for(ctx.conn, centre, actor)


def _readers(conn: Connection, centre: Centre, had: Iterable[int]) -> tuple[PersonRow, ...]:
    """Heads of the departments asked for, coordinators and admins; and who has the list before them already."""
    asked = {
        one.department
        for person in people_rows.waiting(conn, centre.id)
        for one in person.asked
        if one.company == centre.id
    }
    people = [
        person
        for department in sorted(asked)
        for person in people_rows.members(conn, centre.id, department)
        if department in actor_of(person, centre).head_of
    ]
    people += [
        person for role in ("coordinator", "admin") for person in people_rows.with_role(conn, centre.id, role)
    ]
    reachable = [person for person in people if person.reachable]
    holding = [person for user in had if (person := people_rows.by_user(conn, user)) is not None]
    return tuple({person.id: person for person in (*(reachable or people), *holding)}.values())


def _line(centre: Centre, one: Waiting) -> Text:
    departments = department_names(centre, one.departments)
    if one.person.username:
        return text(
            "members.asks_as", name=one.person.name, username=one.person.username, departments=departments
        )
    return text("members.asks", name=one.person.name, departments=departments)


def _names(people: Iterable[PersonRow]) -> Param:
    return Listed(items=tuple(person.name for person in people))


def _mark(waiting: Sequence[Waiting]) -> str:
    """Who is shown, in a few letters: a button about all means those and no others."""
    shown = ",".join(f"{one.person.id}:{'+'.join(one.departments)}" for one in waiting[:SHOWN])
    return hashlib.sha256(shown.encode()).hexdigest()[:10]


def _audit(ctx: Context, centre: Centre, one: Waiting, act: str) -> None:
    note_act(ctx, act, f"person:{one.person.id}", {"departments": list(one.departments)}, company=centre.id)


def _note(centre: Centre) -> str:
    return f"waiting:{centre.id}"


TAPS = {LET_IN: let_in, TURN_DOWN: turn_down, LET_ALL_IN: let_all_in}
