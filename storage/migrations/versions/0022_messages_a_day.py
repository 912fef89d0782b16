"""What a group hears unasked in a day is counted; what is too much of it waits and is said together."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    for name in ("counted_at", "held_since", "held_until"):
        op.add_column("outbox", sa.Column(name, Moment))
    op.add_column("outbox", sa.Column("joined_into", sa.BigInteger))
    for name, columns, where in (
        ("counted", ["chat", "thread", "counted_at"], "counted_at IS NOT NULL"),
        ("held", ["held_until"], "state = 'held'"),
        ("held_in", ["chat", "thread", "id"], "state = 'held'"),
        ("kept_back", ["note_for"], "held_since IS NOT NULL"),
        ("joined", ["joined_into"], "joined_into IS NOT NULL"),
    ):
        op.create_index(
            f"ix_outbox_{name}",
            "outbox",
            columns,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
