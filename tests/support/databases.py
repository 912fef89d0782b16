"""Fresh, migrated, empty databases: one template of each kind, a copy for every test."""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.emptying import Emptying
from tests.support.postgres_server import PostgresServer

LEAVING = 10.0  # seconds; then the database is dropped, whoever is connected
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
    """Copies of one migrated database, on the server whose maintenance database ``url`` names.

    A copy serves many tests, one after the other, each under another name: whoever of an earlier test still knows the
    old one finds nothing there.
    """

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
        with psycopg.connect(f"{self._base}/{self._template}", autocommit=True) as conn:
            self._emptying = Emptying(conn)
        self._free: list[str] = []

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = self._free.pop() if self._free else self._create(self._template)
        try:
            yield f"{self._base}/{name}"
        finally:
            self._put_back(name)

    def close(self) -> None:
        for name in (*self._free, self._template):
            self._drop(name)
        self._admin.close()

    def _put_back(self, used: str) -> None:
        """For another test, if it can be made what it was."""
        name = self._new_name()
        try:
            self._send_away_from(used)
            self._admin.execute(
                SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(used), Identifier(name))
            )
        except psycopg.Error:  # somebody came back, or it is gone
            self._drop(used)
            return
        try:
            with psycopg.connect(f"{self._base}/{name}", autocommit=True) as conn:
                good = self._emptying.done(conn)
        except psycopg.Error:
            good = False
        if good:
            self._free.append(name)
        else:
            self._drop(name)

    def _send_away_from(self, name: str) -> None:
        """Whoever is connected. Waiting for it is left to no command of the server's: it looks every tenth of a second."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        deadline = time.monotonic() + LEAVING
        still = "SELECT FROM pg_stat_activity WHERE datname = %s"
        while self._admin.execute(still, [name]).fetchone() is not None and time.monotonic() < deadline:
            time.sleep(0.001)

    def _new_name(self) -> str:
        self._made += 1
        return f"{self._prefix}_{self._made}"

    def _create(self, template: str) -> str:
        name = self._new_name()
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
