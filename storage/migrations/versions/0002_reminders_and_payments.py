"""Reminders and their digests, reports posted by themselves, payment requests and transfers."""

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNSENT = sa.text("state = 'unsent'")


def upgrade() -> None:
    _reminders()
    _digests()
    _digest_lines()
    _postings()
    _payment_requests()
    _transfers()
    _allocations()


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("missed_at", Moment(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("said_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "kind",
            "ref",
            "rule",
            "missed_at",
            "rung",
            "round",
            name=op.f("uq_reminders_kind_ref_rule_missed_at_rung_round"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminders_thing", "reminders", ["kind", "ref", "id"], unique=False)


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("letter", sa.BigInteger(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("said_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_digests_unsent",
        "digests",
        ["company", "chat", "thread"],
        unique=True,
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index("ix_digests_chat", "digests", ["chat", "thread", "id"], unique=False)


def _digest_lines() -> None:
    op.create_table(
        "digest_lines",
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("reminder", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name=op.f("fk_digest_lines_digest")),
        sa.ForeignKeyConstraint(["reminder"], ["reminders.id"], name=op.f("fk_digest_lines_reminder")),
        sa.PrimaryKeyConstraint("digest", "reminder", name=op.f("pk_digest_lines")),
    )
    op.create_index("ix_digest_lines_reminder", "digest_lines", ["reminder"], unique=False)


def _postings() -> None:
    op.create_table(
        "postings",
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("company", "report", "local_date", name=op.f("pk_postings")),
    )


def _payment_requests() -> None:
    op.create_table(
        "payment_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("cancelled_by", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payment_requests_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_requests")),
        sa.UniqueConstraint("code", name=op.f("uq_payment_requests_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payment_requests_order", "payment_requests", ["order_id", "id"], unique=False)


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", ID, nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.Column("taken_back_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_transfers_source_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transfers_company", "transfers", ["company", "arrived_at"], unique=False)


def _allocations() -> None:
    op.create_table(
        "allocations",
        sa.Column("id", ID, nullable=False),
        sa.Column("transfer", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["transfer"], ["transfers.id"], name=op.f("fk_allocations_transfer")),
        sa.ForeignKeyConstraint(["request"], ["payment_requests.id"], name=op.f("fk_allocations_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("transfer", "request", name=op.f("uq_allocations_transfer_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_allocations_request", "allocations", ["request"], unique=False)
