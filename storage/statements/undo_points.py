"""Take back a part of what one command has written, and keep the rest."""

from sqlalchemy import Connection

from storage.statements.prepared import plainly


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
