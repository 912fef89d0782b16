"""Leave with its deputies, and who is on duty in a department: what holds now and what is to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update

from orders.order import PersonId
from storage.tables.roster_tables import roster

What: TypeAlias = Literal["leave", "duty"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """``department`` "" of a leave. ``ends_at`` None: until further notice; it is the first moment that is free again."""

    id: int
    company: str
    what: What
    person: PersonId
    department: str
    deputy: PersonId | None
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether they have a moment in common."""
        return self.starts_at < ends_at and (self.ends_at is None or starts_at < self.ends_at)


_LASTS = or_(roster.c.ends_at.is_(None), roster.c.ends_at > bindparam("now"))
_BY_ID = select(roster).where(roster.c.id == bindparam("entry"))
_LASTING = (
    select(roster)
    .where(roster.c.company == bindparam("company"), _LASTS)
    .order_by(roster.c.starts_at, roster.c.id)
)
_AWAY = select(roster.c.person, roster.c.deputy).where(
    roster.c.company == bindparam("company"),
    roster.c.what == "leave",
    roster.c.starts_at <= bindparam("now"),
    roster.c.ends_at > bindparam("now"),
)


def add(
    conn: Connection,
    *,
    company: str,
    what: What,
    person: PersonId,
    department: str = "",
    deputy: PersonId | None = None,
    starts_at: datetime,
    ends_at: datetime | None,
    by: PersonId,
    now: datetime,
) -> int:
    values = {
        "company": company,
        "what": what,
        "person": person,
        "department": department,
        "deputy": deputy,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "noted_by": by,
        "noted_at": now,
    }
    number: int = conn.execute(insert(roster).returning(roster.c.id), values).scalar_one()
    return number


def by_id(conn: Connection, entry: int) -> Entry | None:
    row = conn.execute(_BY_ID, {"entry": entry}).one_or_none()
    return None if row is None else _read(row)


def lasting(conn: Connection, company: str, now: datetime) -> tuple[Entry, ...]:
    """Everything that holds now or is to come, in the order in which it begins."""
    return tuple(_read(row) for row in conn.execute(_LASTING, {"company": company, "now": now}))


def away(conn: Connection, company: str, now: datetime) -> Mapping[PersonId, PersonId | None]:
    """Who is on leave now, and who stands in for them."""
    rows = conn.execute(_AWAY, {"company": company, "now": now})
    return {PersonId(row.person): None if row.deputy is None else PersonId(row.deputy) for row in rows}


def set_deputy(conn: Connection, entry: int, deputy: PersonId | None) -> None:
    conn.execute(update(roster).where(roster.c.id == entry).values(deputy=deputy))


def end(conn: Connection, entry: Entry, now: datetime) -> None:
    """It is over; what had not begun yet never was."""
    if entry.starts_at >= now:
        conn.execute(delete(roster).where(roster.c.id == entry.id))
    else:
        conn.execute(update(roster).where(roster.c.id == entry.id).values(ends_at=now))


def _read(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        company=row.company,
        what=row.what,
        person=PersonId(row.person),
        department=row.department,
        deputy=None if row.deputy is None else PersonId(row.deputy),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
