"""An index for lists of cases with those that have ended."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    a_case = sa.text("\"case\" != ''")
    op.create_index(
        "ix_orders_cases", "orders", ["company", "id"], sqlite_where=a_case, postgresql_where=a_case
    )
