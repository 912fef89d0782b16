"""What each test would make anew though it never differs: made once, then taken from memory."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, inspect, literal, select, text

from bot.centres.centre_files import load_one
from orders.centre_file.centre import Centre, Centres
from storage.tables import metadata


def centres_of(path: Path) -> Centres:
    """A company's file as it is loaded; it is read each time, and understood once for each content."""
    return Centres((_centre(path, path.read_bytes()),))


@cache
def _centre(path: Path, _content: bytes) -> Centre:
    return load_one(path)


@dataclass(frozen=True, kw_only=True)
class _Rows:
    table: Table
    rows: list[dict[str, Any]]


_WRITTEN: dict[Hashable, list[_Rows]] = {}


def written_once(conn: Connection, name: Hashable, write: Callable[[Connection], None]) -> None:
    """Let ``write`` fill the tables of an empty database, or put in what it put into another one under this name.

    In one that is not empty it is written as it always is, over what stands there.
    """
    name = (conn.dialect.name, name)
    if name in _WRITTEN and conn.execute(select(_WRITTEN[name][0].table).limit(1)).first() is not None:
        write(conn)
        return
    if name not in _WRITTEN:
        write(conn)
        there = set(inspect(conn).get_table_names())  # fewer in a database of an older revision
        _WRITTEN[name] = [
            _Rows(table=table, rows=[dict(row) for row in conn.execute(select(table)).mappings()])
            for table in metadata.sorted_tables
            if table.name in there and _has_rows(conn, table)
        ]
        return
    for one in _WRITTEN[name]:
        conn.execute(insert(one.table), one.rows)
        if conn.dialect.name == "postgresql" and "id" in one.table.c:
            _count_on(conn, one.table, max(row["id"] for row in one.rows))


def _has_rows(conn: Connection, table: Table) -> bool:
    """Asked without its columns: an older revision may have fewer."""
    return conn.execute(select(literal(1)).select_from(table).limit(1)).first() is not None


def _count_on(conn: Connection, table: Table, last: int) -> None:
    """PostgreSQL does not see which numbers are taken."""
    conn.execute(
        text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"),
        {"table": table.name, "last": last},
    )
