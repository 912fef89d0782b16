"""Who of its department a stage was given to, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("stages", sa.Column("assigned_to", sa.BigInteger(), nullable=True))
    op.add_column("stages", sa.Column("assigned_by", sa.BigInteger(), nullable=True))
    assigned = sa.text("assigned_to IS NOT NULL")
    op.create_index(
        "ix_stages_assigned_to",
        "stages",
        ["assigned_to", "company"],
        sqlite_where=assigned,
        postgresql_where=assigned,
    )
