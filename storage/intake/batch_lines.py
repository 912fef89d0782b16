"""The lines of a file of many reports or orders: put down, done one by one, counted, taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from orders.order import OrderId
from storage.tables.batch_tables import batch_lines


class LineState(StrEnum):
    READY = "ready"
    BAD = "bad"  # refused when it was looked through
    DONE = "done"
    LEFT = "left"  # refused when its turn came
    UNDONE = "undone"
    KEPT = "kept"  # could not be taken back


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


def put(conn: Connection, batch: int, lines: Sequence[LineRow]) -> None:
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


def forget(conn: Connection, batch: int) -> None:
    conn.execute(delete(batch_lines).where(batch_lines.c.batch == batch))


def first(conn: Connection, batch: int, states: Collection[LineState], most: int) -> tuple[LineRow, ...]:
    return _read(conn, _FIRST, batch, states, most)


def last(conn: Connection, batch: int, states: Collection[LineState], most: int) -> tuple[LineRow, ...]:
    """The last one first."""
    return _read(conn, _LAST, batch, states, most)


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


def _read(
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
