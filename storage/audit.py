"""Who did what outside the orders: invitations, rights, bindings, settings. Only ever added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from orders.order import PersonId
from storage.tables.house_tables import audit


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """``who`` None: the bot itself."""

    who: PersonId | None
    act: str
    subject: str
    data: Mapping[str, Any]
    at: datetime


def note(
    conn: Connection,
    *,
    company: str,
    who: PersonId | None,
    act: str,
    subject: str,
    data: Mapping[str, Any],
    now: datetime,
) -> None:
    values = {"company": company, "who": who, "act": act, "subject": subject, "data": dict(data), "at": now}
    conn.execute(insert(audit), values)


def about(conn: Connection, company: str, subject: str, *, since: datetime) -> tuple[Entry, ...]:
    """All that was done to it since then, the earliest first."""
    its = select(audit).where(audit.c.company == company, audit.c.subject == subject, audit.c.at >= since)
    return tuple(map(_read, conn.execute(its.order_by(audit.c.id))))


def done_to(conn: Connection, company: str, subject: str, act: str) -> tuple[Entry, ...]:
    """How often ever that was done to it, the earliest first."""
    its = select(audit).where(audit.c.company == company, audit.c.subject == subject, audit.c.act == act)
    return tuple(map(_read, conn.execute(its.order_by(audit.c.id))))


def recent(conn: Connection, company: str, limit: int = 50) -> tuple[Entry, ...]:
    """The latest first."""
    query = select(audit).where(audit.c.company == company).order_by(audit.c.id.desc()).limit(limit)
    return tuple(map(_read, conn.execute(query)))


def _read(row: Row[Any]) -> Entry:
    return Entry(who=row.who, act=row.act, subject=row.subject, data=row.data, at=row.at)
