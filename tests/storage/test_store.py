"""The store: what is told is stored, a failing neighbour harms nobody, and trouble is said in words."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import Store, open_store
from storage.stores.addresses import read_url
from storage.stores.errors import StoreUnavailable, VersionConflict
from storage.stores.sqlite_engine import has_wal_reset_race

SECONDS = 20


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    store = open_store(sqlite_url, patience=0.05)
    yield store
    store.close()


def put(conn: Connection, key: str) -> str:
    conn.execute(text("INSERT INTO settings (key, value) VALUES (:key, '1')"), {"key": key})
    return key


def keys(conn: Connection) -> list[str]:
    return list(conn.execute(text("SELECT key FROM settings ORDER BY key")).scalars())


def queued_together(store: Store, commands: list) -> list[Future]:
    """Hold the writer until all commands wait, so that they share one commit."""
    gate = threading.Event()
    held = store.write(lambda _conn: gate.wait(SECONDS))
    futures = [store.write(command) for command in commands]
    gate.set()
    held.result(SECONDS)
    return futures


def test_what_a_command_wrote_is_read_by_the_next_query(store: Store) -> None:
    assert store.write(lambda conn: put(conn, "a")).result(SECONDS) == "a"
    assert store.read(keys).result(SECONDS) == ["a"]


def test_a_failing_command_takes_nothing_of_its_neighbours_with_it(store: Store) -> None:
    def fail(conn: Connection) -> None:
        put(conn, "bad")
        raise ZeroDivisionError

    first, bad, last = queued_together(store, [lambda c: put(c, "a"), fail, lambda c: put(c, "b")])

    assert (first.result(SECONDS), last.result(SECONDS)) == ("a", "b")
    with pytest.raises(ZeroDivisionError):
        bad.result(SECONDS)
    assert store.read(keys).result(SECONDS) == ["a", "b"]


def test_a_broken_rule_of_the_database_is_told_as_it_is(store: Store) -> None:
    store.write(lambda conn: put(conn, "a")).result(SECONDS)
    with pytest.raises(DBAPIError):
        store.write(lambda conn: put(conn, "a")).result(SECONDS)


def test_a_query_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        store.read(lambda conn: put(conn, "a")).result(SECONDS)
    assert store.read(keys).result(SECONDS) == []


def test_a_closed_store_finishes_what_was_queued_and_takes_no_more(database_url: str) -> None:
    store = open_store(database_url)
    futures = [store.write(lambda conn, n=n: put(conn, f"{n:03}")) for n in range(200)]
    store.close()
    assert [future.result(SECONDS) for future in futures] == [f"{n:03}" for n in range(200)]
    with pytest.raises(StoreUnavailable):
        store.write(keys).result(SECONDS)
    with pytest.raises(StoreUnavailable):
        store.read(keys).result(SECONDS)


def test_a_cancelled_command_is_not_run(sqlite_store: Store) -> None:
    gate = threading.Event()
    held = sqlite_store.write(lambda _conn: gate.wait(SECONDS))
    given_up = sqlite_store.write(lambda conn: put(conn, "a"))
    assert given_up.cancel()
    gate.set()
    held.result(SECONDS)
    assert sqlite_store.write(keys).result(SECONDS) == []


def test_many_commands_share_a_commit(sqlite_store: Store) -> None:
    """A reader's view changes once, not eight times."""
    seen: list[int] = []

    def put_and_look(key: str, conn: Connection) -> None:
        put(conn, key)
        seen.append(len(sqlite_store.read(keys).result(SECONDS)))

    commands = [lambda conn, n=n: put_and_look(str(n), conn) for n in range(8)]
    for future in queued_together(sqlite_store, commands):
        future.result(SECONDS)
    assert seen == [0] * 8
    assert len(sqlite_store.read(keys).result(SECONDS)) == 8


