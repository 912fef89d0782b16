"""For whom a stage's last report was made, and whether that is disputed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("stages", sa.Column("behalf", sa.JSON(), nullable=True))
