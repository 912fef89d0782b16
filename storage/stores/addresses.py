"""Database addresses as the settings write them, made into what SQLAlchemy takes."""

from pathlib import Path

from sqlalchemy import URL, make_url


def read_url(url: str) -> URL:
    """Accept ``sqlite:///data/x.db`` and ``postgres[ql]://…``; refuse any other kind and SQLite without a file."""
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ValueError(f"a database is sqlite:///FILE or postgresql://…, not {kind}")
    if parsed.database in (None, "", ":memory:"):
        raise ValueError("SQLite needs a file: sqlite:///data/dieuphoi.db")
    return parsed.set(drivername="sqlite+pysqlite")


def sqlite_file(url: URL) -> Path:
    assert url.database is not None
    return Path(url.database)


def postgres_dsn(url: URL) -> str:
    """The same address as psycopg itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
