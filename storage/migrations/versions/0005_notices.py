"""Notices that departments acknowledge."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("stages", sa.Column("notice", sa.JSON(), nullable=True))
    op.create_table(
        "owed_checks",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("next_check_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_owed_checks_order_id")),
        sa.PrimaryKeyConstraint("order_id", "part", name=op.f("pk_owed_checks")),
    )
    op.create_index("ix_owed_checks_next_check_at", "owed_checks", ["next_check_at"])
