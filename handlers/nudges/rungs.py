"""Who hears a rung of a ladder: the chats and private conversations a reminder goes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from handlers.addressing import PRIVATE_AT_MOST
from handlers.leave.roster import Presence, on_duty
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre
from reminders.rules import Who
from storage.chasing import digest_rows
from storage.people import chats_rows, people_rows
from storage.people.people_rows import PersonRow


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Place:
    """A chat or topic; a private conversation's chat is its person."""

    chat: int
    thread: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Rungs:
    """The rungs under one department of a company, as they are staffed now."""

    conn: Connection
    centre: Centre
    department: str
    now: datetime
    _found: dict[Who, tuple[Place, ...]] = field(default_factory=dict)
    _told: dict[Who, datetime | None] = field(default_factory=dict)

    def hours(self, who: Who) -> WorkCalendar:
        return hours_of_rung(self.centre, self.department, who)

    def stands(self, who: Who) -> bool:
        return bool(self.places(who))

    def told_at(self, who: Who) -> datetime | None:
        """When the last digest came to them; of several chats the one that has rested longest."""
        if who not in self._told:
            told = [digest_rows.last_told(self.conn, one.chat, one.thread) for one in self.places(who)]
            at = None if None in told else min((at for at in told if at is not None), default=None)
            self._told[who] = at
        return self._told[who]

    def places(self, who: Who) -> tuple[Place, ...]:
        """Empty where nobody can be told."""
        if who not in self._found:
            self._found[who] = self._look_up(who)
        return self._found[who]

    @property
    def found_empty(self) -> tuple[Who, ...]:
        """Of those asked after so far, the rungs on which nobody can be told."""
        return tuple(who for who, places in self._found.items() if not places)

    def chats(self) -> tuple[Place, ...]:
        """The department's own."""
        return self._chats(self.department)

    def _look_up(self, who: Who) -> tuple[Place, ...]:
        match who:
            case "department":
                return self._chats(self.department) or self._in_private(self._members(self.department))
            case "head":
                return self._in_private(one for one in self._members(self.department) if self._leads(one))
            case "coordinator":
                return self._chats(self.centre.coordination) or self._with_role("coordinator", "admin")
            case "manager":
                return self._with_role("manager")
            case "on_duty":
                return self._in_private(on_duty(self.conn, self.centre.id, self.department, self.now))

    def _chats(self, department: str) -> tuple[Place, ...]:
        told = chats_rows.destinations(self.conn, self.centre.id, department)
        return tuple(Place(chat=chat, thread=thread or 0) for chat, thread in told)

    def _members(self, department: str) -> tuple[PersonRow, ...]:
        return people_rows.members(self.conn, self.centre.id, department)

    def _with_role(self, *roles: str) -> tuple[Place, ...]:
        """Those in the first of these roles in which anybody can be told."""
        told = (self._in_private(people_rows.with_role(self.conn, self.centre.id, role)) for role in roles)
        return next((places for places in told if places), ())

    def _leads(self, person: PersonRow) -> bool:
        here = (self.centre.id, self.department)
        return any(own.is_head and (own.company, own.department) == here for own in person.memberships)

    def _in_private(self, people: Iterable[PersonRow]) -> tuple[Place, ...]:
        """For who is away, whoever stands in."""
        there = Presence(conn=self.conn, company=self.centre.id, now=self.now).instead(people)
        return tuple(Place(chat=one.user) for one in there if one.reachable)[:PRIVATE_AT_MOST]


def hours_of_rung(centre: Centre, department: str, who: Who) -> WorkCalendar:
    """When those on a rung under a department are at work."""
    if who == "manager":
        return centre.calendar
    return centre.calendar_of(centre.coordination if who == "coordinator" else department)
