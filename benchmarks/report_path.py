"""What one report costs: the whole transaction through handlers, beside its bare statements on the driver alone."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import Engine, event

from bot.clock import Clock
from storage.migrate import upgrade
from tests.support.company import Company

Statements: TypeAlias = list[tuple[str, Any, bool]]

REPORTS = 400
WARM_UP = 40  # made first and not counted
ORDERS = 20
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)  # as storage sets them


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds a report, and how many statements it takes."""

    ours: float
    ours_p99: float
    bare: float
    statements: float


@dataclass
class Tape:
    """The statements of each report, as the driver got them."""

    reports: list[Statements] = field(default_factory=list)

    def note(self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:  # noqa: FBT001, PLR0917 - SQLAlchemy's signature
        del conn, cursor, context
        if self.reports and not statement.startswith("BEGIN"):
            self.reports[-1].append((statement, parameters, many))


def on_sqlite() -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        ours, alike = f"{folder}/ours.db", f"{folder}/alike.db"
        _founded(f"sqlite:///{alike}").close()
        spent, tape = _report(_founded(f"sqlite:///{ours}"))
        with closing(sqlite3.connect(alike, isolation_level=None, cached_statements=256)) as conn:
            for pragma in PRAGMAS:
                conn.execute(f"PRAGMA {pragma}")
            return _cost(spent, tape, lambda report: _on_sqlite(conn, report))


def on_postgresql(server: str) -> Cost:
    """``server``: the URL of its maintenance database."""
    base = server.rpartition("/")[0]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("CREATE DATABASE ours")
        admin.execute("CREATE DATABASE alike")
    _founded(f"{base}/alike").close()
    spent, tape = _report(_founded(f"{base}/ours"))
    with psycopg.connect(f"{base}/alike") as conn:
        return _cost(spent, tape, lambda report: _on_postgresql(conn, report))


def _founded(url: str) -> Company:
    """A company with orders in fabrication: two founded alike have the same ids, so statements fit both."""
    upgrade(url)
    company = Company.founded(url, Clock.machine_now())
    for number in range(ORDERS):
        company.in_fabrication(f"DH-{number}")
    return company


def _report(company: Company) -> tuple[list[float], Tape]:
    """One after another, each awaited: nothing shares a commit."""
    tape, spent = Tape(), []
    event.listen(Engine, "before_cursor_execute", tape.note)
    for number in range(WARM_UP + REPORTS):
        tape.reports.append([])
        begun = time.perf_counter()
        company.says("Tú", f"/update DH-{number % ORDERS} gia công {number % 99 + 1}% đợt {number}")
        spent.append(time.perf_counter() - begun)
    event.remove(Engine, "before_cursor_execute", tape.note)
    company.close()
    return spent, tape


def _cost(spent: list[float], tape: Tape, replay: Callable[[Statements], None]) -> Cost:
    bare = []
    for report in tape.reports:
        begun = time.perf_counter()
        replay(report)
        bare.append(time.perf_counter() - begun)
    counted = sorted(spent[WARM_UP:])
    return Cost(
        ours=1000 * statistics.median(counted),
        ours_p99=1000 * counted[int(len(counted) * 0.99)],
        bare=1000 * statistics.median(bare[WARM_UP:]),
        statements=statistics.fmean(len(report) for report in tape.reports[WARM_UP:]),
    )


def _on_sqlite(conn: sqlite3.Connection, report: Statements) -> None:
    conn.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in report:
        if many:
            conn.executemany(statement, parameters)
        else:
            conn.execute(statement, parameters).fetchall()
    conn.execute("COMMIT")


def _on_postgresql(conn: psycopg.Connection[Any], report: Statements) -> None:
    with conn.cursor() as cursor:
        for statement, parameters, many in report:
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
                if cursor.description:
                    cursor.fetchall()
    conn.commit()
