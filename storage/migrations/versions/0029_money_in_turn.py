"""Orders that have ended and are not paid are gone through in turn, as the open ones are."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    waiting = sa.text("next_check_at IS NOT NULL")
    op.create_index(
        "ix_instalment_checks_company",
        "instalment_checks",
        ["company", "order_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
