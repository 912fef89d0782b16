"""The few things the bot itself has to remember: the clock's offset, the code of the first admin."""

from typing import Any

from sqlalchemy import Connection, delete, select

from storage.statements.upserts import insert_into
from storage.tables.house_tables import settings


def get(conn: Connection, key: str) -> Any:
    """None when it was never put."""
    return conn.execute(select(settings.c.value).where(settings.c.key == key)).scalar()


def put(conn: Connection, key: str, value: Any) -> None:
    new = insert_into(conn, settings).values(key=key, value=value)
    conn.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": new.excluded.value}))


def take(conn: Connection, key: str, value: Any) -> bool:
    """Remove it if it is exactly that: of several who try, one succeeds."""
    kept = conn.execute(select(settings.c.value).where(settings.c.key == key).with_for_update()).scalar()
    if kept is None or kept != value:
        return False
    return conn.execute(delete(settings).where(settings.c.key == key)).rowcount == 1
