"""One open store per test, and two ways to use it; and a database in which there is nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Store, open_store
from tests.support.bare import bare_beside

SECONDS = 20


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.close()


@pytest.fixture
def do(store: Store) -> Callable[..., Any]:
    """``do(function, …)``: call a row function in a transaction of its own."""
    return lambda command, *args, **named: store.write(lambda conn: command(conn, *args, **named)).result(
        SECONDS
    )


@pytest.fixture
def ask(store: Store) -> Callable[..., Any]:
    """``ask(function, …)``: the same on a connection that can only read."""
    return lambda query, *args, **named: store.read(lambda conn: query(conn, *args, **named)).result(SECONDS)


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing has happened yet, of the same kind as ``database_url``."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/bare.db"
        return
    with bare_beside(database_url) as url:
        yield url


@pytest.fixture
def bare_postgresql(postgresql_url: str) -> Iterator[str]:
    with bare_beside(postgresql_url) as url:
        yield url
