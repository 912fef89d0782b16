"""Who asked how a stage stands, and when last."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("stages", sa.Column("pushed_at", Moment(), nullable=True))
    op.add_column("stages", sa.Column("pushed", sa.JSON(), nullable=True))
