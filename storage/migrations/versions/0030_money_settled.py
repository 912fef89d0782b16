"""An instalment that is not looked at any more is told from one whose clock was lost: also when its order has ended.

Which of those of before are settled the auditor finds out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column(
        "instalment_checks", sa.Column("settled", sa.Boolean, server_default=sa.false(), nullable=False)
    )
    lost = sa.and_(sa.column("next_check_at").is_(None), ~sa.column("settled", sa.Boolean))
    op.create_index(
        "ix_instalment_checks_clockless",
        "instalment_checks",
        ["order_id"],
        sqlite_where=lost,
        postgresql_where=lost,
    )
