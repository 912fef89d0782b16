"""What was taken back in a stretch of time is found by index: the statistics of deliveries tell what they told before and is no more."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    undone = sa.text("kind = 'undone'")
    op.create_index("ix_events_undone", "events", ["at"], sqlite_where=undone, postgresql_where=undone)
