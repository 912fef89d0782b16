"""Priorities asked for, and which of them were decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("orders", sa.Column("asked", sa.JSON(), nullable=True))
    decided = sa.text("kind = 'priority_decided'")
    op.create_index("ix_events_priority", "events", ["at"], sqlite_where=decided, postgresql_where=decided)
