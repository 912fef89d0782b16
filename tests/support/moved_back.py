"""A database as it was before: what stands in one of today, in the tables of an older revision."""

from sqlalchemy import create_engine, func, insert, inspect, select

from storage.migrate import upgrade
from storage.stores.addresses import read_url
from storage.tables import metadata


def moved_back(url: str, older_url: str, revision: str, *, without: frozenset[str] = frozenset()) -> None:
    """Fill the empty one. What the older tables do not know is left out, and the tables ``without`` stay empty."""
    upgrade(older_url, revision)
    now, then = create_engine(read_url(url)), create_engine(read_url(older_url))
    with now.connect() as source, then.begin() as older:
        there = set(inspect(older).get_table_names()) - without
        for table in (one for one in metadata.sorted_tables if one.name in there):
            known = {column["name"] for column in inspect(older).get_columns(table.name)}
            columns = [column for column in table.c if column.name in known]
            rows = [dict(row) for row in source.execute(select(*columns)).mappings()]
            if not rows:
                continue
            older.execute(insert(table), rows)
            if older.dialect.name == "postgresql" and "id" in table.c:
                last = select(func.max(table.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, "id")
                older.execute(select(func.setval(sequence, last)).where(sequence.is_not(None)))
    now.dispose()
    then.dispose()
