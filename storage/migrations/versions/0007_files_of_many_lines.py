"""Files of many reports or many orders, and what became of each of their lines."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id
from storage.tables.moment import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _batches()
    _batch_lines()


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", Id, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("unique_id", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("taken_back_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_state", "batches", ["state", "id"])
    op.create_index("ix_batches_message", "batches", ["chat", "message"])
    op.create_index("ix_batches_file", "batches", ["company", "unique_id"])
    op.create_index("ix_batches_made_at", "batches", ["made_at"])


def _batch_lines() -> None:
    op.create_table(
        "batch_lines",
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("move", sa.Integer(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name=op.f("fk_batch_lines_batch")),
        sa.PrimaryKeyConstraint("batch", "number", name=op.f("pk_batch_lines")),
    )
    op.create_index("ix_batch_lines_state", "batch_lines", ["batch", "state", "number"])
