"""What came in, what is to go out, and the cards that are kept up to date in chats."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    or_,
)

from storage.tables.base import Json, in_state, metadata, numbered
from storage.tables.moment import Moment
from storage.tables.words import Words

inbox = Table(
    "inbox",
    metadata,
    numbered(),
    Column("bot", BigInteger, nullable=False),  # another bot, or the sandbox, counts its updates anew
    Column("update_id", BigInteger, nullable=False),
    Column("chat_key", Text, nullable=False),
    Column("raw", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("arrived_at", Moment, nullable=False),
    Column("owner", Text),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("reason", Words, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("bot", "update_id"),
    sqlite_autoincrement=True,
)
WAITING = in_state(inbox, "waiting")
UPDATE_DONE = in_state(inbox, "done")
UPDATE_BURIED = in_state(inbox, "buried")
Index("ix_inbox_waiting", inbox.c.chat_key, inbox.c.id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_inbox_done", inbox.c.ended_at, sqlite_where=UPDATE_DONE, postgresql_where=UPDATE_DONE)
Index("ix_inbox_buried", inbox.c.id, sqlite_where=UPDATE_BURIED, postgresql_where=UPDATE_BURIED)

outbox = Table(
    "outbox",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),  # 0: no topic
    Column("to_user", BigInteger),
    Column("lane", Text, nullable=False),
    Column("priority", Integer, nullable=False),  # the smaller goes first
    Column("payload", Json, nullable=False),
    Column("group_key", Text, nullable=False),
    Column("note_for", Text, nullable=False),
    Column("unasked", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("owner", Text),
    Column("leased_until", Moment),
    Column("next_try_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("moved", Boolean, nullable=False),  # its group got a new id: message ids in the payload are void
    Column("message_id", BigInteger),
    Column("ended_at", Moment),
    Column("reason", Words, nullable=False),
    # A group hears only so much unasked in a day; these moments are business time.
    Column("counted_at", Moment),  # from then on it is one of that day's messages
    Column("held_since", Moment),  # kept back, or once was
    Column("held_until", Moment),
    Column("joined_into", BigInteger),  # the letter that says it together with others
    sqlite_autoincrement=True,
)
PENDING = in_state(outbox, "pending")
HELD = in_state(outbox, "held")
ON_ITS_WAY = or_(PENDING, HELD)
COUNTED = outbox.c.counted_at.is_not(None)
KEPT_BACK = outbox.c.held_since.is_not(None)
ENDED = outbox.c.ended_at.is_not(None)
BURIED = in_state(outbox, "buried")
Index(
    "ix_outbox_pending",
    outbox.c.chat,
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)
Index("ix_outbox_ended_at", outbox.c.ended_at, sqlite_where=ENDED, postgresql_where=ENDED)
Index("ix_outbox_buried", outbox.c.id, sqlite_where=BURIED, postgresql_where=BURIED)
Index("ix_outbox_buried_chat", outbox.c.chat, outbox.c.id, sqlite_where=BURIED, postgresql_where=BURIED)
Index("ix_outbox_note_for", outbox.c.note_for, sqlite_where=PENDING, postgresql_where=PENDING)
Index(
    "ix_outbox_counted",
    outbox.c.chat,
    outbox.c.thread,
    outbox.c.counted_at,
    sqlite_where=COUNTED,
    postgresql_where=COUNTED,
)
Index("ix_outbox_held", outbox.c.held_until, sqlite_where=HELD, postgresql_where=HELD)
Index(
    "ix_outbox_held_in", outbox.c.chat, outbox.c.thread, outbox.c.id, sqlite_where=HELD, postgresql_where=HELD
)
Index("ix_outbox_kept_back", outbox.c.note_for, sqlite_where=KEPT_BACK, postgresql_where=KEPT_BACK)
JOINED = outbox.c.joined_into.is_not(None)
Index("ix_outbox_joined", outbox.c.joined_into, sqlite_where=JOINED, postgresql_where=JOINED)

parts = Table(
    "parts",
    metadata,
    Column("letter", BigInteger, ForeignKey("outbox.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("payload", Json, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", Moment),
)

said = Table(
    "said",
    metadata,
    numbered(),
    Column("note", Text, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("said_at", Moment, nullable=False),
)
Index("ix_said_note", said.c.note)
Index("ix_said_message", said.c.chat, said.c.message_id)
Index("ix_said_said_at", said.c.said_at)

pauses = Table(
    "pauses",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
    Column("reason", Words, nullable=False),
)
Index("ix_pauses_until", pauses.c.until)

cards = Table(
    "cards",
    metadata,
    numbered(),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),  # order id or department
    Column("company", Text, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("wanted", BigInteger, nullable=False),
    Column("shown", BigInteger, nullable=False),
    Column("owner", Text),
    Column("leased_until", Moment),
    Column("next_try_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("reason", Words, nullable=False),
    UniqueConstraint("kind", "ref", "company", "chat", "thread"),
    sqlite_autoincrement=True,
)
STALE = cards.c.wanted > cards.c.shown
Index("ix_cards_stale", cards.c.id, sqlite_where=STALE, postgresql_where=STALE)
Index("ix_cards_chat", cards.c.chat, cards.c.message_id)
