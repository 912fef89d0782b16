"""Fresh, migrated, empty databases: one template of each kind, a copy for every test."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.postgres_server import PostgresServer

Migrate = Callable[[str], None]


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self._template = folder / "template.db"
        migrate(f"sqlite:///{self._template}")
        left = Path(f"{self._template}-wal")
        assert not left.exists(), "the migration left a connection open: its file must not be copied"

    def copy_to(self, path: Path) -> str:
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


class PostgresDatabases:
    """Copies of one migrated database, on the server whose maintenance database ``url`` names."""

    def __init__(self, url: str, migrate: Migrate) -> None:
        self._base = url.rpartition("/")[0]
        # Workers of one run may share a server with each other and with other runs.
        self._prefix = f"dieuphoi_test_{secrets.token_hex(4)}"
        self._made = 0
        self._admin = psycopg.connect(url, autocommit=True)
        # The copy of files takes 23 ms, going through the WAL 29; servers before 15 know only the former.
        self._how = "STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""
        self._template = self._create("template0")
        migrate(f"{self._base}/{self._template}")

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = self._create(self._template)
        try:
            yield f"{self._base}/{name}"
        finally:
            self._drop(name)

    def close(self) -> None:
        self._drop(self._template)
        self._admin.close()

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        parts = SQL("CREATE DATABASE {} TEMPLATE {} ").format(Identifier(name), Identifier(template))
        self._admin.execute(parts + SQL(self._how))
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def postgres_address() -> Iterator[str]:
    """Give the maintenance URL of TEST_POSTGRES_URL, or of a server started for this run and stopped after it."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    server = PostgresServer()
    try:
        server.start()
        yield server.url()
    finally:
        server.close()
