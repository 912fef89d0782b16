"""What every test may ask for: a fresh database of each kind, a fixed now; and how a run is counted."""

import asyncio
import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from tests.support import loopback_only, soak_figures
from tests.support.chromium import ChromiumMissing
from tests.support.databases import PostgresDatabases, SqliteDatabases, postgres_address
from tests.support.postgres_server import PostgresMissing

SQLITE, POSTGRESQL = "sqlite", "postgresql"
IN_CI = os.environ.get("CI") == "true"
GUARD = pytest.StashKey[pytest.MonkeyPatch]()

# No deadlines: what is slow on a busy machine is not wrong. In CI the same examples each time, elsewhere new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI, print_blob=True)
hypothesis.settings.load_profile("house")


@pytest.fixture
def now() -> datetime:
    """A Monday, 09:00 in Hà Nội."""
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    from storage.migrate import upgrade

    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"), upgrade)


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresDatabases]:
    from storage.migrate import upgrade

    try:
        with postgres_address() as url:
            databases = PostgresDatabases(url, upgrade)
            yield databases
            databases.close()
    except PostgresMissing as missing:
        if IN_CI:
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture
def sqlite_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """A migrated, empty SQLite file."""
    return sqlite_databases.copy_to(tmp_path / "dieuphoi.db")


@pytest.fixture
def postgresql_url(postgresql_databases: PostgresDatabases) -> Iterator[str]:
    """A migrated, empty PostgreSQL database; dropped afterwards, whoever is still connected."""
    with postgresql_databases.copy() as url:
        yield url


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database; the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def shows(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """To be given the test's figures in words, which make soak prints at its end."""
    return partial(record_property, soak_figures.FIGURES)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run ``async def`` tests, each in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}), debug=False)
    return True


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[GUARD] = loopback_only.install()


def pytest_sessionfinish(session: pytest.Session) -> None:
    session.config.stash[GUARD].undo()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Note which database a test runs on; a property travels home from the workers of a parallel run."""
    if kind := _database_of(item):
        item.user_properties.append(("database", kind))


def _database_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    if callspec and "database_url" in callspec.params:
        return callspec.params["database_url"]
    fixtures = getattr(item, "fixturenames", ())
    return next((kind for kind in (SQLITE, POSTGRESQL) if f"{kind}_url" in fixtures), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = Counter(
        dict(report.user_properties).get("database", "neither")
        for report in terminalreporter.stats.get("passed", ())
        if report.when == "call"
    )
    counts = ", ".join(f"{kind}: {passed[kind]} passed" for kind in (SQLITE, POSTGRESQL, "neither"))
    terminalreporter.write_line(f"databases: {counts}")
    for where, missing in (("ON POSTGRESQL", PostgresMissing), ("IN A BROWSER", ChromiumMissing)):
        skipped = terminalreporter.stats.get("skipped", ())
        if without := [report for report in skipped if missing.__doc__ in str(report.longrepr)]:
            terminalreporter.write_line(
                f"NOT TESTED {where}: {len(without)} tests. {missing.__doc__}", red=True
            )
    if terminalreporter.config.option.markexpr == "soak":
        _show_figures(terminalreporter)


def _show_figures(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("figures")
    reports = [
        one for each in terminalreporter.stats.values() for one in each if isinstance(one, pytest.TestReport)
    ]
    for line in soak_figures.told(reports):
        terminalreporter.write_line(line)
