"""What the bot asked and waits for, what it keeps for strangers, its trail, its settings, leases and alarms."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint

from storage.tables.base import Json, metadata, numbered
from storage.tables.moment import Moment

dialogs = Table(
    "dialogs",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("chat", "thread", "user_id"),
    sqlite_autoincrement=True,
)
Index("ix_dialogs_expires_at", dialogs.c.expires_at)

kept_reports = Table(
    "kept_reports",
    metadata,
    numbered(),
    Column("user_id", BigInteger, nullable=False),
    Column("company", Text),  # whose chat it was said in; NULL: nobody's
    Column("body", Json, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_kept_reports_user_id", kept_reports.c.user_id)
Index("ix_kept_reports_at", kept_reports.c.at)

audit = Table(
    "audit",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("who", BigInteger),  # NULL: the bot itself
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_audit_company", audit.c.company, audit.c.id)
Index("ix_audit_subject", audit.c.company, audit.c.subject)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text),
    Column("epoch", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)

alarms = Table(
    "alarms",
    metadata,
    Column("company", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("over_at", Moment),
)
STANDING = alarms.c.over_at.is_(None)
Index("ix_alarms_standing", alarms.c.since, sqlite_where=STANDING, postgresql_where=STANDING)
