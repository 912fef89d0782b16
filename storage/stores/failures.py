"""Tell a database that cannot serve now from a command that is wrong."""

import sqlite3
from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from storage.stores.errors import LeaseLost, StoreUnavailable, VersionConflict

if TYPE_CHECKING:
    from psycopg import Error as PostgresError

_SQLITE_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
_POSTGRES_NOT_NOW = (
    "08",
    "53",
    "57",
    "58",
    "55P03",
)  # connection, resources, operator, system, lock time-out
_POSTGRES_TOO_LONG = "57014"  # the statement itself ran out of time: again it may well take as long
_POSTGRES_WHOLE_TOO_LONG = "25P04"  # all of a transaction's statements together
_POSTGRES_AGAIN = ("40001", "40P01")  # serialization failure, deadlock
_POSTGRES_READ_ONLY = "25006"


def read_failure(error: BaseException) -> BaseException:
    """StoreUnavailable where the database is to blame, else the error itself."""
    cause = _cause(error)
    if isinstance(error, NoConnectionFree) or _not_now(cause):
        return _unavailable(error, cause)
    return error


def write_failure(error: BaseException) -> BaseException:
    """As ``read_failure``; besides, a database that has become read-only takes no writes now."""
    cause = _cause(error)
    if _read_only(cause):
        return _unavailable(error, cause)
    return read_failure(error)


def worth_repeating(error: Exception) -> bool:
    """Whether the same command, nothing of it committed, may well succeed at once."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _POSTGRES_AGAIN
    return isinstance(error, VersionConflict)


def is_commands_own(error: Exception) -> bool:
    """Whether the command itself is wrong: neither the database's trouble nor somebody else's being faster."""
    store_speaks = isinstance(error, (StoreUnavailable, VersionConflict, LeaseLost))
    return not store_speaks and not worth_repeating(error) and write_failure(error) is error


def ran_out_of_time(error: Exception) -> bool:
    """Whether all that the command did took too long: half of it may well succeed."""
    return getattr(_cause(error), "sqlstate", None) == _POSTGRES_WHOLE_TOO_LONG


def _cause(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _not_now(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.Error):
        return _sqlite_code(cause) in _SQLITE_NOT_NOW
    return _from_postgres(cause) and _postgres_not_now(cause)


def _from_postgres(cause: BaseException | None) -> "TypeGuard[PostgresError]":
    return hasattr(cause, "sqlstate")


def _postgres_not_now(cause: "PostgresError") -> bool:
    """Without a state nothing came from the server: either it cannot be reached, or the command was never sent."""
    if cause.sqlstate is None:
        from psycopg import InterfaceError, OperationalError  # noqa: PLC0415 - there by now; on SQLite never loaded

        return isinstance(cause, (OperationalError, InterfaceError))
    return cause.sqlstate != _POSTGRES_TOO_LONG and cause.sqlstate.startswith(_POSTGRES_NOT_NOW)


def _read_only(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.Error):
        return _sqlite_code(cause) == sqlite3.SQLITE_READONLY
    return _from_postgres(cause) and cause.sqlstate == _POSTGRES_READ_ONLY


def _sqlite_code(cause: sqlite3.Error) -> int | None:
    """The primary code: the low byte of SQLite's extended one. Errors of the Python module itself have none."""
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _unavailable(error: BaseException, cause: BaseException | None) -> StoreUnavailable:
    made = StoreUnavailable(str(cause or error).strip())
    made.__cause__ = error
    return made
