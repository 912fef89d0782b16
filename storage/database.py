"""Which database it is: for /status and doctor."""

from sqlalchemy import Connection

_CALLED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def product(conn: Connection) -> str:
    """Name and version, such as "PostgreSQL 18.6"."""
    dialect = conn.dialect
    number = ".".join(str(part) for part in dialect.server_version_info or ())
    return f"{_CALLED[dialect.name]} {number}".strip()
