"""The chats the bot is in, and which departments of which company meet there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from storage.statements.upserts import insert_into
from storage.tables.people_tables import bindings, chats

WHOLE_CHAT = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRow:
    id: int
    kind: str
    title: str
    company: str | None
    language: str  # one, or two joined by "+"; empty: the company's
    state: str  # active | gone
    rights: Mapping[str, Any]
    moved_to: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Binding:
    """``thread`` None: the whole group. ``enrols``: who writes there becomes staff of the department."""

    chat: int
    thread: int | None
    company: str
    department: str
    enrols: bool


_BY_ID = select(chats).where(chats.c.id == bindparam("chat"))
_BOUND = (
    select(bindings)
    .where(bindings.c.chat == bindparam("chat"), bindings.c.thread.in_(bindparam("threads", expanding=True)))
    .order_by(bindings.c.company, bindings.c.department)
)
_DESTINATIONS = (
    select(bindings.c.chat, bindings.c.thread)
    .join(chats, chats.c.id == bindings.c.chat)
    .where(
        bindings.c.company == bindparam("company"),
        bindings.c.department == bindparam("department"),
        chats.c.state == "active",
    )
    .order_by(bindings.c.chat, bindings.c.thread)
)


def see(conn: Connection, chat: int, *, kind: str, title: str, now: datetime) -> ChatRow:
    """Note a chat the bot is in, under the title it has now; one that was gone is back."""
    seen = {"kind": kind, "title": title, "state": "active"}
    new = insert_into(conn, chats).values(id=chat, language="", rights={}, made_at=now, **seen)
    conn.execute(new.on_conflict_do_update(index_elements=["id"], set_=seen))
    return _read(conn.execute(_BY_ID, {"chat": chat}).one())


def by_id(conn: Connection, chat: int) -> ChatRow | None:
    row = conn.execute(_BY_ID, {"chat": chat}).one_or_none()
    return None if row is None else _read(row)


def of_company(conn: Connection, company: str) -> tuple[ChatRow, ...]:
    query = select(chats).where(chats.c.company == company, chats.c.state == "active").order_by(chats.c.title)
    return tuple(_read(row) for row in conn.execute(query))


def groups(conn: Connection) -> tuple[int, ...]:
    """The groups the bot is in."""
    query = select(chats.c.id).where(chats.c.state == "active", chats.c.id < 0).order_by(chats.c.id)
    return tuple(conn.execute(query).scalars())


def set_language(conn: Connection, chat: int, language: str) -> None:
    conn.execute(update(chats).where(chats.c.id == chat).values(language=language))


def set_rights(conn: Connection, chat: int, rights: Mapping[str, Any]) -> None:
    conn.execute(update(chats).where(chats.c.id == chat).values(rights=dict(rights)))


def bind(
    conn: Connection,
    chat: int,
    thread: int | None,
    company: str,
    departments: Collection[str],
    *,
    enrols: bool = False,
) -> None:
    """Bind a known chat, or one of its topics, to these departments instead of those it had."""
    place = {"chat": chat, "thread": thread or WHOLE_CHAT, "company": company, "enrols": enrols}
    unbind(conn, chat, thread)
    conn.execute(insert(bindings), [{**place, "department": department} for department in departments])
    conn.execute(update(chats).where(chats.c.id == chat).values(company=company))


def unbind(conn: Connection, chat: int, thread: int | None) -> bool:
    gone = delete(bindings).where(bindings.c.chat == chat, bindings.c.thread == (thread or WHOLE_CHAT))
    return conn.execute(gone).rowcount > 0


def departments_of(conn: Connection, chat: int, thread: int | None) -> tuple[Binding, ...]:
    """What the topic is bound to; a topic without a binding of its own counts as the whole group."""
    threads = {WHOLE_CHAT, thread or WHOLE_CHAT}
    found = [_read_binding(row) for row in conn.execute(_BOUND, {"chat": chat, "threads": sorted(threads)})]
    own = tuple(one for one in found if one.thread == thread)
    return own or tuple(found)


def bindings_of(conn: Connection, company: str) -> tuple[Binding, ...]:
    """Every binding of a company, for its settings."""
    query = select(bindings).where(bindings.c.company == company).order_by(bindings.c.chat, bindings.c.thread)
    return tuple(_read_binding(row) for row in conn.execute(query))


def destinations(conn: Connection, company: str, department: str) -> tuple[tuple[int, int | None], ...]:
    """(chat, thread) of every place where the department is told."""
    rows = conn.execute(_DESTINATIONS, {"company": company, "department": department})
    return tuple((row.chat, row.thread or None) for row in rows)


def _read(row: Row[Any]) -> ChatRow:
    return ChatRow(
        id=row.id,
        kind=row.kind,
        title=row.title,
        company=row.company,
        language=row.language,
        state=row.state,
        rights=row.rights,
        moved_to=row.moved_to,
    )


def _read_binding(row: Row[Any]) -> Binding:
    return Binding(
        chat=row.chat,
        thread=row.thread or None,
        company=row.company,
        department=row.department,
        enrols=row.enrols,
    )
