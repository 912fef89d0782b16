"""PostgreSQL gives back what a process has locked that stands still, wherever in a command that happens."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import Store, open_store
from storage.stores.addresses import read_url
from storage.stores.errors import StoreUnavailable
from storage.stores.postgres_store import PostgresStore

SECONDS = 20
STANDSTILL = 1.0
SET = "UPDATE settings SET value = '2' WHERE key = 'row'"


@pytest.fixture
def still(postgresql_url: str) -> Iterator[PostgresStore]:
    """Of the process that stands still."""
    store = PostgresStore(read_url(postgresql_url), patience=SECONDS, standstill=STANDSTILL)
    if store.read(lambda conn: conn.dialect.server_version_info).result(SECONDS) < (17,):
        pytest.skip("only newer versions can limit a transaction")
    store.write(lambda conn: conn.execute(text("INSERT INTO settings VALUES ('row', '1')"))).result(SECONDS)
    yield store
    store.close()


@pytest.fixture
def awake(postgresql_url: str) -> Iterator[Store]:
    store = open_store(postgresql_url)
    yield store
    store.close()


def test_in_the_middle_of_a_batch_too_where_no_idle_time_is_counted(
    still: PostgresStore, awake: Store
) -> None:
    locked, go_on = threading.Event(), threading.Event()

    def stand(conn: Connection) -> None:
        driver = conn.connection.driver_connection
        assert driver is not None
        driver.execute("SELECT 1")  # its transaction has begun
        driver.pgconn.enter_pipeline_mode()
        driver.pgconn.send_query_params(SET.encode(), [])
        driver.pgconn.send_flush_request()
        driver.pgconn.flush()
        locked.set()
        go_on.wait(SECONDS)
        raise ZeroDivisionError

    standing = still.write(stand)
    try:
        assert locked.wait(SECONDS)
        awake.write(lambda conn: conn.execute(text(SET))).result(SECONDS)
    finally:
        go_on.set()
    with pytest.raises(ZeroDivisionError):
        standing.result(SECONDS)


def test_a_command_that_waits_for_a_lock_is_told_so_before_it_is_taken_for_one(
    still: PostgresStore, awake: Store
) -> None:
    """Else of several that wait for each other each would hold the rows for a while of its own."""
    locked, go_on = threading.Event(), threading.Event()

    def hold(conn: Connection) -> None:
        conn.execute(text(SET))
        locked.set()
        go_on.wait(SECONDS)

    holding = awake.write(hold)
    try:
        assert locked.wait(SECONDS)
        with pytest.raises(StoreUnavailable, match="lock timeout"):
            still.write(lambda conn: conn.execute(text(SET))).result(SECONDS)
    finally:
        go_on.set()
        holding.result(SECONDS)


def test_a_command_that_goes_on_and_on_is_its_own_fault(still: PostgresStore) -> None:
    def dawdle(conn: Connection) -> None:
        for _ in range(30):
            conn.execute(text("SELECT pg_sleep(0.1)"))

    with pytest.raises(DBAPIError, match="transaction timeout"):
        still.write(dawdle).result(SECONDS)
    assert still.write(lambda conn: conn.execute(text(SET)).rowcount).result(SECONDS) == 1


def test_what_only_reads_may_take_longer_as_it_locks_nothing(still: PostgresStore) -> None:
    """A board, an export, a look of the auditor's over years of orders."""

    def dawdle(conn: Connection) -> int:
        for _ in range(15):
            conn.execute(text("SELECT pg_sleep(0.1)"))
        return 1

    assert still.read(dawdle).result(SECONDS) == 1
