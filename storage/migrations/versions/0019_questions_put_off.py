"""Questions that people put off, and until when."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("orders", sa.Column("put_off", sa.JSON))
    op.add_column("orders", sa.Column("put_off_until", Moment))
    quiet = sa.text("put_off_until IS NOT NULL")
    op.create_index(
        "ix_orders_put_off",
        "orders",
        ["company", "put_off_until"],
        sqlite_where=quiet,
        postgresql_where=quiet,
    )
