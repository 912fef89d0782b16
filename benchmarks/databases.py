"""Databases in which everybody on the messenger has an order in fabrication: founded once, copied for every run."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import delete

from benchmarks.processes import code
from bot.clock import Clock
from storage.migrate import upgrade
from storage.tables.post_tables import cards, outbox
from tests.support.company import Company
from tests.support.postgres_server import PostgresServer


class Databases:
    """``people``: whom the sandbox makes first, in every run the same."""

    def __init__(self, folder: Path, server: PostgresServer, people: Sequence[int]) -> None:
        self._folder = folder
        self._server = server
        self._made = 0
        _found(f"sqlite:///{folder}/founded.db", people)
        self._run("CREATE DATABASE founded")
        _found(server.url("founded"), people)

    def fresh(self, kind: str) -> str:
        """The URL of an empty one."""
        self._made += 1
        if kind == "SQLite":
            return f"sqlite:///{self._folder}/{self._made}.db"
        self._run(f"CREATE DATABASE run{self._made}")
        return self._server.url(f"run{self._made}")

    def copy(self, kind: str) -> str:
        """The URL of a founded one; ``kind`` is "SQLite" or "PostgreSQL"."""
        self._made += 1
        if kind == "SQLite":
            path = self._folder / f"{self._made}.db"
            shutil.copyfile(self._folder / "founded.db", path)
            return f"sqlite:///{path}"
        self._run(f"CREATE DATABASE run{self._made} TEMPLATE founded")
        return self._server.url(f"run{self._made}")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.url(), autocommit=True) as admin:
            admin.execute(statement)  # type: ignore[call-overload]  # made of our own words alone


def _found(url: str, people: Sequence[int]) -> None:
    upgrade(url)
    with closing(Company.founded(url, Clock.machine_now())) as company:
        for person in people:
            company.enrol(person, f"Thợ {person}", "production")
            company.in_fabrication(code(person))
        for said in (outbox, cards):  # to those who set it up, and are on no messenger
            company.store.write(lambda conn, table=said: conn.execute(delete(table))).result()
