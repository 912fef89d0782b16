"""Listen to every statement SQLite gets, with its parameters: not all that storage asks goes through SQLAlchemy."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Self, TypeAlias
from unittest.mock import patch

Note: TypeAlias = Callable[[str, Any, bool], None]
"""The statement, its parameters, and whether these are many rows of them."""


@contextmanager
def listening(note: Note) -> Iterator[None]:
    """To all connections that are opened meanwhile, as long as they live."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Self:
            note(sql, parameters, False)  # noqa: FBT003 - see Note
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any, /) -> Self:
            note(sql, parameters, True)  # noqa: FBT003 - see Note
            return super().executemany(sql, parameters)

    class Listened(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            return self.cursor().execute(sql, parameters)  # type: ignore[no-any-return]

        def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
            return self.cursor().executemany(sql, parameters)  # type: ignore[no-any-return]

    with patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Listened)):
        yield
