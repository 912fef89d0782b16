"""The store on SQLite: one writer thread that puts many commands into one commit, and a few readers."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.stores.commands import Command, refused
from storage.stores.failures import read_failure, write_failure
from storage.stores.sqlite_engine import (
    BEGIN_TO_WRITE,
    begin_to_read,
    driver_connection,
    reading_engine,
    warn_of_old_sqlite,
    writing_engine,
)

T = TypeVar("T")

_GROUP = 64  # commands to a commit
_GROUP_SECONDS = 0.05  # the first of a group waits no longer for the rest
_READERS = 4


class _GroupLost(Exception):
    """SQLite rolled the whole transaction back: disk full, I/O error, out of memory."""


class SqliteStore:
    """Commands run one after another; a future is resolved after the COMMIT that holds its command.

    Each command has a savepoint: one that fails takes nothing of its neighbours with it. If the commit itself
    fails, each command is run again alone, so a command must have no effect outside the database.
    """

    dialect = "sqlite"

    def __init__(self, path: Path, *, patience: float) -> None:
        warn_of_old_sqlite()
        self._engine = writing_engine(path, patience=patience)
        self._conn: Connection | None = None
        self._connect()
        self._read_engine = reading_engine(path, patience=patience, connections=_READERS)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")
        self._queue: SimpleQueue[Command[Any] | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._last_taken = False
        self._writer = threading.Thread(target=self._serve_all, name="store-writer", daemon=True)
        self._writer.start()

    def write(self, command: Callable[[Connection], T]) -> Future[T]:
        with self._closing:
            if self._closed:
                return refused("the store is closed")
            queued = Command(command)
            self._queue.put(queued)
            return queued.future

    def read(self, query: Callable[[Connection], T]) -> Future[T]:
        with self._closing:
            if self._closed:
                return refused("the store is closed")
            return self._readers.submit(self._read, query)

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._readers.shutdown()
        self._read_engine.dispose()
        self._writer.join()

    def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            with self._read_engine.connect() as conn:
                begin_to_read(conn)
                return query(conn)
        except Exception as error:
            failure = read_failure(error)
            if failure is error:
                raise
            raise failure from error

    def _serve_all(self) -> None:
        while not self._last_taken:
            first = self._queue.get()
            if first is None:
                break
            self._serve(first, most=_GROUP)
        self._disconnect()
        self._engine.dispose()

    def _serve(self, first: Command[Any], *, most: int) -> None:
        try:
            conn = self._connect()
            raw = driver_connection(conn)
            raw.execute(BEGIN_TO_WRITE)
        except Exception as error:  # noqa: BLE001 - whoever waits is told; the thread must live on
            self._disconnect()
            self._refuse(first, error)
            return
        commands: list[Command[Any]] = []
        try:
            resolutions = [self._try(conn, raw, command) for command in self._group(first, commands, most)]
            conn.commit()
            raw.commit()  # SQLAlchemy does so only if a command has asked it for something
        except Exception as error:  # noqa: BLE001 - as above
            self._disconnect()
            self._retry_alone(commands, error)
            return
        for resolve in resolutions:
            resolve()

    def _group(self, first: Command[Any], taken: list[Command[Any]], most: int) -> Iterator[Command[Any]]:
        """Yield ``first`` and what is queued behind it, noting in ``taken`` what was handed out."""
        until = monotonic() + _GROUP_SECONDS
        command: Command[Any] | None = first
        while command is not None:
            if command.still_wanted():
                taken.append(command)
                yield command
            if len(taken) >= most or monotonic() > until:
                return
            try:
                command = self._queue.get_nowait()
            except Empty:
                return
        self._last_taken = True

    def _try(self, conn: Connection, raw: sqlite3.Connection, command: Command[Any]) -> Callable[[], None]:
        """Run one command in its savepoint; what is to be told about it waits for the commit."""
        raw.execute("SAVEPOINT command")
        try:
            value = command.run(conn)
        except BaseException as error:
            if not raw.in_transaction:
                raise _GroupLost from error
            raw.execute("ROLLBACK TO command")
            raw.execute("RELEASE command")
            return command.failed(write_failure(error))
        raw.execute("RELEASE command")
        return command.succeeded(value)

    def _retry_alone(self, commands: list[Command[Any]], error: Exception) -> None:
        if len(commands) > 1:
            for command in commands:
                self._serve(command, most=1)
        elif commands:
            cause = error.__cause__ if isinstance(error, _GroupLost) else error
            commands[0].failed(write_failure(cause or error))()

    def _refuse(self, first: Command[Any], error: Exception) -> None:
        """Nobody queued behind a lock waits for it again."""
        told: list[Command[Any]] = []
        for command in self._group(first, told, self._queue.qsize() + 1):
            command.failed(write_failure(error))()

    def _connect(self) -> Connection:
        if self._conn is None:
            self._conn = self._engine.connect()
        return self._conn

    def _disconnect(self) -> None:
        """After a failed transaction the next one begins on a new connection."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None
