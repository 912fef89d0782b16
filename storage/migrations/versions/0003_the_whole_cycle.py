"""The working calendar beside the centre file."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _calendar_days()
    _calendar_years()


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("company", "day", "department", "source", name=op.f("pk_calendar_days")),
    )


def _calendar_years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("seeded_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("company", "year", name=op.f("pk_calendar_years")),
    )
