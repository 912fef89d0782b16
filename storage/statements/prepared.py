"""What comes with every report: SQLAlchemy writes each statement once, and the driver gets it as it stands.

``Connection.execute`` finds out at each call which columns are given, how values are converted and what the rows are
called. For a small statement that is several times the work of SQLite itself.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import CompoundSelect, Connection, CursorResult, Dialect, Insert, Select, Update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from storage.stores.sqlite_engine import driver_connection

Values: TypeAlias = Mapping[str, Any]
GivesRows: TypeAlias = Select[Any] | CompoundSelect[Any] | ReturningInsert[Any] | ReturningUpdate[Any]


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
        changed: int = plainly(conn)(written.sql, written.parameters(values)).rowcount
        return changed

    def run_all(self, conn: Connection, rows: Sequence[Values]) -> None:
        """Once for each, all by the same names."""
        written = self._for(conn, rows[0])
        parameters = [written.parameters(values) for values in rows]
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql(written.sql, parameters)
        else:
            driver_connection(conn).executemany(written.sql, parameters)

    def _for(self, conn: Connection, values: Values) -> "_Written":
        key = (conn.dialect.name, *values)
        if key not in self._written:
            self._written[key] = _Written(self._statement, conn.dialect, names=tuple(values))
        return self._written[key]


class PreparedQuery:
    """A statement that gives rows; values go by the names of its parameters. None may be a list (``expanding``)."""

    def __init__(self, statement: GivesRows) -> None:
        self._statement = statement
        names = [str(name) for name in statement.exported_columns.keys()]  # noqa: SIM118 - it is no mapping
        self._row: Any = namedtuple("_row", names)  # type: ignore[misc]  # noqa: PYI024 - its columns name it
        self._written: dict[str, _Written] = {}
        self._conversions: list[tuple[int, Callable[[Any], Any]]] | None = None

    def all(self, conn: Connection, values: Values) -> Sequence[Any]:
        """The rows: their values in the statement's order, and by the names of its columns."""
        if conn.dialect.name == "postgresql":
            return conn.execute(self._statement, values).all()
        if self._conversions is None:
            self._conversions = list(_conversions(self._statement, conn.dialect))
        found = self.tuples(conn, values)
        return [self._row._make(_converted(row, self._conversions)) for row in found]

    def tuples(self, conn: Connection, values: Values) -> Sequence[tuple[Any, ...]]:
        """The rows as the driver gives them: for hundreds at once, of columns that are nothing else in Python."""
        written = self._written.get(conn.dialect.name)
        if written is None:
            written = self._written[conn.dialect.name] = _Written(self._statement, conn.dialect)
        given = plainly(conn)(written.sql, written.parameters(values))
        return (given.cursor if conn.dialect.name == "postgresql" else given).fetchall()

    def one_or_none(self, conn: Connection, values: Values) -> Any | None:
        """The first row."""
        rows = self.all(conn, values)
        return rows[0] if rows else None


def _converted(row: Sequence[Any], conversions: Iterable[tuple[int, Callable[[Any], Any]]]) -> Sequence[Any]:
    """Most of what an order's stages hold is NULL, and NULL is None in every type."""
    values = list(row)
    for place, convert in conversions:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values


def plainly(conn: Connection) -> Callable[..., "CursorResult[Any]"]:
    """SQLite is told by its driver, at a tenth of the cost; SQLAlchemy is to notice when PostgreSQL cannot be reached."""
    if conn.dialect.name == "postgresql":
        return conn.exec_driver_sql
    return driver_connection(conn).execute  # type: ignore[return-value]  # gives a cursor with the same names


def _conversions(statement: GivesRows, dialect: Dialect) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    for place, column in enumerate(statement.exported_columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield place, convert


class _Written:
    """The statement as one database takes it. ``names``: what is given, where that decides which columns are written."""

    def __init__(
        self, statement: Insert | Update | GivesRows, dialect: Dialect, *, names: Sequence[str] | None = None
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.sql = str(compiled)
        self._by_place = compiled.positional
        self._own = {name: value for name, value in compiled.params.items() if name not in (names or ())}
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
