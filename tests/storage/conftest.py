"""One open store per test, and two ways to use it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from storage.engine import Store, open_store

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
