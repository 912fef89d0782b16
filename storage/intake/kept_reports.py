"""What somebody not yet enrolled has reported: kept with its time, to be replayed once they are let in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from storage.tables.house_tables import kept_reports

AT_MOST = 20  # of one stranger; who sends more is not reporting


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    body: Mapping[str, Any]
    at: datetime


def keep(conn: Connection, user: int, body: Mapping[str, Any], at: datetime) -> bool:
    """False: this stranger has enough kept already."""
    known = select(func.count()).select_from(kept_reports).where(kept_reports.c.user_id == user)
    if conn.execute(known).scalar_one() >= AT_MOST:
        return False
    conn.execute(insert(kept_reports), {"user_id": user, "body": dict(body), "at": at})
    return True


def take(conn: Connection, user: int) -> tuple[Kept, ...]:
    """Hand out what was kept, in the order it came, and keep it no longer."""
    gone = delete(kept_reports).where(kept_reports.c.user_id == user).returning(kept_reports)
    rows = sorted(conn.execute(gone), key=lambda row: row.id)
    return tuple(Kept(body=row.body, at=row.at) for row in rows)


def prune(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(kept_reports).where(kept_reports.c.at < before)).rowcount
