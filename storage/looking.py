"""A look into a database that may not be there: nothing is made, brought up to date or written."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.migrate import LATEST, revision_of
from storage.stores.addresses import read_url, sqlite_file
from storage.stores.sqlite_engine import begin_to_read, reading_engine

T = TypeVar("T")
_PATIENCE = 3.0  # seconds


class NothingToSee(Exception):
    """There is no such database, it cannot be reached, or its tables are not those of this version."""


def look_into(url: str, query: Callable[[Connection], T]) -> T:
    """Return what a query finds. Raises NothingToSee."""
    address = read_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and not sqlite_file(address).exists():
        raise NothingToSee
    engine = _reading(address, sqlite=sqlite)
    try:
        with closing(engine.connect()) as conn:
            if sqlite:
                begin_to_read(conn)
            if revision_of(conn) != LATEST:
                raise NothingToSee
            return query(conn)
    except DBAPIError as error:
        raise NothingToSee from error
    finally:
        engine.dispose()


def _reading(address: URL, *, sqlite: bool) -> Engine:
    if sqlite:
        return reading_engine(sqlite_file(address), patience=_PATIENCE, connections=1)
    return create_engine(
        address,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": int(_PATIENCE)},
        execution_options={"postgresql_readonly": True},
    )
