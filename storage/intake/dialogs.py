"""What the bot asked one person and waits for: one question at a time in each place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from storage.post import said
from storage.statements.upserts import insert_into
from storage.tables.house_tables import dialogs


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialog:
    """``user``: the messenger's number of the person who may answer."""

    id: int
    company: str
    chat: int
    thread: int | None
    user: int
    kind: str
    data: Mapping[str, Any]
    expires_at: datetime


_OPEN = select(dialogs).where(dialogs.c.user_id == bindparam("user"), dialogs.c.expires_at > bindparam("now"))
_ASKED = select(dialogs).where(dialogs.c.id == bindparam("dialog"), dialogs.c.expires_at > bindparam("now"))
_BY_ID = _OPEN.where(dialogs.c.id == bindparam("dialog"), dialogs.c.chat == bindparam("in_chat"))
_HERE = _OPEN.where(dialogs.c.chat == bindparam("in_chat"), dialogs.c.thread == bindparam("in_thread"))


def ask(
    conn: Connection,
    *,
    company: str,
    chat: int,
    thread: int | None,
    user: int,
    kind: str,
    data: Mapping[str, Any],
    now: datetime,
    expires_at: datetime,
) -> int:
    """Wait for an answer instead of any earlier one of that person in that place.

    The question is said with ``note_for`` "dialog:<id>", so that a reply to its message is known for an answer.
    """
    place = {"chat": chat, "thread": thread or 0, "user_id": user}
    conn.execute(delete(dialogs).where(*[dialogs.c[name] == value for name, value in place.items()]))
    new = insert_into(conn, dialogs).values(
        **place, company=company, kind=kind, data=dict(data), asked_at=now, expires_at=expires_at
    )
    number: int = conn.execute(new.returning(dialogs.c.id)).scalar_one()
    return number


def open_for(
    conn: Connection, chat: int, thread: int | None, user: int, now: datetime, *, reply_to: int | None = None
) -> Dialog | None:
    """The question a message may answer. A reply to a message counts for the question in that message alone."""
    asked = {"in_chat": chat, "in_thread": thread or 0, "user": user, "now": now}
    if reply_to is None:
        return _read(conn.execute(_HERE, asked).one_or_none())
    about, _, number = (said.note_of(conn, chat, reply_to) or "").partition(":")
    if about != "dialog":
        return None
    return _read(
        conn.execute(_BY_ID, {"dialog": int(number), "in_chat": chat, "user": user, "now": now}).one_or_none()
    )


def by_id(conn: Connection, dialog: int, now: datetime) -> Dialog | None:
    """A question that is still open, whoever was asked."""
    return _read(conn.execute(_ASKED, {"dialog": dialog, "now": now}).one_or_none())


def close(conn: Connection, dialog: int) -> bool:
    """Wait no longer. False: it was over already."""
    return conn.execute(delete(dialogs).where(dialogs.c.id == dialog)).rowcount == 1


def prune(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(dialogs).where(dialogs.c.expires_at < before)).rowcount


def _read(row: Row[Any] | None) -> Dialog | None:
    if row is None:
        return None
    return Dialog(
        id=row.id,
        company=row.company,
        chat=row.chat,
        thread=row.thread or None,
        user=row.user_id,
        kind=row.kind,
        data=row.data,
        expires_at=row.expires_at,
    )
