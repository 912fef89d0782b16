"""A backup made while people work holds everything answered before it began, and goes into an empty database only."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, select

from orders.moves import Report
from orders.order import OrderId
from orders.whole_order_moves import Open
from storage import settings_rows
from storage.backup import BackupUnusable, backup, restore
from storage.engine import Store, open_store
from storage.intake import dialogs
from storage.migrate import upgrade
from storage.order_book import events_rows, orders_rows
from storage.stores.addresses import read_url
from storage.stores.errors import NotEmpty
from storage.tables import metadata
from tests.support.shop import DRAWING, LAN, MONDAY, TU
from tests.support.stored_orders import Run, draft, move

SECONDS = 20


@pytest.fixture
def second_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """Another database of the same kind, migrated and empty."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path}/second.db"
        upgrade(url)
        yield url
        return
    with request.getfixturevalue("postgresql_databases").copy() as url:
        yield url


def everything(conn: Connection) -> dict[str, list[tuple]]:
    return {
        table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


def read_all(url: str) -> dict[str, list[tuple]]:
    store = open_store(url)
    try:
        return store.read(everything).result(SECONDS)
    finally:
        store.close()


def some_work(do: Run) -> OrderId:
    order_id = do(draft)
    do(move, order_id, LAN, Open())
    do(move, order_id, LAN, Report(stage="reception", done=True, note="xong\n\t\\ \0 🙂 完成"))
    do(move, order_id, TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    return order_id


def test_what_was_backed_up_comes_back_and_work_goes_on(
    do: Run, database_url: str, second_url: str, tmp_path: Path
) -> None:
    order_id = some_work(do)
    target = tmp_path / "deep" / "backup"
    backup(database_url, target)
    restore(second_url, target)
    assert read_all(second_url) == read_all(database_url)
    assert list(target.parent.iterdir()) == [target]

    store = open_store(second_url)
    assert store.write(lambda conn: draft(conn, "KT-2")).result(SECONDS) == order_id + 1
    store.close()


def test_a_backup_under_load_is_one_moment_of_the_database(
    store: Store, database_url: str, second_url: str, tmp_path: Path
) -> None:
    """Rows of two tables always change together; the backup holds every change answered before it began."""
    answered = 0
    stop = threading.Event()

    def change(conn: Connection, number: int) -> None:
        assert orders_rows.next_number(conn, "adtech", "2611") == number
        settings_rows.put(conn, "last", number)

    def work() -> None:
        nonlocal answered
        number = 0
        while not stop.is_set():
            number += 1
            store.write(lambda conn, n=number: change(conn, n)).result(SECONDS)
            answered = number

    worker = threading.Thread(target=work)
    worker.start()
    while answered < 5:
        assert worker.is_alive()
    before = answered
    backup(database_url, tmp_path / "backup")
    stop.set()
    worker.join(SECONDS)
    restore(second_url, tmp_path / "backup")
    found = read_all(second_url)
    [(_, last)] = found["settings"]
    assert found["code_numbers"] == [("adtech", "2611", last)]
    assert last >= before


def test_nothing_is_restored_over_data(do: Run, database_url: str, tmp_path: Path) -> None:
    some_work(do)
    backup(database_url, tmp_path / "backup")
    before = read_all(database_url)
    with pytest.raises(NotEmpty):
        restore(database_url, tmp_path / "backup")
    assert read_all(database_url) == before


def test_numbers_given_before_the_backup_are_not_given_again(
    do: Run, database_url: str, second_url: str, tmp_path: Path
) -> None:
    def question(conn: Connection) -> int:
        place = {"company": "adtech", "chat": 1, "thread": None, "user": 1}
        return dialogs.ask(conn, **place, kind="x", data={}, now=MONDAY, expires_at=MONDAY)

    first = do(question)
    do(dialogs.close, first)
    backup(database_url, tmp_path / "backup")
    restore(second_url, tmp_path / "backup")
    store = open_store(second_url)
    assert store.write(question).result(SECONDS) > first
    store.close()


ZIP64_FIELD = 20


def damage_zip(path: Path) -> None:
    with ZipFile(path, "a") as file:
        where = file.getinfo("settings").header_offset + 30 + len("settings") + ZIP64_FIELD
    content = bytearray(path.read_bytes())
    content[where] ^= 0xFF
    path.write_bytes(content)


def damage_sqlite(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 3] = b"\xff" * 4096 * 2
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"not a backup"), "inside"])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    do: Run, database_url: str, second_url: str, tmp_path: Path, damage: Callable[[Path], object] | str
) -> None:
    some_work(do)
    do(settings_rows.put, "text", "a longer text, so that there is something to damage")
    backup(database_url, tmp_path / "backup")
    if callable(damage):
        damage(tmp_path / "backup")
    elif database_url.startswith("sqlite"):
        damage_sqlite(tmp_path / "backup")
    else:
        damage_zip(tmp_path / "backup")
    with pytest.raises(BackupUnusable):
        restore(second_url, tmp_path / "backup")
    assert not any(read_all(second_url).values())


def test_a_sqlite_backup_is_one_file_that_opens_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    order_id = store.write(draft).result(SECONDS)
    backup(sqlite_url, tmp_path / "copy.db")
    store.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT id FROM orders").fetchall() == [(order_id,)]
    copied = open_store(f"sqlite:///{tmp_path}/copy.db")
    assert copied.read(lambda conn: orders_rows.load(conn, order_id)).result(SECONDS).code == "KT-2411"
    assert len(copied.read(lambda conn: events_rows.history(conn, order_id)).result(SECONDS)) == 1
    copied.close()


def test_a_backup_takes_the_place_of_no_file(database_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    backup(database_url, target)
    good = target.read_bytes()
    with pytest.raises(FileExistsError):
        backup(database_url, target)
    assert target.read_bytes() == good


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    Path(str(read_url(sqlite_url).database)).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises((BackupUnusable, sqlite3.DatabaseError)):
        backup(sqlite_url, target)
    assert not target.exists()
    assert not list(tmp_path.glob("*.unfinished"))
