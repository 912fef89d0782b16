"""An index for what was asked and not answered."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    asked = sa.text("pushed_at IS NOT NULL")
    op.create_index(
        "ix_stages_pushed", "stages", ["company", "pushed_at"], sqlite_where=asked, postgresql_where=asked
    )
