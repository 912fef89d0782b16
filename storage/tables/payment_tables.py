"""What customers were asked to pay, what arrived, and which of it pays for what."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
)

from storage.tables.base import Json, metadata, numbered
from storage.tables.moment import Moment
from storage.tables.words import Words

payment_requests = Table(
    "payment_requests",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False),
    Column("code", Text, nullable=False, unique=True),  # what the payer writes: finds the request again
    Column("instalment", Text, nullable=False),  # empty: an amount of its own
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("bin", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("holder", Words, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("cancelled_by", BigInteger),
    Column("cancelled_at", Moment),
    sqlite_autoincrement=True,
)
Index("ix_payment_requests_order", payment_requests.c.order_id, payment_requests.c.id)

transfers = Table(
    "transfers",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("source", Text, nullable=False),  # "hand", or who gave notice
    Column("external_id", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("content", Words, nullable=False),  # what the payer wrote; by hand, the note
    Column("made_by", BigInteger),  # who wrote it down; NULL: a notice
    Column("arrived_at", Moment, nullable=False),
    Column("raw", Json),
    Column("taken_back_by", BigInteger),
    Column("taken_back_at", Moment),
    UniqueConstraint("source", "external_id"),
    sqlite_autoincrement=True,
)
Index("ix_transfers_company", transfers.c.company, transfers.c.arrived_at)

allocations = Table(
    "allocations",
    metadata,
    numbered(),
    Column("transfer", BigInteger, ForeignKey("transfers.id"), nullable=False),
    Column("request", BigInteger, ForeignKey("payment_requests.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("made_by", BigInteger),  # NULL: matched by the bot
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("transfer", "request"),
    sqlite_autoincrement=True,
)
Index("ix_allocations_request", allocations.c.request)

instalment_checks = Table(
    "instalment_checks",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id"), primary_key=True),
    Column("instalment", Text, primary_key=True),
    Column("company", Text, nullable=False),
    Column("next_check_at", Moment),
    Column("settled", Boolean, nullable=False, server_default=false()),  # looked at, and nothing is awaited
)
_LOOKED_AT = instalment_checks.c.next_check_at.is_not(None)
Index(
    "ix_instalment_checks_company",
    instalment_checks.c.company,
    instalment_checks.c.order_id,
    sqlite_where=_LOOKED_AT,
    postgresql_where=_LOOKED_AT,
)
Index(
    "ix_instalment_checks_next_check_at",
    instalment_checks.c.next_check_at,
    instalment_checks.c.order_id,
    instalment_checks.c.instalment,
    instalment_checks.c.company,
    sqlite_where=_LOOKED_AT,
    postgresql_where=_LOOKED_AT,
)
MONEY_CLOCKLESS = and_(
    instalment_checks.c.next_check_at.is_(None), ~instalment_checks.c.settled
)  # must not be
Index(
    "ix_instalment_checks_clockless",
    instalment_checks.c.order_id,
    sqlite_where=MONEY_CLOCKLESS,
    postgresql_where=MONEY_CLOCKLESS,
)
