"""Which report was posted for which day: one row decides, whoever else tries."""

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, exists, func, select

from storage.statements.upserts import insert_into
from storage.tables.reminder_tables import postings

_LATEST = select(func.max(postings.c.local_date)).where(
    postings.c.company == bindparam("company"), postings.c.report == bindparam("report")
)
_TAKEN = select(
    exists().where(
        postings.c.company == bindparam("company"),
        postings.c.report == bindparam("report"),
        postings.c.local_date == bindparam("day"),
    )
)


def take(conn: Connection, company: str, report: str, local_date: date, now: datetime) -> bool:
    """Claim the day's posting; False: it was claimed before, by this process or another."""
    row = {"company": company, "report": report, "local_date": local_date, "posted_at": now}
    new = insert_into(conn, postings).values(row).on_conflict_do_nothing().returning(postings.c.local_date)
    return conn.execute(new).one_or_none() is not None


def was_taken(conn: Connection, company: str, report: str, local_date: date) -> bool:
    """Whether the day's posting was claimed, whatever came before or after it."""
    asked = {"company": company, "report": report, "day": local_date}
    return bool(conn.execute(_TAKEN, asked).scalar_one())


def latest(conn: Connection, company: str, report: str) -> date | None:
    """The last day it was posted for."""
    found: date | None = conn.execute(_LATEST, {"company": company, "report": report}).scalar()
    return found
