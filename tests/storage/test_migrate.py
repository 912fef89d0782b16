"""The migrations make the tables of the code, in one step that either happens or does not."""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.app import ready
from storage.engine import open_store
from storage.migrate import LATEST, DatabaseTooNew, config, revision_of, upgrade
from storage.stores.addresses import read_url
from storage.tables import metadata
from tests.support.bare import administer

SECONDS = 60
PROJECT = Path(__file__).parents[2]


def until(happened: Callable[[], bool]) -> None:
    for _ in range(100 * SECONDS):
        if happened():
            return
        time.sleep(0.01)
    raise TimeoutError


def look(url: str, query: Callable[[Connection], object]) -> object:
    engine = create_engine(read_url(url))
    with engine.connect() as conn:
        found = query(conn)
    engine.dispose()
    return found


def everything_declared(conn: Connection) -> set[tuple[str, ...]]:
    """Columns, keys and indexes as the database itself tells them, conditions and all."""
    if conn.dialect.name == "sqlite":
        rows = conn.exec_driver_sql(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE tbl_name != 'alembic_version'"
        )
        return {
            (row[0], row[1], " ".join(sorted((row[2] or "").replace(",", " ").replace(")", " ) ").split())))
            for row in rows
        }
    sources = (
        (
            "SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default, collation_name)"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        ),
    )
    rows = [tuple(row) for source in sources for row in conn.exec_driver_sql(source)]
    return {row for row in rows if row[0] != "alembic_version"}


def test_the_latest_revision_is_the_one_the_migrations_end_with(database_url: str) -> None:
    def head(conn: Connection) -> str | None:
        return ScriptDirectory.from_config(config(conn)).get_current_head()

    assert look(database_url, head) == LATEST


def test_alembic_sees_no_difference_between_tables_and_migrations(database_url: str) -> None:
    def differences(conn: Connection) -> list[object]:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    assert look(database_url, differences) == []


def test_the_migrations_declare_exactly_what_the_tables_declare(database_url: str, bare_url: str) -> None:
    """Alembic compares no conditions of indexes and no collations; the databases know them."""
    engine = create_engine(read_url(bare_url))
    metadata.create_all(engine)
    engine.dispose()
    assert look(database_url, everything_declared) == look(bare_url, everything_declared)


def test_a_database_is_brought_to_the_newest_revision_and_then_left_alone(bare_url: str) -> None:
    def revision(conn: Connection) -> tuple[object, object]:
        script = ScriptDirectory.from_config(config(conn))
        return MigrationContext.configure(conn).get_current_revision(), script.get_current_head()

    for _ in range(2):
        upgrade(bare_url)
        current, head = look(bare_url, revision)
        assert current == head


def test_processes_that_start_together_migrate_once(bare_url: str) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(4)

    def start() -> None:
        together.wait(SECONDS)
        code = f"from storage.migrate import upgrade; upgrade({bare_url!r})"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, timeout=SECONDS, check=False, cwd=PROJECT
        )
        if done.returncode:
            failures.append(AssertionError(done.stderr.decode()))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert failures == []
    assert "orders" in {row[0] for row in look(bare_url, everything_declared)}


WAITS_FOR_A_TABLE = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE datname = current_database() AND locktype = 'relation' AND NOT granted"
)
ENDED_ONCE = (
    "CREATE SEQUENCE tries",
    """CREATE FUNCTION end_the_first() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('tries') = 1 THEN RAISE EXCEPTION 'ended' USING ERRCODE = '40P01'; END IF; END $$""",
    "CREATE EVENT TRIGGER once ON ddl_command_start EXECUTE FUNCTION end_the_first()",
)
KILLED_HALF_WAY = """
import os, signal
from sqlalchemy import Engine, event
from storage.migrate import upgrade

@event.listens_for(Engine, "after_cursor_execute")
def die(conn, cursor, statement, parameters, context, many):
    if "CREATE TABLE outbox" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

upgrade({url!r})
"""


def test_a_migration_killed_half_way_has_not_happened_and_can_be_run_again(
    bare_url: str, database_url: str
) -> None:
    code = KILLED_HALF_WAY.format(url=bare_url)
    killed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=SECONDS, check=False, cwd=PROJECT
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert look(bare_url, everything_declared) == set()
    upgrade(bare_url)
    assert look(bare_url, everything_declared) == look(database_url, everything_declared)


def test_a_database_of_a_newer_version_is_refused_in_words(database_url: str) -> None:
    store = open_store(database_url)
    newer = text("UPDATE alembic_version SET version_num = 'ffff'")
    store.write(lambda conn: conn.execute(newer).rowcount).result(SECONDS)
    store.close()
    with pytest.raises(DatabaseTooNew, match="ffff"):
        upgrade(database_url)


def test_beside_a_process_at_work_it_ends_nobodys_command_and_succeeds(
    bare_postgresql: str, postgresql_url: str
) -> None:
    """That command has one table and wants another, of which the migration would have had the second first."""
    upgrade(bare_postgresql, "0026")
    engine = create_engine(read_url(bare_postgresql))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            upgrade(bare_postgresql)
        except BaseException as error:  # noqa: BLE001 - the test looks at whatever it was
            failures.append(error)

    migrating = threading.Thread(target=work)
    with engine.connect() as replica:
        replica.execute(text("SELECT count(*) FROM stages"))
        migrating.start()
        with engine.connect() as onlooker:
            until(lambda: bool(onlooker.execute(WAITS_FOR_A_TABLE).scalar()))
        for table in ("duties", "orders", "owed_checks"):
            replica.execute(text(f"SELECT count(*) FROM {table}"))
        replica.commit()
    migrating.join(SECONDS)
    engine.dispose()
    assert failures == []
    assert look(bare_postgresql, everything_declared) == look(postgresql_url, everything_declared)


async def test_a_start_tries_again_what_was_only_in_anothers_way(bare_postgresql: str) -> None:
    """The first statement that changes a table is ended as if by a deadlock; the count is not taken back with it."""
    upgrade(bare_postgresql, "0026")
    for statement in ENDED_ONCE:
        administer(bare_postgresql, statement)
    await ready(bare_postgresql)
    assert look(bare_postgresql, revision_of) == LATEST


def test_the_readme_names_the_revisions_that_change_what_is_in_the_tables() -> None:
    versions = sorted((PROJECT / "storage" / "migrations" / "versions").glob("*.py"))
    changing = [one.stem[:4] for one in versions if re.search(r"\b(op|conn)\.execute\(", one.read_text())]
    assert f"one of the revisions {', '.join(changing)}:" in (PROJECT / "README.md").read_text()
