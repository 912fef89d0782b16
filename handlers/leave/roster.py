"""Who is there and who stands in: the roster as it is read by whoever has something to say to people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from orders.order import PersonId
from storage.people import people_rows, roster_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One company at one moment; the roster is read once, and only if somebody asks."""

    conn: Connection
    company: str
    now: datetime

    def instead(self, people: Iterable[PersonRow]) -> tuple[PersonRow, ...]:
        """Those who are there, and for each who is away whoever stands in; nobody, where he is away himself."""
        there: dict[PersonId, PersonRow] = {}
        for person in people:
            one = self._deputy_of(person.id) if person.id in self._away else person
            if one is not None:
                there.setdefault(one.id, one)
        return tuple(there.values())

    def is_away(self, person: PersonId) -> bool:
        return person in self._away

    def _deputy_of(self, person: PersonId) -> PersonRow | None:
        deputy = self._away[person]
        if deputy is None or deputy in self._away:
            return None
        row = people_rows.by_id(self.conn, deputy)
        return row if row is not None and row.state == "active" else None

    @cached_property
    def _away(self) -> Mapping[PersonId, PersonId | None]:
        return roster_rows.away(self.conn, self.company, self.now)


def on_duty(conn: Connection, company: str, department: str, now: datetime) -> tuple[PersonRow, ...]:
    """Whom a department put on duty: for these days, else until further notice."""
    lasting = roster_rows.lasting(conn, company, now)
    holding = [
        one for one in lasting if (one.what, one.department) == ("duty", department) and one.holds(now)
    ]
    dated = [one for one in holding if one.ends_at is not None]
    rows = (people_rows.by_id(conn, one.person) for one in dated or holding)
    return tuple(row for row in rows if row is not None)


def meeting(
    entries: Sequence[Entry], person: PersonId, starts_at: datetime, ends_at: datetime
) -> list[Entry]:
    """The leaves of a person that fall into this time."""
    return [
        one
        for one in entries
        if (one.what, one.person) == ("leave", person) and one.meets(starts_at, ends_at)
    ]
