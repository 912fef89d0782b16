"""How a SQLite file is opened: one writing connection with every commit on disk, and readers that cannot write."""

import logging
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

log = logging.getLogger(__name__)

#: The write lock is taken at once: no upgrade from reading can fail half way.
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"

_FIXED_SINCE = {(3, 44): 6, (3, 50): 7}  # releases of older lines that carry the fix
JOURNAL_LIMIT = 64 * 1024 * 1024


def has_wal_reset_race(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can damage a WAL file when one connection checkpoints while another commits.

    sqlite.org/wal.html#walresetbug: 3.7.0 to 3.51.2, fixed in 3.51.3, 3.50.7 and 3.44.6.
    """
    if not (3, 7, 0) <= version <= (3, 51, 2):
        return False
    fixed = _FIXED_SINCE.get(version[:2])
    return fixed is None or version[2] < fixed


def warn_of_old_sqlite() -> None:
    """The race needs two writing connections; the bot has one, and a second program must not write."""
    if has_wal_reset_race(sqlite3.sqlite_version_info):
        log.warning(
            "SQLite %s: no other program may write to the database while the bot runs", sqlite3.sqlite_version
        )


def may_write_beside_bot() -> bool:
    """Whether this machine's SQLite bears a second program that writes."""
    return not has_wal_reset_race(sqlite3.sqlite_version_info)


def writing_engine(path: Path, *, patience: float) -> Engine:
    """An engine for one writer, whose transactions begin with ``begin_to_write``."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_writer)
    return engine


def begin_to_write(connection: Connection) -> None:
    connection.exec_driver_sql(BEGIN_TO_WRITE)


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """What SQLAlchemy speaks through: for what frames a command, which costs a tenth that way."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def reading_engine(path: Path, *, patience: float, connections: int) -> Engine:
    """Read-only connections, whose transactions begin with ``begin_to_read``."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
        )

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=connections, max_overflow=0
    )
    event.listen(engine, "connect", _prepare_reader)
    return engine


def begin_to_read(connection: Connection) -> None:
    """See one state of the database from here to the end."""
    connection.exec_driver_sql("BEGIN")


def _prepare_writer(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "wal_autocheckpoint=1000",
        "temp_store=MEMORY",
        f"journal_size_limit={JOURNAL_LIMIT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_reader(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA temp_store=MEMORY")
