"""People, what they are in each company, the invitations that brought them, and the chats they meet in."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text

from storage.tables.base import Json, in_state, metadata, numbered
from storage.tables.moment import Moment
from storage.tables.words import Words

persons = Table(
    "persons",
    metadata,
    numbered(),
    Column("user_id", BigInteger, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("username", Words, nullable=False),
    Column("language", Text, nullable=False),
    Column("phone", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),  # may be written to in private
    Column("made_at", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("person", BigInteger, ForeignKey("persons.id"), primary_key=True),
    Column("company", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("is_head", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
)
ASKED = in_state(memberships, "pending")
Index("ix_memberships_department", memberships.c.company, memberships.c.department)
Index("ix_memberships_pending", memberships.c.company, sqlite_where=ASKED, postgresql_where=ASKED)

roles = Table(
    "roles",
    metadata,
    Column("person", BigInteger, ForeignKey("persons.id"), primary_key=True),
    Column("company", Text, primary_key=True),
    Column("role", Text, primary_key=True),
)
Index("ix_roles_role", roles.c.company, roles.c.role)

daily_lists = Table(
    "daily_lists",
    metadata,
    Column("person", BigInteger, ForeignKey("persons.id"), primary_key=True),
    Column("company", Text, primary_key=True),
    Column("opened_on", Date, nullable=False),  # the last working day whose list was seen to
    Column("closed_on", Date, nullable=False),  # … whose closing note was
)
Index("ix_daily_lists_opened_on", daily_lists.c.company, daily_lists.c.opened_on)
Index("ix_daily_lists_closed_on", daily_lists.c.company, daily_lists.c.closed_on)

invites = Table(
    "invites",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("company", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("made_by", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
)
Index("ix_invites_company", invites.c.company, invites.c.expires_at)

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("title", Words, nullable=False),
    Column("company", Text),
    Column("language", Text, nullable=False),  # one, or two joined by "+"; empty: the company's
    Column("state", Text, nullable=False),
    Column("rights", Json, nullable=False),
    Column("moved_to", BigInteger),
    Column("made_at", Moment, nullable=False),
)
Index("ix_chats_company", chats.c.company)

bindings = Table(
    "bindings",
    metadata,
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("thread", BigInteger, primary_key=True),  # 0: the whole group
    Column("company", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("enrols", Boolean, nullable=False),  # who writes there becomes staff of the department
)
Index("ix_bindings_department", bindings.c.company, bindings.c.department)
