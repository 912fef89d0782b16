"""Take back a part of what one command has written, and keep the rest."""

from sqlalchemy import Connection


class UndoPoint:
    """What is written from here on can be taken back by itself. Points may lie within each other: the inner ends first.

    ``Connection.begin_nested`` does the same, with a name made and a statement compiled for each.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        conn.exec_driver_sql("SAVEPOINT undo_point")

    def rollback(self) -> None:
        self._conn.exec_driver_sql("ROLLBACK TO SAVEPOINT undo_point")
        self.commit()

    def commit(self) -> None:
        self._conn.exec_driver_sql("RELEASE SAVEPOINT undo_point")
