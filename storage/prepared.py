"""Changes that come with every report: SQLAlchemy writes each of them once, and the driver gets it as it stands.

``Connection.execute`` finds out at each call which columns are given and how their values are converted. For a small
statement that is more work than all the rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Insert, Update

Values: TypeAlias = Mapping[str, Any]


class Prepared:
    """An INSERT or UPDATE that gives nothing back.

    Values go by the names of columns and of the statement's own parameters. What is written out is kept for each
    combination of names, so they must be few; a column with a default made in Python is not filled.
    """

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._written: dict[tuple[str, ...], _Written] = {}

    def run(self, conn: Connection, values: Values) -> int:
        """Return how many rows it changed."""
        written = self._for(conn, values)
        return conn.exec_driver_sql(written.sql, written.parameters(values)).rowcount

    def run_all(self, conn: Connection, rows: Sequence[Values]) -> None:
        """Once for each, all by the same names."""
        written = self._for(conn, rows[0])
        conn.exec_driver_sql(written.sql, [written.parameters(values) for values in rows])

    def _for(self, conn: Connection, values: Values) -> "_Written":
        key = (conn.dialect.name, *values)
        if key not in self._written:
            self._written[key] = _Written(self._statement, conn.dialect, tuple(values))
        return self._written[key]


class _Written:
    """The statement as one database takes it, for one set of names."""

    def __init__(self, statement: Insert | Update, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        self._by_place = compiled.positional
        self._own = {name: value for name, value in compiled.params.items() if name not in names}
        self._conversions = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or compiled.params
        ]

    def parameters(self, values: Values) -> Any:
        """A tuple, or a mapping where the driver knows them by name."""
        given = {**self._own, **values} if self._own else values
        converted = [
            (name, given[name] if convert is None else convert(given[name]))
            for name, convert in self._conversions
        ]
        return tuple([value for _, value in converted]) if self._by_place else dict(converted)
