"""Alarms: one row for each kind of trouble a company has had, and whether it lasts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, literal, select, update

from storage.statements.upserts import insert_into
from storage.tables.house_tables import STANDING, alarms
from storage.tables.moment import Moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    company: str
    kind: str
    since: datetime
    told_at: datetime


def raise_(conn: Connection, company: str, kind: str, now: datetime, *, again_after: timedelta) -> bool:
    """Whether it is to be told: it was never told, or so long ago. Of several processes one is told yes."""
    at = literal(now, Moment)
    new = insert_into(conn, alarms).values(company=company, kind=kind, since=now, told_at=now)
    lasts = {
        "since": case((STANDING, alarms.c.since), else_=at),
        "told_at": case((alarms.c.told_at <= now - again_after, at), else_=alarms.c.told_at),
        "over_at": None,
    }
    raised = new.on_conflict_do_update(index_elements=["company", "kind"], set_=lasts)
    told_at: datetime = conn.execute(raised.returning(alarms.c.told_at)).scalar_one()
    return told_at == now


def standing(conn: Connection) -> tuple[Alarm, ...]:
    """Those that last, the oldest first."""
    rows = conn.execute(select(alarms).where(STANDING).order_by(alarms.c.since, alarms.c.kind))
    return tuple(
        Alarm(company=row.company, kind=row.kind, since=row.since, told_at=row.told_at) for row in rows
    )


def over(conn: Connection, ended: Collection[tuple[str, str]], now: datetime) -> None:
    """These (company, kind) are well again."""
    for company, kind in sorted(ended):
        this = update(alarms).where(alarms.c.company == company, alarms.c.kind == kind)
        conn.execute(this.values(over_at=now))
