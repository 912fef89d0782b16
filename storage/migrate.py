"""Bring a database to the tables this version needs; safe to run at every start, by several processes at once."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.stores.addresses import read_url, sqlite_file
from storage.stores.errors import StoreUnavailable
from storage.stores.failures import worth_repeating, write_failure
from storage.stores.sqlite_engine import begin_to_write, writing_engine

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

LATEST = "0034"  # the last revision; a database that is there needs nothing of what applies revisions
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_362_110_420  # any fixed number; held in PostgreSQL while one process migrates
_PATIENCE = 60.0  # another process may be at the same work
_TRIES = 120  # to have all tables of a PostgreSQL database at once, while other processes work on it
_FOR_A_TABLE = 300  # milliseconds: by then PostgreSQL has not ended anybody's command for waiting in a circle
_BETWEEN = 0.2  # seconds
_IN_USE = ("55P03", "40P01")  # lock time-out, deadlock


class DatabaseTooNew(Exception):
    """The database has been used by a newer version of this program."""


def upgrade(url: str, revision: str = "head") -> None:
    """Apply the missing revisions in one transaction: killed half way, nothing has happened.

    Raises StoreUnavailable where it may well succeed later, as while the database cannot be reached, and DatabaseTooNew.
    """
    address = read_url(url)
    engine = _engine(address)
    try:
        with engine.begin() as conn:
            _wait_for_turn(conn)
            if revision_of(conn) != LATEST or revision != "head":
                _apply(conn, revision)
    except DBAPIError as error:
        if worth_repeating(error):
            raise StoreUnavailable(f"others were at work on it: {error.orig}") from error
        failure = write_failure(error)
        if failure is error:
            raise
        raise failure from error
    finally:
        engine.dispose()


def revision_of(conn: Connection) -> str | None:
    """Where the database is, as Alembic has noted it; None for one in which nothing has happened yet."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    noted: str | None = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return noted


def _apply(conn: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - a third of a second that only a new version needs
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - the same

    settings = config(conn)
    _check_known(conn, ScriptDirectory.from_config(settings))
    _take_tables(conn)
    command.upgrade(settings, revision)


def config(conn: Connection) -> "Config":
    """Alembic's settings, made here instead of in a file; the migrations run in ``conn``'s transaction."""
    from alembic.config import Config  # noqa: PLC0415 - see _apply

    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = conn
    return made


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        return writing_engine(sqlite_file(address), patience=_PATIENCE)
    return create_engine(address, poolclass=NullPool)


def _wait_for_turn(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    else:
        begin_to_write(conn)


def _take_tables(conn: Connection) -> None:
    """All or none: whoever has one and waits for the next, as a command of another process may, waits in a circle.

    On SQLite nobody else writes by now.
    """
    if conn.dialect.name != "postgresql":
        return
    from storage.tables import metadata  # noqa: PLC0415 - see _apply

    ours = {"alembic_version", *metadata.tables} & set(
        inspect(conn).get_table_names()
    )  # others may lie beside them
    if not (tables := ", ".join(map(conn.dialect.identifier_preparer.quote, sorted(ours)))):
        return
    for _ in range(_TRIES):
        if _taken(conn, tables):
            return
        time.sleep(_BETWEEN)
    raise StoreUnavailable("its tables are in use; if they stay so, stop the processes that work on it")


def _taken(conn: Connection, tables: str) -> bool:
    try:
        with conn.begin_nested():
            conn.execute(text(f"SET LOCAL lock_timeout = {_FOR_A_TABLE}"))
            conn.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _IN_USE:
            raise
        return False
    conn.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    return True


def _check_known(conn: Connection, script: "ScriptDirectory") -> None:
    current = revision_of(conn)
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNew(f"the database is at revision {current}, which this version does not know")
