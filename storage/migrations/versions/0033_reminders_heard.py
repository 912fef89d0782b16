"""When somebody last heard of a thing is found by an index, however often it was made again since without being heard."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    heard = sa.column("said_at").is_not(None)
    op.create_index(
        "ix_reminders_heard",
        "reminders",
        ["kind", "ref", "id"],
        sqlite_where=heard,
        postgresql_where=heard,
    )
