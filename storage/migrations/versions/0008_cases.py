"""Cases: orders of their own kind, about another order."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("orders", sa.Column("case", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("orders", sa.Column("parent", sa.BigInteger(), nullable=True))
    about = sa.text("parent IS NOT NULL")
    op.create_index("ix_orders_parent", "orders", ["parent"], sqlite_where=about, postgresql_where=about)
    live = sa.text("\"case\" != '' AND state IN ('draft', 'open', 'paused')")
    op.create_index("ix_orders_case", "orders", ["company", "id"], sqlite_where=live, postgresql_where=live)
