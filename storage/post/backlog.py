"""How much waits, and since when: what /status and the watchdog ask of every queue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, func, select


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    count: int
    oldest_at: datetime | None


def read_backlog(
    conn: Connection, queue: Table, since: ColumnElement[datetime], waits: ColumnElement[bool]
) -> Backlog:
    row = conn.execute(select(func.count(), func.min(since)).select_from(queue).where(waits)).one()
    return Backlog(count=row[0], oldest_at=row[1])
