"""Invitations: for one or for many, until a date, until revoked. Only the hash of the token is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from orders.order import PersonId
from storage.tables.people_tables import invites


@dataclass(frozen=True, kw_only=True, slots=True)
class Invite:
    token_hash: str
    company: str
    department: str
    role: str  # a role it gives besides, or nothing
    uses_left: int
    expires_at: datetime
    made_by: PersonId


def add(
    conn: Connection,
    *,
    token_hash: str,
    company: str,
    department: str,
    role: str,
    uses: int,
    expires_at: datetime,
    by: PersonId,
    now: datetime,
) -> None:
    values = {
        "token_hash": token_hash,
        "company": company,
        "department": department,
        "role": role,
        "uses_left": uses,
        "expires_at": expires_at,
        "made_by": by,
        "made_at": now,
    }
    conn.execute(insert(invites), values)


def use(conn: Connection, token_hash: str, now: datetime) -> Invite | None:
    """Take one use of it. None: unknown, used up, expired or revoked; nothing says which."""
    taken = (
        update(invites)
        .where(invites.c.token_hash == token_hash, *_good(now))
        .values(uses_left=invites.c.uses_left - 1)
        .returning(invites)
    )
    row = conn.execute(taken).one_or_none()
    return None if row is None else _read(row)


def revoke(conn: Connection, token_hash: str, now: datetime) -> bool:
    gone = update(invites).where(invites.c.token_hash == token_hash, *_good(now)).values(revoked_at=now)
    return conn.execute(gone).rowcount == 1


def open_ones(conn: Connection, company: str, now: datetime) -> tuple[Invite, ...]:
    """Those that still let somebody in, the first to expire first."""
    query = select(invites).where(invites.c.company == company, *_good(now)).order_by(invites.c.expires_at)
    return tuple(_read(row) for row in conn.execute(query))


def _good(now: datetime) -> tuple[Any, ...]:
    return (invites.c.uses_left > 0, invites.c.expires_at > now, invites.c.revoked_at.is_(None))


def _read(row: Row[Any]) -> Invite:
    return Invite(
        token_hash=row.token_hash,
        company=row.company,
        department=row.department,
        role=row.role,
        uses_left=row.uses_left,
        expires_at=row.expires_at,
        made_by=PersonId(row.made_by),
    )
