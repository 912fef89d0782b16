"""Copy a database that is in use into one file, and put such a file into an empty database.

SQLite: a database file, made by its online backup. PostgreSQL: a zip of every table as COPY writes it, all read in
one snapshot, with the revision they belong to.
"""

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import psycopg
from psycopg import sql
from sqlalchemy import Table

from storage.migrate import upgrade
from storage.stores.addresses import postgres_dsn, read_url, sqlite_file
from storage.stores.errors import NotEmpty
from storage.tables import metadata

_FORMAT = 1
_MANIFEST = "manifest.json"


class BackupUnusable(Exception):
    """The file is no backup of this kind of database, or it is damaged."""


def backup(url: str, target: Path) -> None:
    """Write the backup under ``target`` only once it is complete; commands go on meanwhile.

    Raises FileExistsError and leaves what is there: it may be an older backup, or the database itself.
    """
    address = read_url(url)
    if target.exists():
        raise FileExistsError(str(target))
    with _written_beside(target, put=os.link) as unfinished:  # unlike a rename, a link replaces no file
        if address.get_backend_name() == "sqlite":
            _copy_sqlite(sqlite_file(address), unfinished)
        else:
            _export_postgres(postgres_dsn(address), unfinished)


def restore(url: str, source: Path) -> None:
    """Put a backup into a database that holds nothing (NotEmpty otherwise), then bring it to this version's tables."""
    address = read_url(url)
    if address.get_backend_name() == "sqlite":
        _restore_sqlite(sqlite_file(address), source)
    else:
        _import_postgres(url, postgres_dsn(address), source)
    upgrade(url)


@contextmanager
def _written_beside(target: Path, *, put: Callable[[Path, Path], None] = os.replace) -> Iterator[Path]:
    """A file that is ``put`` under ``target`` when it is complete and on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        put(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    _check_sqlite(target)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("SELECT version_num FROM alembic_version")
    except sqlite3.DatabaseError as error:
        raise BackupUnusable(f"{path}: {error}") from error
    if verdict != "ok":
        raise BackupUnusable(f"{path}: {verdict}")


def _restore_sqlite(target: Path, source: Path) -> None:
    _check_sqlite(source)
    if target.exists():
        with closing(sqlite3.connect(target)) as existing:
            if any(_sqlite_rows(existing, table) for table in metadata.sorted_tables):
                raise NotEmpty(f"{target} holds data already")
    with _written_beside(target) as unfinished:
        shutil.copyfile(source, unfinished)
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)


def _sqlite_rows(existing: sqlite3.Connection, table: Table) -> bool:
    known = existing.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table.name,))
    if known.fetchone() is None:
        return False
    return existing.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1').fetchone() is not None  # noqa: S608 - our own name


def _export_postgres(dsn: str, target: Path) -> None:
    with psycopg.connect(dsn) as conn, ZipFile(target, "w", ZIP_DEFLATED) as file:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        columns = {table.name: [column.name for column in table.columns] for table in metadata.sorted_tables}
        manifest = {
            "format": _FORMAT,
            "revision": conn.execute("SELECT version_num FROM alembic_version").fetchall()[0][0],
            "tables": columns,
            "last_numbers": {name: _last_number(conn, name) for name in columns if _is_numbered(name)},
        }
        file.writestr(_MANIFEST, json.dumps(manifest))
        for name, its_columns in columns.items():
            statement = _copy_statement(name, its_columns, "TO STDOUT")
            with (
                file.open(name, "w", force_zip64=True) as rows,
                conn.cursor() as cursor,
                cursor.copy(statement) as copy,
            ):
                rows.writelines(copy)


def _import_postgres(url: str, dsn: str, source: Path) -> None:
    try:
        with ZipFile(source) as file:
            if damaged := file.testzip():
                raise BackupUnusable(f"{source}: {damaged} is damaged")
            manifest = json.loads(file.read(_MANIFEST))
            if manifest["format"] != _FORMAT:
                raise BackupUnusable(f"{source}: written by a newer version")
            upgrade(url, manifest["revision"])
            _import_tables(dsn, file, manifest)
    except (BadZipFile, KeyError, zlib.error) as error:
        raise BackupUnusable(f"{source}: {error}") from error


def _import_tables(dsn: str, file: ZipFile, manifest: dict[str, Any]) -> None:
    """All tables in one transaction, parents first."""
    with psycopg.connect(dsn) as conn:
        for name, columns in manifest["tables"].items():
            table = sql.Identifier(name)
            conn.execute(sql.SQL("LOCK TABLE {}").format(table))
            if conn.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone():
                raise NotEmpty(f"table {name} holds data already")
            statement = _copy_statement(name, columns, "FROM STDIN")
            with file.open(name) as rows, conn.cursor() as cursor, cursor.copy(statement) as copy:
                while chunk := rows.read(65536):
                    copy.write(chunk)
        for name, last in manifest["last_numbers"].items():
            conn.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (name, last))


def _is_numbered(table: str) -> bool:
    return metadata.tables[table].autoincrement_column is not None


def _last_number(conn: psycopg.Connection, table: str) -> int | None:
    """The last number given to a row, though the row may be gone: it may stand on a button still."""
    asked = conn.execute(
        "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", (table,)
    )
    last: int | None = asked.fetchall()[0][0]
    return last


def _copy_statement(table: str, columns: list[str], direction: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(direction))
