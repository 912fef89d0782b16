"""The store on PostgreSQL: a small pool of connections, a thread for each, and a second try where that helps."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from storage.stores.commands import refused
from storage.stores.errors import StoreUnavailable
from storage.stores.failures import read_failure, worth_repeating, write_failure

if TYPE_CHECKING:
    from psycopg import Connection as DriverConnection

T = TypeVar("T")

_CONNECTIONS = 8
_TRIES = 3
_STATEMENT_SECONDS = 30
# A process that stands still in the middle of a command holds its rows no longer; it runs the command again when it
# goes on. With the look of whoever takes over, within fifteen seconds.
_STANDSTILL = 8.0  # seconds
_OF_IT_FOR_A_LOCK = 0.6  # who waits for others is told so before it is taken for one that stands still
# Idle time alone does not do: of several connections that wait for each other it begins with each one's lock, and in
# the middle of a batch it is not counted. Since this version the whole of a transaction can be limited; one that only
# reads locks nothing, and may take as long as its statements may.
_LIMITS_TRANSACTIONS = 170000


class PostgresStore:
    """Commands run side by side, each in one READ COMMITTED transaction.

    What a command lost to a deadlock, a faster rival or a broken connection is run again, at most three times in
    all, so a command must have no effect outside the database.
    """

    dialect = "postgresql"

    def __init__(self, url: URL, *, patience: float, standstill: float = _STANDSTILL) -> None:
        self._engine = _engine(url, patience, standstill)
        # A report over several statements sees one state of the database, as it does on SQLite.
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="store")
        self._closing = threading.Lock()
        self._closed = False

    def write(self, command: Callable[[Connection], T]) -> Future[T]:
        return self._submit(self._write, command)

    def read(self, query: Callable[[Connection], T]) -> Future[T]:
        return self._submit(self._read, query)

    def close(self) -> None:
        """Finish what is queued, then let go of the connections."""
        with self._closing:
            self._closed = True
        self._threads.shutdown()
        self._engine.dispose()

    def _submit(
        self, run: Callable[[Callable[[Connection], T]], T], command: Callable[[Connection], T]
    ) -> Future[T]:
        with self._closing:
            if self._closed:
                return refused("the store is closed")
            return self._threads.submit(run, command)

    def _write(self, command: Callable[[Connection], T]) -> T:
        return _repeat(lambda: self._once(command), write_failure)

    def _read(self, query: Callable[[Connection], T]) -> T:
        return _repeat(lambda: self._look(query), read_failure)

    def _once(self, command: Callable[[Connection], T]) -> T:
        with self._engine.connect() as conn:
            value = command(conn)
            try:
                conn.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise StoreUnavailable(str(error.orig), maybe_saved=True) from error
                raise
            return value

    def _look(self, query: Callable[[Connection], T]) -> T:
        with self._reading.connect() as conn:
            driver: DriverConnection = conn.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy knows it as any driver's
            if driver.info.server_version >= _LIMITS_TRANSACTIONS:
                conn.exec_driver_sql("SET LOCAL transaction_timeout = 0")
            return query(conn)


def _repeat(run: Callable[[], T], failure_of: Callable[[BaseException], BaseException]) -> T:
    tries = 0
    while True:
        tries += 1
        try:
            return run()
        except Exception as error:
            if tries < _TRIES and worth_repeating(error):
                continue
            failure = failure_of(error)
            if failure is error:
                raise
            raise failure from error


def _engine(url: URL, patience: float, standstill: float) -> Engine:
    limits = {
        "statement_timeout": _STATEMENT_SECONDS * 1000,
        "lock_timeout": int(min(patience, standstill * _OF_IT_FOR_A_LOCK) * 1000),
        "idle_in_transaction_session_timeout": int(standstill * 1000),
        "timezone": "UTC",
    }
    engine = create_engine(
        url,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
        use_native_hstore=False,
        connect_args={
            "application_name": "dieuphoi",
            "connect_timeout": max(2, int(patience)),
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        },
    )

    def limit_transactions(connection: "DriverConnection", _record: object) -> None:
        if connection.info.server_version >= _LIMITS_TRANSACTIONS:
            connection.execute(f"SET transaction_timeout = {int(standstill * 1000)}")
            connection.commit()

    event.listen(engine, "connect", limit_transactions)
    return engine
