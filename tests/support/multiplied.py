"""The orders of a company many times over, made inside the database: more than anybody would wait for to be written."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, func, select, text

from storage.sqlite_engine import driver_connection
from storage.tables.order_tables import events, orders, owed_checks, stages


def multiply(conn: Connection, times: int) -> int:
    """Every order so many times in all, with its stages, clocks and events, under a code of its own; how many there are now."""
    if conn.dialect.name == "sqlite":
        driver_connection(conn).create_function("reverse", 1, lambda words: words[::-1], deterministic=True)
    else:
        conn.execute(text("SET LOCAL statement_timeout = 0"))
    made: int = conn.execute(select(func.max(orders.c.id))).scalar_one()
    code = f"CAST(id + n * {made} AS TEXT)"
    own_code = {
        "code": f"'KT-' || {code}",
        "code_key": f"'kt' || {code}",
        "code_reversed": f"reverse('kt' || {code})",
    }
    _copy(conn, orders, times, made, {"id": f"id + n * {made}"} | own_code)
    for its in (stages, owed_checks, events):
        _copy(conn, its, times, made, {"order_id": f"order_id + n * {made}"})
    return int(conn.execute(select(func.count()).select_from(orders)).scalar_one())


def _copy(conn: Connection, which: Table, times: int, made: int, own: Mapping[str, str]) -> None:
    number = "id" if which is orders else "order_id"
    columns = ", ".join(f'"{column.name}"' for column in which.c)
    given = ", ".join(own.get(column.name, f'"{column.name}"') for column in which.c)
    conn.execute(
        text(f"""
        WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {times - 1})
        INSERT INTO {which.name} ({columns}) SELECT {given} FROM {which.name}, copies WHERE {number} <= {made}
    """)
    )
