"""Which message said what: to find what a reply is about, and to change later what was said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.tables.post_tables import said


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A message of the bot's own."""

    chat: int
    thread: int | None
    message_id: int


_STAYS = "payment%"  # a customer may pay months after the code was posted; its message must say so then

_REMEMBER = insert(said)
_MESSAGES_OF = select(said).where(said.c.note == bindparam("about")).order_by(said.c.id)
_NOTE_OF = (
    select(said.c.note)
    .where(said.c.chat == bindparam("in_chat"), said.c.message_id == bindparam("message"))
    .order_by(said.c.id.desc())
    .limit(1)
)

_LATEST = (
    select(said.c.note, said.c.said_at)
    .where(said.c.chat == bindparam("in_chat"))
    .order_by(said.c.message_id.desc(), said.c.id.desc())
    .limit(bindparam("most"))
)


def remember(conn: Connection, note: str, place: Said, now: datetime) -> None:
    values = {
        "note": note,
        "chat": place.chat,
        "thread": place.thread or 0,
        "message_id": place.message_id,
        "said_at": now,
    }
    conn.execute(_REMEMBER, values)


def messages_of(conn: Connection, note: str) -> tuple[Said, ...]:
    """Every message that was said under this note, oldest first."""
    rows = conn.execute(_MESSAGES_OF, {"about": note})
    return tuple(Said(chat=row.chat, thread=row.thread or None, message_id=row.message_id) for row in rows)


def note_of(conn: Connection, chat: int, message_id: int) -> str | None:
    """The note that message was said under, such as "dialog:17"."""
    note: str | None = conn.execute(_NOTE_OF, {"in_chat": chat, "message": message_id}).scalar()
    return note


def latest_notes(conn: Connection, chat: int, limit: int) -> tuple[tuple[str, datetime], ...]:
    """What the last remembered messages of a chat were said under and when, newest first."""
    rows = conn.execute(_LATEST, {"in_chat": chat, "most": limit})
    return tuple((row.note, row.said_at) for row in rows)


def forget(conn: Connection, note: str) -> None:
    """What was said under this note is past: it is neither found nor changed any more."""
    conn.execute(delete(said).where(said.c.note == note))


def prune(conn: Connection, before: datetime) -> int:
    old = said.c.said_at < before
    return conn.execute(delete(said).where(old, said.c.note.not_like(_STAYS))).rowcount
