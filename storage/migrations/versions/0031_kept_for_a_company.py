"""What a newcomer reports in a company's chat waits for that company; of what was kept before nobody noted where."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("kept_reports", sa.Column("company", sa.Text))
