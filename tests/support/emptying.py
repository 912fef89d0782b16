"""Making a database that a test has used again what it was before, which takes a fifth of making a new one."""

import psycopg
from psycopg.sql import SQL, Composed, Identifier

# What stands in a database besides rows, and what its planner has learned: 16384 is the first number of what is no
# part of PostgreSQL itself.
SHAPE = SQL("""
    SELECT
        (SELECT md5(string_agg(concat_ws(' ', oid, relname, relkind), ',' ORDER BY oid)) FROM pg_class WHERE oid >= 16384),
        (SELECT md5(string_agg(
            concat_ws(' ', attrelid, attname, atttypid, attnotnull, attisdropped), ',' ORDER BY attrelid, attnum))
            FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0),
        (SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_constraint WHERE oid >= 16384),
        (SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_attrdef),
        (SELECT count(*) FROM pg_proc WHERE oid >= 16384),
        (SELECT count(*) FROM pg_trigger),
        (SELECT count(*) FROM pg_db_role_setting),
        (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384)
""")


WRITTEN = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 AND relname <> ALL (%s)
"""


class Emptying:
    """Remembers of a database how ``conn`` shows it: the shape of its tables, and the rows its migrations have left."""

    def __init__(self, conn: psycopg.Connection) -> None:
        written = [name for (name,) in conn.execute(WRITTEN, [[]])]
        self._kept = [name for name in written if conn.execute(_rows_of(name)).fetchone() != (None,)]
        self._looks = (SHAPE, *(_rows_of(name) for name in self._kept))
        self._before = self._look(conn)

    def done(self, conn: psycopg.Connection) -> bool:
        """False where more has changed than the rows of tables that were empty: then it is of no use to another test."""
        # Not DELETE: new rows would then lie, and be found where nothing orders them, where earlier ones have left room.
        if written := [Identifier(name) for (name,) in conn.execute(WRITTEN, [self._kept])]:
            conn.execute(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(written)))
        conn.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
            " WHERE last_value IS NOT NULL"
        )
        return self._look(conn) == self._before

    def _look(self, conn: psycopg.Connection) -> list:
        return [conn.execute(one).fetchone() for one in self._looks]


def _rows_of(table: str) -> Composed:
    return SQL("SELECT md5(string_agg(its::text, ' ' ORDER BY its::text)) FROM {} AS its").format(
        Identifier(table)
    )
