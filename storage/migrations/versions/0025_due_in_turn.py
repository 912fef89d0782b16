"""What is due at the same moment is found in the order of orders and parts, without being sorted."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    checked = sa.text("next_check_at IS NOT NULL")
    for table, turn, where in (
        ("orders", ["id"], checked),
        ("stages", ["order_id", "stage"], checked),
        ("owed_checks", ["order_id", "part"], None),
        ("instalment_checks", ["order_id", "instalment"], checked),
        ("duties", ["id"], checked),
    ):
        name = f"ix_{table}_next_check_at"
        op.drop_index(name, table)
        op.create_index(name, table, ["next_check_at", *turn], sqlite_where=where, postgresql_where=where)
