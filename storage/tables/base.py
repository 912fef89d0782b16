"""What all tables share: the metadata, the naming of constraints and the few column types."""

from sqlalchemy import JSON, BigInteger, Column, ColumnElement, FromClause, Integer, MetaData, literal_column

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite numbers rows by itself only in a column declared INTEGER; PostgreSQL's would end at two thousand million.
Id = BigInteger().with_variant(Integer(), "sqlite")

# Plain JSON, not JSONB: a text with \u0000 in it is kept as it came, and nothing searches inside.
Json = JSON(none_as_null=True)


def numbered() -> Column[int]:
    return Column("id", Id, primary_key=True)


def in_state(queue: FromClause, state: str) -> ColumnElement[bool]:
    """Written out instead of bound: only then does a database see that a partial index covers the query."""
    return queue.c.state == literal_column(f"'{state}'")
