"""Files of many reports or orders on their way: fetched, shown, confirmed, done line by line, taken back line by line.

``now`` is business time; ``next_try_at`` is machine time, as the messenger's patience is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from orders.order import OrderId, PersonId
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


class LineState(StrEnum):
    READY = "ready"
    BAD = "bad"  # refused when it was looked through
    DONE = "done"
    LEFT = "left"  # refused when its turn came
    UNDONE = "undone"
    KEPT = "kept"  # could not be taken back


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


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRow:
    """``what``: the kind of event it led or leads to."""

    number: int
    cells: Mapping[str, Any]
    state: LineState
    what: str = ""
    order_id: OrderId | None = None
    move: int | None = None
    reason: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """So many lines of one state that lead to the same."""

    state: LineState
    what: str
    lines: int


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
_LINES = select(batch_lines).where(
    batch_lines.c.batch == bindparam("its_batch"),
    batch_lines.c.state.in_(bindparam("states", expanding=True)),
)
_FIRST = _LINES.order_by(batch_lines.c.number).limit(bindparam("most"))
_LAST = _LINES.order_by(batch_lines.c.number.desc()).limit(bindparam("most"))
_TALLY = (
    select(batch_lines.c.state, batch_lines.c.what, func.count().label("lines"))
    .where(batch_lines.c.batch == bindparam("its_batch"))
    .group_by(batch_lines.c.state, batch_lines.c.what)
)
_SETTLE = update(batch_lines).where(
    batch_lines.c.batch == bindparam("its_batch"),
    batch_lines.c.number == bindparam("its_number"),
    batch_lines.c.state == bindparam("was"),
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


def put_lines(conn: Connection, batch: int, lines: Sequence[LineRow]) -> None:
    """Written once; what is there already stays."""
    if lines:
        conn.execute(
            insert(batch_lines),
            [
                {
                    "batch": batch,
                    "number": one.number,
                    "cells": one.cells,
                    "state": one.state.value,
                    "what": one.what,
                    "order_id": one.order_id,
                    "move": one.move,
                    "reason": one.reason,
                }
                for one in lines
            ],
        )


def forget_lines(conn: Connection, batch: int) -> None:
    conn.execute(delete(batch_lines).where(batch_lines.c.batch == batch))


def first_lines(
    conn: Connection, batch: int, states: Collection[LineState], most: int
) -> tuple[LineRow, ...]:
    return _lines(conn, _FIRST, batch, states, most)


def last_lines(conn: Connection, batch: int, states: Collection[LineState], most: int) -> tuple[LineRow, ...]:
    """The last one first."""
    return _lines(conn, _LAST, batch, states, most)


def settle(conn: Connection, batch: int, line: LineRow, was: LineState) -> bool:
    """Write down what became of a line. False: somebody has done so before."""
    values = {
        "state": line.state.value,
        "what": line.what,
        "order_id": line.order_id,
        "move": line.move,
        "reason": line.reason,
    }
    asked = {"its_batch": batch, "its_number": line.number, "was": was.value}
    return conn.execute(_SETTLE.values(**values), asked).rowcount == 1


def tallies(conn: Connection, batch: int) -> tuple[Tally, ...]:
    rows = conn.execute(_TALLY, {"its_batch": batch})
    return tuple(Tally(state=LineState(row.state), what=row.what, lines=row.lines) for row in rows)


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


def _lines(
    conn: Connection, query: Any, batch: int, states: Collection[LineState], most: int
) -> tuple[LineRow, ...]:
    asked = {"its_batch": batch, "states": sorted(one.value for one in states), "most": most}
    return tuple(
        LineRow(
            number=row.number,
            cells=row.cells,
            state=LineState(row.state),
            what=row.what,
            order_id=None if row.order_id is None else OrderId(row.order_id),
            move=row.move,
            reason=row.reason,
        )
        for row in conn.execute(query, asked)
    )


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
