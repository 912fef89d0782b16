"""Indexes for what waits for those who watch over others."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    live = sa.text("state IN ('draft', 'open', 'paused')")
    op.create_index(
        "ix_orders_promised", "orders", ["company", "promised_on"], sqlite_where=live, postgresql_where=live
    )
    op.create_index("ix_owed_checks_company", "owed_checks", ["company", "next_check_at"])
    climbed = sa.text("rung > 0")
    op.create_index(
        "ix_reminders_climbed",
        "reminders",
        ["company", "made_at"],
        sqlite_where=climbed,
        postgresql_where=climbed,
    )
