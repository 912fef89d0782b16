"""Who wants their list every morning and a note at the close of work, and the days these were last seen to."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "daily_lists",
        sa.Column("person", sa.BigInteger, sa.ForeignKey("persons.id"), primary_key=True),
        sa.Column("company", sa.Text, primary_key=True),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=False),
    )
    for which in ("opened_on", "closed_on"):
        op.create_index(f"ix_daily_lists_{which}", "daily_lists", ["company", which])
