"""What departments owe at a time of day: a row for each duty and day, from the day before it is asked for."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, Text, UniqueConstraint

from storage.tables.base import Json, metadata, numbered
from storage.tables.moment import Moment

duties = Table(
    "duties",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("department", Text, nullable=False),  # owes it
    Column("due_at", Moment, nullable=False),
    Column("state", Text, nullable=False),  # wanted, signing, done or missing
    Column("next_check_at", Moment),  # NULL once nothing more is asked
    Column("handed_at", Moment),  # NULL: nothing has been handed in
    Column("handed_by", BigInteger),  # NULL: the bot made it up
    Column("handed", Json),  # note, evidence, where it was said, on whose behalf
    Column("signed_at", Moment),
    Column("signed_by", BigInteger),
    Column("returned", Text, nullable=False),  # why it was not signed when it was handed in before
    Column("called", Boolean, nullable=False),  # it has been in a roll-call
    UniqueConstraint("company", "duty", "local_date"),
    sqlite_autoincrement=True,
)
OPEN = ("wanted", "signing")
Index("ix_duties_day", duties.c.company, duties.c.local_date)
_CHECKED = duties.c.next_check_at.is_not(None)
Index(
    "ix_duties_next_check_at",
    duties.c.next_check_at,
    duties.c.id,
    duties.c.company,
    sqlite_where=_CHECKED,
    postgresql_where=_CHECKED,
)
_HANDED = duties.c.handed_by.is_not(None)
Index(
    "ix_duties_handed_by",
    duties.c.handed_by,
    duties.c.handed_at,
    sqlite_where=_HANDED,
    postgresql_where=_HANDED,
)
