"""Bring a database to the tables this version needs; safe to run at every start, by several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.addresses import read_url, sqlite_file
from storage.failures import write_failure
from storage.sqlite_engine import begin_to_write, writing_engine

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_362_110_420  # any fixed number; held in PostgreSQL while one process migrates
_PATIENCE = 60.0  # another process may be at the same work


class DatabaseTooNew(Exception):
    """The database has been used by a newer version of this program."""


def upgrade(url: str, revision: str = "head") -> None:
    """Apply the missing revisions in one transaction: killed half way, nothing has happened.

    Raises StoreUnavailable while the database cannot be reached, and DatabaseTooNew.
    """
    address = read_url(url)
    engine = _engine(address)
    try:
        with engine.begin() as conn:
            _wait_for_turn(conn)
            settings = config(conn)
            _check_known(conn, ScriptDirectory.from_config(settings))
            command.upgrade(settings, revision)
    except DBAPIError as error:
        failure = write_failure(error)
        if failure is error:
            raise
        raise failure from error
    finally:
        engine.dispose()


def config(conn: Connection) -> Config:
    """Alembic's settings, made here instead of in a file; the migrations run in ``conn``'s transaction."""
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


def _check_known(conn: Connection, script: ScriptDirectory) -> None:
    current = MigrationContext.configure(conn).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNew(f"the database is at revision {current}, which this version does not know")
