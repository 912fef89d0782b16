"""Take back a part of what one command has written, and keep the rest."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from storage.sqlite_engine import driver_connection


class UndoPoint:
    """What is written from here on can be taken back by itself. Points may lie within each other: the inner ends first.

    ``Connection.begin_nested`` does the same, with a name made and a statement compiled for each.
    """

    def __init__(self, conn: Connection) -> None:
        self._run = _plainly(conn)
        self._run("SAVEPOINT undo_point")

    def rollback(self) -> None:
        self._run("ROLLBACK TO SAVEPOINT undo_point")
        self.commit()

    def commit(self) -> None:
        self._run("RELEASE SAVEPOINT undo_point")


def _plainly(conn: Connection) -> Callable[[str], Any]:
    """SQLite is told by its driver, at a tenth of the cost; SQLAlchemy is to notice when PostgreSQL cannot be reached."""
    if conn.dialect.name == "postgresql":
        return conn.exec_driver_sql
    return driver_connection(conn).execute
