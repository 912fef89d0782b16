"""Who is away, who stands in for them, and who is on duty."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("deputy", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("noted_by", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_roster_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
    )
    op.create_index("ix_roster_company", "roster", ["company", "ends_at"])
    op.create_index("ix_roster_person", "roster", ["person", "ends_at"])
    stood_in = sa.text("deputy IS NOT NULL")
    op.create_index(
        "ix_roster_deputy",
        "roster",
        ["deputy", "ends_at"],
        sqlite_where=stood_in,
        postgresql_where=stood_in,
    )
