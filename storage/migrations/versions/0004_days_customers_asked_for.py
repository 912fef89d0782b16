"""The day of the order was kept as the one the customer asked for; nobody had asked."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("UPDATE orders SET requested_on = NULL")
