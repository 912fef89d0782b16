"""Rows that are there many times over: made once by writing and tapping, then copied inside the database."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, text

from storage.stores.sqlite_engine import driver_connection
from storage.tables.order_tables import orders

CODES = "KT-"


def prepared(conn: Connection) -> None:
    """What copying takes: PostgreSQL's ``reverse`` on SQLite too, and as long as it lasts."""
    if conn.dialect.name == "sqlite":
        driver_connection(conn).create_function("reverse", 1, lambda words: words[::-1], deterministic=True)
    unhurried(conn)


def unhurried(conn: Connection) -> None:
    """What is made for a test may take longer than anything of the bot's."""
    if conn.dialect.name == "sqlite":
        return
    conn.execute(text("SET LOCAL statement_timeout = 0"))
    if (conn.dialect.server_version_info or ()) >= (17,):
        conn.execute(text("SET LOCAL transaction_timeout = 0"))


def own(made: int) -> Mapping[str, str]:
    """What a copied order has for itself: the ``made`` ones are 1 to ``made``, their nth copies come after n times as many."""
    number = f"id + n * {made}"
    code = f"CAST({number} AS TEXT)"
    return {
        "id": number, "code": f"'{CODES}' || {code}", "code_key": f"'kt' || {code}", "code_reversed": f"reverse('kt' || {code})",
        "customer": "customer || ' ' || n", "customer_key": "customer_key || ' ' || n",
    }  # fmt: skip


def copy(
    conn: Connection, which: Table, changed: Mapping[str, str], *, where: str, first: int, last: int
) -> None:
    """Every row ``where`` once for each n from ``first`` to ``last``; what is ``changed`` in it is SQL that may name n."""
    # A number that the database gives is left to it, but an order's is named by all its rows.
    names = [column.name for column in which.c if which is orders or column.name != "id"]
    given = ", ".join(changed.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    conn.execute(
        text(f"""
        WITH RECURSIVE copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {last})
        INSERT INTO {which.name} ({columns}) SELECT {given} FROM {which.name}, copies WHERE {where}
    """)
    )


def counted(conn: Connection) -> None:
    """What PostgreSQL's autovacuum would have done by the time a company has so many."""
    unhurried(conn)
    conn.execute(text("ANALYZE"))
