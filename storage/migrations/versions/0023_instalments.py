"""When somebody looks again whether an instalment that has fallen due is paid."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "instalment_checks",
        sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("instalment", sa.Text, primary_key=True),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("next_check_at", Moment),
    )
    waiting = sa.text("next_check_at IS NOT NULL")
    op.create_index(
        "ix_instalment_checks_next_check_at",
        "instalment_checks",
        ["next_check_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
