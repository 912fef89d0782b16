"""The server the tests bring along: it must not outlive them, nor lose what they rely on."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres_server
from tests.support.databases import PostgresDatabases
from tests.support.postgres_server import PostgresMissing, PostgresServer

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.close()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_what_was_committed_is_there_after_an_immediate_stop(server: PostgresServer):
    ask(server.url(), "create table kept as select 7 as number")
    address = server.url()
    server.stop(immediate=True)
    with pytest.raises(psycopg.OperationalError):
        ask(address, "select 1")
    server.start()
    assert server.url() == address
    assert ask(address, "select number from kept") == 7


def test_nothing_is_left_after_closing(server: PostgresServer):
    pid = int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])
    server.close()
    assert not server.data_dir.parent.exists()
    assert wait_until_gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_a_killed_test_run_takes_its_server_with_it():
    script = (
        "import sys; from tests.support.postgres_server import PostgresServer; server = PostgresServer(); server.start();"
        "print(server.data_dir, flush=True); sys.stdin.read()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with run:
        data_dir = Path(run.stdout.readline().strip())
        pid = int((data_dir / "postmaster.pid").read_text().splitlines()[0])
        run.send_signal(signal.SIGKILL)
    gone = wait_until_gone(pid)
    shutil.rmtree(data_dir.parent)
    assert gone


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_as_root_it_runs_as_somebody_else_even_where_that_user_cannot_read_the_binaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    binaries = postgres_server.find_binaries()
    (locked / "site").symlink_to(binaries.parents[2])
    monkeypatch.setattr(
        postgres_server, "find_binaries", lambda: locked / "site" / binaries.relative_to(binaries.parents[2])
    )
    server = PostgresServer()
    try:
        server.start()
        assert ask(server.url(), "select 1") == 1
        assert pwd.getpwuid(server.data_dir.stat().st_uid).pw_name in {"postgres", "nobody"}
        assert locked.stat().st_mode & 0o777 == 0o700
    finally:
        server.close()


def test_without_binaries_the_word_is_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(PostgresMissing, match="TEST_POSTGRES_URL"):
        postgres_server.find_binaries()


def migrated(url: str) -> None:
    ask(url, "create table revision (code text); insert into revision values ('0001')")
    ask(url, "create table orders (id bigserial primary key, code text default 'none')")
    ask(url, "create table stages (of bigint references orders)")


def test_each_copy_of_a_database_is_as_it_was_after_migration_and_goes_away(server: PostgresServer):
    databases = PostgresDatabases(server.url(), migrated)
    served = []
    for _ in range(3):
        with databases.copy() as url:
            assert ask(url, "select count(*) from orders") == 0
            assert ask(url, "insert into orders (code) values ('KT-1') returning id") == 1
            ask(url, "insert into stages values (1)")
            still_open = psycopg.connect(url)
            served.append((url, ask(url, "select oid from pg_database where datname = current_database()")))
        with pytest.raises(psycopg.OperationalError):
            still_open.execute("select 1")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            ask(url, "select 1")
    urls, made = zip(*served, strict=True)
    assert len(set(urls)) == 3
    assert len(set(made)) == 1, "each test had a database made for it"
    databases.close()
    assert (
        ask(server.url(), "select string_agg(datname, ' ' order by datname) from pg_database")
        == "postgres template0 template1"
    )


def test_a_database_in_which_more_has_changed_than_rows_serves_no_other_test(server: PostgresServer):
    databases = PostgresDatabases(server.url(), migrated)
    number = "select oid from pg_database where datname = current_database()"
    for change in (
        "update revision set code = '0002'",
        "delete from revision",
        "drop table stages",
        "create table more (code text)",
        "create index orders_by_code on orders (code)",
        "alter table orders alter code set default 'some'",
        "alter table stages drop constraint stages_of_fkey",
        "insert into orders (code) values ('KT-1'); analyze orders",
    ):
        with databases.copy() as url:
            changed = ask(url, number)
            ask(url, change)
        with databases.copy() as url:
            assert ask(url, number) != changed, change
            assert ask(url, "select code from revision") == "0001"
    databases.close()
