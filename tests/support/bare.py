"""Databases beside the one of a test, in which nothing has happened yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

from storage.stores.addresses import read_url


@contextmanager
def bare_beside(database_url: str) -> Iterator[str]:
    name = f"bare_{os.getpid()}"
    administer(database_url, f"CREATE DATABASE {name} TEMPLATE template0")
    yield (
        read_url(database_url)
        .set(drivername="postgresql", database=name)
        .render_as_string(hide_password=False)
    )
    administer(database_url, f"DROP DATABASE {name} WITH (FORCE)")


def administer(url: str, statement: str) -> None:
    engine = create_engine(read_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()
