"""Indexes for what was delivered in a stretch of time."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    done = sa.text("done_at IS NOT NULL")
    op.create_index(
        "ix_stages_done", "stages", ["company", "done_at"], sqlite_where=done, postgresql_where=done
    )
    delivered = sa.text("kind = 'delivered'")
    op.create_index(
        "ix_events_delivered", "events", ["at"], sqlite_where=delivered, postgresql_where=delivered
    )
