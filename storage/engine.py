"""Open the store: where every command is written and every query is read, on either database."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from storage.stores.addresses import read_url, sqlite_file
from storage.stores.failures import write_failure
from storage.stores.postgres_store import PostgresStore
from storage.stores.sqlite_store import SqliteStore

T = TypeVar("T")


class Store(Protocol):
    """What callers see of a database. Await a future with ``asyncio.wrap_future``.

    A command may be run again before its future is resolved, so it touches nothing but its connection, and it
    never commits. An exception from it rolls back that command alone and comes out of the future;
    ``StoreUnavailable`` says that nothing was saved. After a failure the store recovers by itself.
    """

    @property
    def dialect(self) -> str: ...
    def write(self, command: Callable[[Connection], T], /) -> Future[T]: ...
    def read(self, query: Callable[[Connection], T], /) -> Future[T]: ...
    def close(self) -> None: ...


def open_store(url: str, *, patience: float = 10.0) -> Store:
    """Open a database that ``storage.migrate.upgrade`` has prepared.

    ``patience``: how many seconds a command waits for a lock that another program holds.
    """
    address = read_url(url)
    try:
        if address.get_backend_name() == "sqlite":
            return SqliteStore(sqlite_file(address), patience=patience)
        return PostgresStore(address, patience=patience)
    except Exception as error:
        failure = write_failure(error)
        if failure is error:
            raise
        raise failure from error
