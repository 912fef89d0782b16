"""The database as a whole: which it is, whether anybody has ever used it, and the end of one made for trials."""

from sqlalchemy import Connection, exists, select

from storage.stores.addresses import read_url, sqlite_file
from storage.tables.people_tables import persons

_CALLED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def product(conn: Connection) -> str:
    """Name and version, such as "PostgreSQL 18.6"."""
    dialect = conn.dialect
    number = ".".join(str(part) for part in dialect.server_version_info or ())
    return f"{_CALLED[dialect.name]} {number}".strip()


def untouched(conn: Connection) -> bool:
    """Whether nobody has been let in yet: then there is no work in it either."""
    return not conn.execute(select(exists(select(persons.c.id)))).scalar_one()


def discard(url: str) -> bool:
    """Remove a SQLite file and what lies beside it, all closed. False: another kind of database, left as it is."""
    address = read_url(url)
    if address.get_backend_name() != "sqlite":
        return False
    file = sqlite_file(address)
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)
    return True
