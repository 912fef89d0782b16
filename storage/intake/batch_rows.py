"""Files of many reports or orders on their way: fetched, shown, confirmed, done line by line, taken back line by line.

``now`` is business time; ``next_try_at`` is machine time, as the messenger's patience is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update

from orders.order import PersonId
from storage.tables.batch_tables import batch_lines, batches
from storage.tables.post_tables import cards

QUIET = "maybe"  # a kind: nobody said that it is lines to be done; nothing is said of it before it has turned out to be


class BatchState(StrEnum):
    WANTED = "wanted"  # to be fetched and looked through
    FAILED = "failed"
    READY = "ready"  # shown; waits for a yes
    DROPPED = "dropped"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


IN_WORK = (BatchState.WANTED, BatchState.RUNNING, BatchState.UNDOING)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewBatch:
    """A file as it was sent. ``kind`` "": its headings will tell."""

    company: str
    kind: str
    person: PersonId
    chat: int
    thread: int | None
    message: int
    update: int
    file_id: str
    unique_id: str
    file_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch(NewBatch):
    """``trouble`` and ``told``: what handlers keep of why it is not read, and of what others are to hear."""

    id: int
    state: BatchState
    attempts: int
    next_try_at: datetime | None
    trouble: Mapping[str, Any] | None
    told: Mapping[str, Any] | None
    taken_back_by: PersonId | None
    made_at: datetime


_BY_ID = select(batches).where(batches.c.id == bindparam("batch"))
_LOCKED = _BY_ID.with_for_update()
_OF_MESSAGE = (
    select(batches)
    .where(batches.c.chat == bindparam("in_chat"), batches.c.message == bindparam("in_message"))
    .order_by(batches.c.id.desc())
    .limit(1)
)
_OF_FILE = (
    select(batches)
    .where(
        batches.c.company == bindparam("its_company"),
        batches.c.unique_id == bindparam("its_file"),
        batches.c.id != bindparam("batch"),
        batches.c.state.in_([BatchState.RUNNING.value, BatchState.DONE.value]),
    )
    .order_by(batches.c.id.desc())
    .limit(1)
)
_IN_WORK = (
    select(batches)
    .where(
        batches.c.state.in_([one.value for one in IN_WORK]),
        or_(batches.c.next_try_at.is_(None), batches.c.next_try_at <= bindparam("now")),
    )
    .order_by(batches.c.id)
)
_CHANGE = update(batches).where(batches.c.id == bindparam("batch"), batches.c.state == bindparam("was"))


def add(conn: Connection, new: NewBatch, now: datetime) -> int:
    values = {
        "company": new.company,
        "kind": new.kind,
        "state": BatchState.WANTED.value,
        "person": new.person,
        "chat": new.chat,
        "thread": new.thread or 0,
        "message": new.message,
        "update_id": new.update,
        "file_id": new.file_id,
        "unique_id": new.unique_id,
        "file_name": new.file_name,
        "attempts": 0,
        "made_at": now,
    }
    number: int = conn.execute(insert(batches).values(**values).returning(batches.c.id)).scalar_one()
    return number


def by_id(conn: Connection, batch: int, *, for_update: bool = False) -> Batch | None:
    row = conn.execute(_LOCKED if for_update else _BY_ID, {"batch": batch}).one_or_none()
    return None if row is None else _read(row)


def by_message(conn: Connection, chat: int, message: int) -> Batch | None:
    """The file that came with that message."""
    row = conn.execute(_OF_MESSAGE, {"in_chat": chat, "in_message": message}).one_or_none()
    return None if row is None else _read(row)


def same_file(conn: Connection, batch: Batch) -> Batch | None:
    """The same file, done before."""
    asked = {"its_company": batch.company, "its_file": batch.unique_id, "batch": batch.id}
    row = conn.execute(_OF_FILE, asked).one_or_none() if batch.unique_id else None
    return None if row is None else _read(row)


def in_work(conn: Connection, machine_now: datetime) -> tuple[Batch, ...]:
    """Those that wait for nobody but the bot."""
    return tuple(_read(row) for row in conn.execute(_IN_WORK, {"now": machine_now}))


def change(conn: Connection, batch: int, was: BatchState, becomes: BatchState, **values: Any) -> bool:
    """False: it is not in that state any more."""
    written = {"state": becomes.value, **values}
    return conn.execute(_CHANGE.values(**written), {"batch": batch, "was": was.value}).rowcount == 1


def prune(conn: Connection, before: datetime, limit: int = 5) -> int:
    """Forget so many of the oldest files, whatever became of them, but none that is in work."""
    old = (
        select(batches.c.id)
        .where(batches.c.made_at < before, batches.c.state.not_in([one.value for one in IN_WORK]))
        .order_by(batches.c.made_at)
        .limit(limit)
    )
    numbers = list(conn.execute(old).scalars())
    conn.execute(delete(batch_lines).where(batch_lines.c.batch.in_(numbers)))
    conn.execute(delete(cards).where(cards.c.kind == "batch", cards.c.ref.in_([str(one) for one in numbers])))
    conn.execute(delete(batches).where(batches.c.id.in_(numbers)))
    return len(numbers)


def _read(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        company=row.company,
        kind=row.kind,
        state=BatchState(row.state),
        person=PersonId(row.person),
        chat=row.chat,
        thread=row.thread or None,
        message=row.message,
        update=row.update_id,
        file_id=row.file_id,
        unique_id=row.unique_id,
        file_name=row.file_name,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        trouble=row.trouble,
        told=row.told,
        taken_back_by=None if row.taken_back_by is None else PersonId(row.taken_back_by),
        made_at=row.made_at,
    )
