"""A reminder remembers on which rungs nobody could be told when it was made."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column(
        "reminders", sa.Column("nobody_on", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
