"""What departments owe at a time of day."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0020"
down_revision = "0019"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_check_at", Moment(), nullable=True),
        sa.Column("handed_at", Moment(), nullable=True),
        sa.Column("handed_by", sa.BigInteger(), nullable=True),
        sa.Column("handed", sa.JSON(), nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.Column("signed_by", sa.BigInteger(), nullable=True),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("called", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("company", "duty", "local_date", name=op.f("uq_duties_company_duty_local_date")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_duties_day", "duties", ["company", "local_date"])
    for name, columns, filled in (
        ("ix_duties_next_check_at", ["next_check_at"], "next_check_at IS NOT NULL"),
        ("ix_duties_handed_by", ["handed_by", "handed_at"], "handed_by IS NOT NULL"),
    ):
        where = sa.text(filled)
        op.create_index(name, "duties", columns, sqlite_where=where, postgresql_where=where)
