"""What is due is found in the index alone, its company too."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


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
        columns = ["next_check_at", *turn, "company"]
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
