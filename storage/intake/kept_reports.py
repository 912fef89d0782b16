"""What somebody not yet enrolled has reported: kept with its time, to be replayed once they are let in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.tables.house_tables import kept_reports

AT_MOST = 20  # of one stranger; who sends more is not reporting

_OF_USER = (
    select(kept_reports)
    .where(kept_reports.c.user_id == bindparam("user"))
    .order_by(kept_reports.c.id)
    .with_for_update()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """``company``: whose chat it was said in; None where that was nobody's, as in private."""

    id: int
    company: str | None
    body: Mapping[str, Any]
    at: datetime


def keep(conn: Connection, user: int, company: str | None, body: Mapping[str, Any], at: datetime) -> bool:
    """False: this stranger has enough kept already."""
    known = select(func.count()).select_from(kept_reports).where(kept_reports.c.user_id == user)
    if conn.execute(known).scalar_one() >= AT_MOST:
        return False
    conn.execute(insert(kept_reports), {"user_id": user, "company": company, "body": dict(body), "at": at})
    return True


def of(conn: Connection, user: int) -> tuple[Kept, ...]:
    """What is kept, in the order it came. Nobody else decides about it meanwhile."""
    rows = conn.execute(_OF_USER, {"user": user})
    return tuple(Kept(id=row.id, company=row.company, body=row.body, at=row.at) for row in rows)


def correct(conn: Connection, kept: int, body: Mapping[str, Any]) -> None:
    conn.execute(update(kept_reports).where(kept_reports.c.id == kept), {"body": dict(body)})


def forget(conn: Connection, kept: Collection[int]) -> None:
    conn.execute(delete(kept_reports).where(kept_reports.c.id.in_(sorted(kept))))


def prune(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(kept_reports).where(kept_reports.c.at < before)).rowcount
