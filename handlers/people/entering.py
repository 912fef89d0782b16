"""Who is asking: an enrolled person with a company, or somebody at the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handlers.context import BotIdentity, Context
from handlers.incoming import Incoming
from orders.centre_file.centre import Centre, Centres
from orders.moves import Actor
from storage.people import chats_rows, people_rows
from storage.people.chats_rows import Binding, ChatRow
from storage.people.people_rows import PersonRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Doorstep:
    """Somebody who is not enrolled (yet, or any more), or not in the company whose chat this is.

    ``person`` is known once they have asked to come in.
    """

    conn: Connection
    now: datetime
    centres: Centres
    bot: BotIdentity
    incoming: Incoming
    person: PersonRow | None
    chat: ChatRow | None
    bindings: tuple[Binding, ...] = ()

    @property
    def centre(self) -> Centre:
        """The company of the chat, else the first of the holding."""
        for binding in self.bindings:
            return self.centres[binding.company]
        return next(iter(self.centres.values()))


def enter(
    conn: Connection, incoming: Incoming, centres: Centres, bot: BotIdentity, *, now: datetime
) -> Context | Doorstep:
    """Look up who sent it and what they are; keep their name as they write it themselves."""
    sender = incoming.sender
    person = people_rows.acting(conn, sender.id, now) if sender else None
    chat, bindings = _place(conn, incoming, now)
    actors = (
        {company: actor_of(person, centres[company]) for company in companies_of(person, centres)}
        if person
        else {}
    )
    if person is None or person.state != "active" or not actors or _is_foreign(bindings, actors):
        return Doorstep(
            conn=conn,
            now=now,
            centres=centres,
            bot=bot,
            incoming=incoming,
            person=person,
            chat=chat,
            bindings=bindings,
        )
    if sender and (sender.name, sender.username) != (person.name, person.username) and not sender.anonymous:
        people_rows.rename(conn, person.id, name=sender.name, username=sender.username)
        person = people_rows.acting(conn, sender.id, now) or person  # as it is stored
    company = _company_here(bindings, actors)
    return Context(
        conn=conn,
        now=now,
        centres=centres,
        centre=centres[company],
        me=person,
        actor=actors[company],
        actors=actors,
        bot=bot,
        incoming=incoming,
        chat=chat,
        departments=tuple(one.department for one in bindings if one.company == company),
    )


def actor_of(person: PersonRow, centre: Centre) -> Actor:
    """What a person may be taken for in one company: a deputy meanwhile for those he stands in for.

    Departments that left the centre file give no rights; those whose stages are still open are coordination's.
    """
    known = {department.id: department for department in centre.departments}
    taken_for = (*person.memberships, *person.stands_in)
    own = [one for one in taken_for if one.company == centre.id and one.department in known]
    return Actor(
        person=person.id,
        departments=_looked_after(centre, (one.department for one in own)),
        head_of=_looked_after(centre, (one.department for one in own if one.is_head)),
        roles=frozenset(role.role for role in person.roles if role.company == centre.id),
        anywhere=any(known[one.department].acts_anywhere for one in own),
    )


def _looked_after(centre: Centre, departments: Iterable[str]) -> frozenset[str]:
    own = frozenset(departments)
    return own | centre.vanished if centre.coordination in own else own


def companies_of(person: PersonRow, centres: Centres) -> list[str]:
    """Where the person has any standing, in the order of the centre files."""
    standing = {one.company for one in person.memberships} | {one.company for one in person.roles}
    return [company for company in centres if company in standing]


def _place(conn: Connection, incoming: Incoming, now: datetime) -> tuple[ChatRow | None, tuple[Binding, ...]]:
    chat = incoming.chat
    if chat.is_private:
        return None, ()
    row = chats_rows.by_id(conn, chat.id)
    if row is None or row.title != chat.title or row.state != "active":
        row = chats_rows.see(conn, chat.id, kind=chat.kind, title=chat.title, now=now)
    return row, chats_rows.departments_of(conn, chat.id, chat.thread)


def _is_foreign(bindings: tuple[Binding, ...], actors: dict[str, Actor]) -> bool:
    """A chat of companies that somebody has nothing to do with: nothing said there is about their own."""
    return bool(bindings) and all(one.company not in actors for one in bindings)


def _company_here(bindings: tuple[Binding, ...], actors: dict[str, Actor]) -> str:
    """The chat's company where the person belongs to it, else the person's own first one."""
    for binding in bindings:
        if binding.company in actors:
            return binding.company
    return next(iter(actors))
