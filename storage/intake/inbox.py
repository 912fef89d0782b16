"""Updates on their way in: stored before they are confirmed, worked in order within a chat, each applied once.

A claim takes a chat by leasing its first waiting update; nobody touches a later one until that is done or buried.
The number of attempts is the fence: whoever claims an update raises it, and an older worker's ``done`` finds no row.
All times are the machine's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, delete, or_, select, text, update

from storage.post.backlog import Backlog, read_backlog
from storage.statements.first_of import first_of_each
from storage.statements.prepared import Prepared, PreparedQuery
from storage.statements.upserts import INSERTS
from storage.stores.errors import LeaseLost
from storage.tables.post_tables import UPDATE_BURIED, UPDATE_DONE, WAITING, inbox


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUpdate:
    """``chat_key``: updates with the same key are worked in order. ``bot``: another bot counts its updates anew."""

    bot: int
    update_id: int
    chat_key: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxRow:
    id: int
    bot: int
    update_id: int
    chat_key: str
    raw: Mapping[str, Any]
    attempts: int  # this one included
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class BuriedUpdate:
    id: int
    update_id: int
    chat_key: str
    raw: Mapping[str, Any]
    reason: str
    ended_at: datetime


_PUT_LOCK = text("SELECT pg_advisory_xact_lock(5120847301)")  # any fixed number
_PUT = {
    dialect: insert_into(inbox)
    .on_conflict_do_nothing(index_elements=["bot", "update_id"])
    .returning(inbox.c.id)
    for dialect, insert_into in INSERTS.items()
}
_heads = first_of_each(inbox, ("chat_key",), "waiting")
_OWN = inbox.c.owner == bindparam("by")
_FREE = (
    select(inbox.c.id)
    .join(_heads, _heads.c.id == inbox.c.id)
    .where(WAITING, or_(inbox.c.leased_until.is_(None), inbox.c.leased_until <= bindparam("now"), _OWN))
    .order_by(inbox.c.id)
    .limit(1)
    .with_for_update(of=inbox, skip_locked=True)
    .cte("free")
)
_TAKE = PreparedQuery(
    update(inbox)
    .where(inbox.c.id.in_(select(_FREE.c.id)))
    .values(
        owner=bindparam("by"),
        leased_until=bindparam("until"),
        attempts=case((_OWN, inbox.c.attempts), else_=inbox.c.attempts + 1),
    )
    .returning(inbox)
)
_NEXT_IN_CHAT = (
    select(inbox.c.id)
    .where(inbox.c.chat_key == bindparam("key"), WAITING)
    .order_by(inbox.c.id)
    .limit(1)
    .cte("next_in_chat")
)
_TAKE_NEXT = PreparedQuery(
    update(inbox)
    .where(
        inbox.c.id.in_(select(_NEXT_IN_CHAT.c.id)),
        WAITING,
        or_(inbox.c.leased_until.is_(None), inbox.c.leased_until <= bindparam("now"), _OWN),
    )
    .values(owner=bindparam("by"), leased_until=bindparam("until"), attempts=inbox.c.attempts + 1)
    .returning(inbox)
)
_END = Prepared(
    update(inbox).where(inbox.c.id == bindparam("row_id"), WAITING, inbox.c.attempts == bindparam("attempt"))
)


def put(conn: Connection, updates: Sequence[NewUpdate], now: datetime) -> tuple[int, ...]:
    """Store what arrived, in this order; return the ids of the new ones. A known (bot, update_id) is dropped."""
    if conn.dialect.name == "postgresql":
        conn.execute(_PUT_LOCK)  # ids become visible in their order: a chat's first update is known for it
    ids: list[int] = []
    for one in updates:
        values = {
            "bot": one.bot,
            "update_id": one.update_id,
            "chat_key": one.chat_key,
            "raw": dict(one.raw),
            "state": "waiting",
            "arrived_at": now,
            "attempts": 0,
            "reason": "",
        }
        ids.extend(conn.execute(_PUT[conn.dialect.name], values).scalars())
    return tuple(ids)


def claim_chat(conn: Connection, *, owner: str, now: datetime, lease: timedelta) -> InboxRow | None:
    """Take the chat that has waited longest; return its first update, the attempt already counted.

    ``owner`` names one claim of one process: asked again in the same name, it gives what that name has taken, so that
    a claim that was saved without an answer is not lost. An update at its fourth attempt has ended the process three
    times.
    """
    return _took(_TAKE.one_or_none(conn, {"now": now, "by": owner, "until": now + lease}))


def next_of(
    conn: Connection, row: InboxRow, *, owner: str, now: datetime, lease: timedelta
) -> InboxRow | None:
    """Go on in the chat of ``row``: its first waiting update, attempt counted. None: nothing waits, the chat is free.

    After ``done``, in the same transaction: the following update. After a failure, in a new one: the same again.
    """
    wanted = {"key": row.chat_key, "now": now, "by": owner, "until": now + lease}
    return _took(_TAKE_NEXT.one_or_none(conn, wanted))


def done(conn: Connection, row: InboxRow, now: datetime) -> None:
    """Mark it applied, in the transaction that applies it. LeaseLost: another worker has it; roll back."""
    _end(conn, row, state="done", reason="", now=now)


def bury(conn: Connection, row: InboxRow, reason: str, now: datetime) -> None:
    """Put a poisonous update aside; its chat goes on. LeaseLost: another worker has it."""
    _end(conn, row, state="buried", reason=reason, now=now)


def renew(conn: Connection, row: InboxRow, *, now: datetime, lease: timedelta) -> bool:
    return _END.run(conn, {**_fence(row), "leased_until": now + lease}) == 1


def release(conn: Connection, row: InboxRow) -> bool:
    """Give the chat back unworked: the attempt does not count."""
    freed = {"owner": None, "leased_until": None, "attempts": row.attempts - 1}
    return _END.run(conn, {**_fence(row), **freed}) == 1


def waiting(conn: Connection) -> Backlog:
    return read_backlog(conn, inbox, inbox.c.arrived_at, WAITING)


def name_of(row: int) -> str:
    """The id of an update that a person is told and the log shows, by the number of its row."""
    return f"U{row}"


def buried(conn: Connection, limit: int = 20) -> tuple[BuriedUpdate, ...]:
    """The latest first."""
    query = select(inbox).where(UPDATE_BURIED).order_by(inbox.c.id.desc()).limit(limit)
    return tuple(
        BuriedUpdate(
            id=row.id,
            update_id=row.update_id,
            chat_key=row.chat_key,
            raw=row.raw,
            reason=row.reason,
            ended_at=row.ended_at,
        )
        for row in conn.execute(query)
    )


def prune(conn: Connection, before: datetime, limit: int = 1000) -> int:
    """Forget updates applied before then. Keep two days: Telegram repeats for one; fewer than seven: ids start anew."""
    return _prune(conn, UPDATE_DONE, before, limit)


def prune_buried(conn: Connection, before: datetime, limit: int = 1000) -> int:
    """Forget updates put aside before then, with all that people had written in them."""
    return _prune(conn, UPDATE_BURIED, before, limit)


def _prune(conn: Connection, ended: ColumnElement[bool], before: datetime, limit: int) -> int:
    old = select(inbox.c.id).where(ended, inbox.c.ended_at < before).order_by(inbox.c.ended_at).limit(limit)
    return conn.execute(delete(inbox).where(inbox.c.id.in_(old))).rowcount


def _end(conn: Connection, row: InboxRow, *, state: str, reason: str, now: datetime) -> None:
    values = {"state": state, "reason": reason, "ended_at": now, "owner": None, "leased_until": None}
    if _END.run(conn, {**_fence(row), **values}) != 1:
        raise LeaseLost(f"update {row.update_id} was taken over after attempt {row.attempts}")


def _fence(row: InboxRow) -> dict[str, int]:
    return {"row_id": row.id, "attempt": row.attempts}


def _took(row: Row[Any] | None) -> InboxRow | None:
    if row is None:
        return None
    return InboxRow(
        id=row.id,
        bot=row.bot,
        update_id=row.update_id,
        chat_key=row.chat_key,
        raw=row.raw,
        attempts=row.attempts,
        arrived_at=row.arrived_at,
    )
