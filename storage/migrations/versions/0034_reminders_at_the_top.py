"""A reminder remembers whether it went to whoever stands highest: what nobody answers is found among those alone.

Of before nothing is known; what is at the top is told again on its next working morning.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("reminders", sa.Column("highest", sa.Boolean, server_default=sa.false(), nullable=False))
    told = sa.and_(sa.column("highest", sa.Boolean), sa.column("said_at").is_not(None))
    op.create_index(
        "ix_reminders_highest",
        "reminders",
        ["company", "made_at"],
        sqlite_where=told,
        postgresql_where=told,
    )
