"""Late reports: why a promise was broken, as whoever had the order has to say."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("orders", sa.Column("late_report", sa.JSON(), nullable=True))
    op.add_column("orders", sa.Column("late_owed_by", sa.Text(), nullable=True))
    op.create_index(
        "ix_orders_late",
        "orders",
        ["company", "late_owed_by"],
        sqlite_where=sa.text("late_owed_by IS NOT NULL"),
        postgresql_where=sa.text("late_owed_by IS NOT NULL"),
    )
    # Whether a promise is broken is seen by the next sweep, which then says when to look again.
    op.execute(
        "UPDATE orders SET next_check_at = opened_at"
        " WHERE state = 'open' AND promised_on IS NOT NULL AND next_check_at IS NULL"
    )
