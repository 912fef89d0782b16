"""Indexes for what was not looked at or not said, and the alarms that are raised."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    clockless = sa.text("holder IS NOT NULL AND next_check_at IS NULL")
    for name, table, columns, where in (
        ("ix_orders_clockless", "orders", ["id"], clockless),
        ("ix_stages_clockless", "stages", ["order_id"], clockless),
        ("ix_reminders_unheard", "reminders", ["made_at"], sa.text("said_at IS NULL")),
        ("ix_outbox_buried_chat", "outbox", ["chat", "id"], sa.text("state = 'buried'")),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "alarms",
        sa.Column("company", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.Column("over_at", Moment),
    )
    standing = sa.text("over_at IS NULL")
    op.create_index(
        "ix_alarms_standing", "alarms", ["since"], sqlite_where=standing, postgresql_where=standing
    )