def test_when_a_commit_fails_each_of_its_commands_is_tried_alone(sqlite_store: Store) -> None:
    """A deferred foreign key fails at the commit only: it costs its own command, not the group."""

    def orphan(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        conn.exec_driver_sql("INSERT INTO roles (person, company, role) VALUES (99, 'c', 'admin')")

    first, bad, last = queued_together(sqlite_store, [lambda c: put(c, "a"), orphan, lambda c: put(c, "b")])

    assert (first.result(SECONDS), last.result(SECONDS)) == ("a", "b")
    with pytest.raises(DBAPIError, match="FOREIGN KEY"):
        bad.result(SECONDS)
    assert sqlite_store.read(keys).result(SECONDS) == ["a", "b"]


def test_a_full_disk_is_said_and_harms_only_what_did_not_fit(sqlite_store: Store) -> None:
    def limit(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def put_much(conn: Connection) -> None:
        conn.execute(
            text("INSERT INTO settings (key, value) VALUES ('much', :much)"), {"much": "x" * 500_000}
        )

    _, small, much, other = queued_together(
        sqlite_store, [limit, lambda c: put(c, "a"), put_much, lambda c: put(c, "b")]
    )

    assert (small.result(SECONDS), other.result(SECONDS)) == ("a", "b")
    with pytest.raises(StoreUnavailable, match="full"):
        much.result(SECONDS)
    # The limit belonged to the connection that failed; the next one has none.
    assert sqlite_store.write(put_much).result(SECONDS) is None


def test_a_lock_held_elsewhere_is_said_and_passes(sqlite_store: Store, sqlite_url: str) -> None:
    foreign = sqlite3.connect(str(read_url(sqlite_url).database), isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        sqlite_store.write(lambda conn: put(conn, "a")).result(SECONDS)
    assert sqlite_store.read(keys).result(SECONDS) == []
    foreign.execute("ROLLBACK")
    foreign.close()
    assert sqlite_store.write(lambda conn: put(conn, "a")).result(SECONDS) == "a"


def test_commands_wait_out_a_lock_that_is_soon_given_back(sqlite_url: str) -> None:
    store = open_store(sqlite_url, patience=SECONDS)
    foreign = sqlite3.connect(
        str(read_url(sqlite_url).database), isolation_level=None, check_same_thread=False
    )
    foreign.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, foreign.execute, ("ROLLBACK",))
    release.start()
    assert store.write(lambda conn: put(conn, "a")).result(SECONDS) == "a"
    release.join()
    foreign.close()
    store.close()


def test_a_conflict_of_versions_is_tried_again_on_postgresql(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    tries: list[int] = []

    def conflict(until: int) -> int:
        tries.append(1)
        if len(tries) < until:
            raise VersionConflict
        return len(tries)

    assert store.write(lambda _conn: conflict(3)).result(SECONDS) == 3
    tries.clear()
    with pytest.raises(VersionConflict):
        store.write(lambda _conn: conflict(9)).result(SECONDS)
    assert len(tries) == 3
    store.close()


def test_a_deadlock_costs_nobody_his_command(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    for key in "ab":
        store.write(lambda conn, key=key: put(conn, key)).result(SECONDS)
    both_hold_one = threading.Barrier(2)
    met: set[str] = set()

    def change(mine: str, other: str, conn: Connection) -> None:
        conn.execute(text("UPDATE settings SET value = '2' WHERE key = :key"), {"key": mine})
        if mine not in met:
            met.add(mine)
            both_hold_one.wait(SECONDS)
        conn.execute(text("UPDATE settings SET value = '2' WHERE key = :key"), {"key": other})

    futures = [
        store.write(lambda conn: change("a", "b", conn)),
        store.write(lambda conn: change("b", "a", conn)),
    ]
    for future in futures:
        future.result(SECONDS)
    store.close()


def test_connections_cut_by_the_server_are_replaced_in_silence(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    together = threading.Barrier(4)
    for future in [store.write(lambda _conn: together.wait(SECONDS)) for _ in range(4)]:
        future.result(SECONDS)
    store.write(lambda conn: conn.execute(cut).all()).result(SECONDS)
    for n in range(8):
        assert store.write(lambda conn, n=n: put(conn, str(n))).result(SECONDS) == str(n)
        assert len(store.read(keys).result(SECONDS)) == n + 1
    store.close()


def test_a_lost_connection_during_the_commit_leaves_the_outcome_open(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    tries: list[int] = []

    def cut_off(conn: Connection) -> None:
        tries.append(1)
        put(conn, "a")
        pid = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        store.write(
            lambda other: other.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)")).all()
        ).result(SECONDS)

    with pytest.raises(StoreUnavailable) as lost:
        store.write(cut_off).result(SECONDS)
    assert lost.value.maybe_saved
    assert len(tries) == 1
    store.close()


def test_an_unreachable_server_is_said(unused_tcp_port_url: str) -> None:
    store = open_store(unused_tcp_port_url, patience=2)
    with pytest.raises(StoreUnavailable):
        store.write(keys).result(SECONDS)
    with pytest.raises(StoreUnavailable):
        store.read(keys).result(SECONDS)
    store.close()


@pytest.mark.parametrize("value", [object(), "a\0b"], ids=["of no known type", "with a zero byte"])
def test_a_value_that_can_never_be_sent_is_the_commands_own_fault(postgresql_url: str, value: object) -> None:
    store = open_store(postgresql_url)
    with pytest.raises(DBAPIError):
        store.write(lambda conn: conn.execute(text("SELECT :value"), {"value": value})).result(SECONDS)
    assert store.write(lambda conn: put(conn, "a")).result(SECONDS) == "a"
    store.close()


def test_a_statement_that_takes_too_long_is_the_commands_own_fault(postgresql_url: str) -> None:
    store = open_store(postgresql_url)

    def dawdle(conn: Connection) -> None:
        conn.exec_driver_sql("SET LOCAL statement_timeout = 20")
        conn.exec_driver_sql("SELECT pg_sleep(20)")

    with pytest.raises(DBAPIError, match="statement timeout"):
        store.write(dawdle).result(SECONDS)
    assert store.write(lambda conn: put(conn, "a")).result(SECONDS) == "a"
    store.close()


@pytest.fixture
def unused_tcp_port_url() -> str:
    return "postgresql://nobody@127.0.0.1:9/none"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y"])
def test_an_address_that_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        open_store(url)


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_postgresql_is_reached_by_psycopg_3_however_it_is_written(url: str) -> None:
    assert read_url(url).drivername == "postgresql+psycopg"


def test_a_folder_that_cannot_hold_a_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "dir.db").mkdir()
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}/dir.db")


@pytest.mark.parametrize(
    ("version", "racy"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 3), False)],
)
def test_the_releases_with_the_wal_race_are_known(version: tuple[int, int, int], *, racy: bool) -> None:
    assert has_wal_reset_race(version) is racy
