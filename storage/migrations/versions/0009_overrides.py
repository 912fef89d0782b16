"""What a stage was closed without."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("stages", sa.Column("override", sa.JSON(), nullable=True))
