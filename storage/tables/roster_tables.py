"""Who is away and who stands in for them; who of a department is on duty."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from storage.tables.base import metadata, numbered
from storage.tables.moment import Moment

roster = Table(
    "roster",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("what", Text, nullable=False),  # leave or duty
    Column("person", BigInteger, ForeignKey("persons.id"), nullable=False),
    Column("department", Text, nullable=False),  # whose duty it is; "" of a leave, which is from all of them
    Column("deputy", BigInteger),  # NULL: nobody stands in
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment),  # NULL: until further notice
    Column("noted_by", BigInteger, nullable=False),
    Column("noted_at", Moment, nullable=False),
)
Index("ix_roster_company", roster.c.company, roster.c.ends_at)
Index("ix_roster_person", roster.c.person, roster.c.ends_at)
STOOD_IN = roster.c.deputy.is_not(None)
Index("ix_roster_deputy", roster.c.deputy, roster.c.ends_at, sqlite_where=STOOD_IN, postgresql_where=STOOD_IN)
