"""What was asked of whom because it was missing, the digests that ask it, and the reports posted by themselves."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
)

from storage.tables.base import in_state, metadata, numbered
from storage.tables.moment import Moment

reminders = Table(
    "reminders",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("kind", Text, nullable=False),  # what is chased: "stage", "order" or "owed"
    Column("ref", Text, nullable=False),  # "12:fabrication", "12" or "12:shipping_note@warehouse"
    Column("rule", Text, nullable=False),  # what was missed: receipt, update, estimate, due, …
    Column("missed_at", Moment, nullable=False),  # the moment that passed: the occurrence
    Column("rung", Integer, nullable=False),  # of the ladder, from 0
    Column("round", Integer, nullable=False),  # how often this rung was tried before
    Column("department", Text, nullable=False),  # has to act
    Column("made_at", Moment, nullable=False),
    Column("said_at", Moment),  # from then on somebody has the time of the rung to act
    # On which rungs nobody could be told when it was made, "on_duty,head": people come and go, and with them a reason.
    Column("nobody_on", Text, nullable=False, server_default=literal_column("''")),
    # Nobody higher could be told then: who hears it now is whoever stands at the top.
    Column("highest", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("kind", "ref", "rule", "missed_at", "rung", "round"),
    sqlite_autoincrement=True,
)
Index("ix_reminders_thing", reminders.c.kind, reminders.c.ref, reminders.c.id)

CLIMBED = reminders.c.rung > literal_column("0")
Index(
    "ix_reminders_climbed",
    reminders.c.company,
    reminders.c.made_at,
    sqlite_where=CLIMBED,
    postgresql_where=CLIMBED,
)

AT_THE_TOP = and_(reminders.c.highest, reminders.c.said_at.is_not(None))
Index(
    "ix_reminders_highest",
    reminders.c.company,
    reminders.c.made_at,
    sqlite_where=AT_THE_TOP,
    postgresql_where=AT_THE_TOP,
)

HEARD = reminders.c.said_at.is_not(None)
Index(
    "ix_reminders_heard",
    reminders.c.kind,
    reminders.c.ref,
    reminders.c.id,
    sqlite_where=HEARD,
    postgresql_where=HEARD,
)

UNHEARD = reminders.c.said_at.is_(None)
Index("ix_reminders_unheard", reminders.c.made_at, sqlite_where=UNHEARD, postgresql_where=UNHEARD)

digests = Table(
    "digests",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),  # 0: no topic
    Column("state", Text, nullable=False),  # unsent, closed, said, empty, or lost
    Column("letter", BigInteger),  # carries it; NULL until the sweep that began it has come to its end
    Column("made_at", Moment, nullable=False),
    Column("said_at", Moment),
    sqlite_autoincrement=True,
)
UNSENT = in_state(digests, "unsent")
Index(
    "uq_digests_unsent",
    digests.c.company,
    digests.c.chat,
    digests.c.thread,
    unique=True,
    sqlite_where=UNSENT,
    postgresql_where=UNSENT,
)
Index("ix_digests_chat", digests.c.chat, digests.c.thread, digests.c.id)

digest_lines = Table(
    "digest_lines",
    metadata,
    Column("digest", BigInteger, ForeignKey("digests.id"), primary_key=True),
    Column("reminder", BigInteger, ForeignKey("reminders.id"), primary_key=True),
    Column("number", Integer),  # in the message; NULL until it is laid out, and for what was answered before
)
Index("ix_digest_lines_reminder", digest_lines.c.reminder)

postings = Table(
    "postings",
    metadata,
    Column("company", Text, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("posted_at", Moment, nullable=False),
)
