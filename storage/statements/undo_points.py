"""Take back a part of what one command has written, and keep the rest."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from storage.statements.prepared import plainly
from storage.stores.failures import is_commands_own

T = TypeVar("T")


class UndoPoint:
    """What is written from here on can be taken back by itself. Points may lie within each other: the inner ends first.

    ``Connection.begin_nested`` does the same, with a name made and a statement compiled for each.
    """

    def __init__(self, conn: Connection) -> None:
        self._run = plainly(conn)
        self._run("SAVEPOINT undo_point")

    def rollback(self) -> None:
        self._run("ROLLBACK TO SAVEPOINT undo_point")
        self.commit()

    def commit(self) -> None:
        self._run("RELEASE SAVEPOINT undo_point")


def attempt(conn: Connection, work: Callable[[], T], *, otherwise: Callable[[], T]) -> T:
    """Where ``work`` is wrong by itself nothing of it is left, and what else the command does goes on with ``otherwise``.

    It runs while that error is being handled, so that it may be logged. Trouble of the database ends the command.
    """
    point = UndoPoint(conn)
    try:
        done = work()
    except Exception as error:
        if not is_commands_own(error):
            raise
        point.rollback()
        return otherwise()
    point.commit()
    return done
