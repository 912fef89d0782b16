"""Orders, their stages, everything that happened to them, and the numbers of their codes."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
)

from storage.tables.base import Json, metadata, numbered
from storage.tables.moment import Moment
from storage.tables.words import Folded, Words

workflows = Table(
    "workflows",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Json, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("code", Words, nullable=False),
    Column("code_key", Folded, nullable=False),
    Column(
        "code_reversed", Folded, nullable=False
    ),  # code_key backwards: the end of a code is found by index
    Column("workflow", Text, ForeignKey("workflows.hash"), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", Moment),
    Column("customer", Words, nullable=False),
    Column("customer_key", Folded, nullable=False),
    Column("title", Words, nullable=False),
    Column("amount", BigInteger),
    Column("currency", Text, nullable=False),
    Column("facts", Json, nullable=False),  # the facts that have no column of their own
    Column("flags", Json, nullable=False),
    Column("requested_on", Date),
    Column("first_promised_on", Date),
    Column("promised_on", Date),
    Column("opened_by", BigInteger),
    Column("opened_by_department", Text, nullable=False),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    Column("check_at", Moment),
    Column("asked", Json),  # a priority that was asked for and not decided on
    Column("holder", Text),  # department that holds the order as a whole; NULL while its stages have holders
    Column("next_check_at", Moment),
    Column("case", Text, nullable=False, server_default=literal_column("''")),  # its kind; an order is none
    Column("parent", BigInteger),  # the order a case is about
    Column("late_report", Json),  # NULL where none was ever owed
    Column("late_owed_by", Text),  # the department that has to act on it
    Column("put_off", Json),  # questions not to be asked before a moment; NULL where there never was one
    Column("put_off_until", Moment),  # the last of those moments
    UniqueConstraint("company", "code_key"),
)
LIVE = orders.c.state.in_([literal_column("'draft'"), literal_column("'open'"), literal_column("'paused'")])
Index("ix_orders_code_reversed", orders.c.company, orders.c.code_reversed)
Index("ix_orders_customer_key", orders.c.company, orders.c.customer_key)
Index("ix_orders_live", orders.c.company, orders.c.id, sqlite_where=LIVE, postgresql_where=LIVE)
_HELD = orders.c.holder.is_not(None)
Index("ix_orders_promised", orders.c.company, orders.c.promised_on, sqlite_where=LIVE, postgresql_where=LIVE)
Index("ix_orders_holder", orders.c.company, orders.c.holder, sqlite_where=_HELD, postgresql_where=_HELD)
_ABOUT = orders.c.parent.is_not(None)
Index("ix_orders_parent", orders.c.parent, sqlite_where=_ABOUT, postgresql_where=_ABOUT)
A_CASE = orders.c.case != literal_column("''")
Index("ix_orders_cases", orders.c.company, orders.c.id, sqlite_where=A_CASE, postgresql_where=A_CASE)
LIVE_CASE = and_(A_CASE, LIVE)
Index("ix_orders_case", orders.c.company, orders.c.id, sqlite_where=LIVE_CASE, postgresql_where=LIVE_CASE)
_LATE = orders.c.late_owed_by.is_not(None)
Index("ix_orders_late", orders.c.company, orders.c.late_owed_by, sqlite_where=_LATE, postgresql_where=_LATE)
PUT_OFF = orders.c.put_off_until.is_not(None)
Index(
    "ix_orders_put_off",
    orders.c.company,
    orders.c.put_off_until,
    sqlite_where=PUT_OFF,
    postgresql_where=PUT_OFF,
)
_CHECKED = orders.c.next_check_at.is_not(None)
Index(
    "ix_orders_next_check_at",
    orders.c.next_check_at,
    orders.c.id,
    orders.c.company,
    sqlite_where=_CHECKED,
    postgresql_where=_CHECKED,
)
ORDER_CLOCKLESS = and_(orders.c.holder.is_not(None), orders.c.next_check_at.is_(None))  # which must not be
Index("ix_orders_clockless", orders.c.id, sqlite_where=ORDER_CLOCKLESS, postgresql_where=ORDER_CLOCKLESS)

stages = Table(
    "stages",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id"), primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("company", Text, nullable=False),
    Column("department", Text, nullable=False),  # owns the stage
    Column("holder", Text),  # has the ball; NULL while nobody's clock runs
    Column("next_check_at", Moment),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", Moment),
    Column("percent", Integer),
    Column("quantity", Json),
    Column("estimate", Moment),
    Column("offered_at", Moment),
    Column("offered_from", Json),  # NULL where there is nothing, here and below: nothing to parse
    Column("confirm_by", Moment),
    Column("received_at", Moment),
    Column("received_by", BigInteger),
    Column("assigned_to", BigInteger),
    Column("assigned_by", BigInteger),
    Column("pushed_at", Moment),
    Column("pushed", Json),
    Column("due_at", Moment),
    Column("reported_at", Moment),
    Column("reported_by", BigInteger),
    Column("done_at", Moment),
    Column("done_by", BigInteger),
    Column("hold", Json),
    Column("notice", Json),
    Column("behalf", Json),
    Column("fields", Json),
    Column("evidence", Json),
    Column("override", Json),  # what it was closed without, by whom and why
)
HELD = stages.c.holder.is_not(None)
Index(
    "ix_stages_holder",
    stages.c.company,
    stages.c.holder,
    stages.c.due_at,
    sqlite_where=HELD,
    postgresql_where=HELD,
)
ASSIGNED = stages.c.assigned_to.is_not(None)
Index(
    "ix_stages_assigned_to",
    stages.c.assigned_to,
    stages.c.company,
    sqlite_where=ASSIGNED,
    postgresql_where=ASSIGNED,
)
PUSHED = stages.c.pushed_at.is_not(None)
Index("ix_stages_pushed", stages.c.company, stages.c.pushed_at, sqlite_where=PUSHED, postgresql_where=PUSHED)
_STAGE_CHECKED = stages.c.next_check_at.is_not(None)
Index(
    "ix_stages_next_check_at",
    stages.c.next_check_at,
    stages.c.order_id,
    stages.c.stage,
    stages.c.company,
    sqlite_where=_STAGE_CHECKED,
    postgresql_where=_STAGE_CHECKED,
)
STAGE_CLOCKLESS = and_(stages.c.holder.is_not(None), stages.c.next_check_at.is_(None))  # which must not be
Index(
    "ix_stages_clockless", stages.c.order_id, sqlite_where=STAGE_CLOCKLESS, postgresql_where=STAGE_CLOCKLESS
)

_DONE = stages.c.done_at.is_not(None)
Index("ix_stages_done", stages.c.company, stages.c.done_at, sqlite_where=_DONE, postgresql_where=_DONE)

owed_checks = Table(
    "owed_checks",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id"), primary_key=True),
    Column(
        "part", Text, primary_key=True
    ),  # "shipping_note@warehouse": what a department owes besides a stage
    Column("company", Text, nullable=False),
    Column("next_check_at", Moment, nullable=False),
)
Index(
    "ix_owed_checks_next_check_at",
    owed_checks.c.next_check_at,
    owed_checks.c.order_id,
    owed_checks.c.part,
    owed_checks.c.company,
)
Index("ix_owed_checks_company", owed_checks.c.company, owed_checks.c.next_check_at)

events = Table(
    "events",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("move", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("stage", Text),
    Column("note", Words, nullable=False),
    Column("on_behalf", Words, nullable=False),
    Column("data", Json, nullable=False),
    Column("source_chat", BigInteger),
    Column("source_message", BigInteger),
    Column("source_update", BigInteger),
)
Index("ix_events_stage", events.c.order_id, events.c.stage, events.c.seq)
Index("ix_events_source", events.c.source_chat, events.c.source_message)
PRIORITY_DECIDED = events.c.kind == literal_column("'priority_decided'")
Index("ix_events_priority", events.c.at, sqlite_where=PRIORITY_DECIDED, postgresql_where=PRIORITY_DECIDED)
DELIVERED = events.c.kind == literal_column("'delivered'")
Index("ix_events_delivered", events.c.at, sqlite_where=DELIVERED, postgresql_where=DELIVERED)
UNDONE = events.c.kind == literal_column("'undone'")
Index("ix_events_undone", events.c.at, sqlite_where=UNDONE, postgresql_where=UNDONE)
Index("ix_events_by", events.c.by, events.c.at, events.c.order_id, events.c.seq)

evidence = Table(
    "evidence",
    metadata,
    numbered(),
    Column("order_id", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("unique_id", Text, nullable=False),
    Column("name", Words, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    ForeignKeyConstraint(["order_id", "seq"], ["events.order_id", "events.seq"]),
)
Index("ix_evidence_event", evidence.c.order_id, evidence.c.seq)

albums = Table(
    "albums",
    metadata,
    Column("chat", BigInteger, primary_key=True),
    Column("album", Text, primary_key=True),
    Column("order_id", BigInteger),
    Column("seq", Integer),  # the event its pictures belong to; NULL until its caption has been read
    Column("waiting", Json, nullable=False),
    Column("made_at", Moment, nullable=False),
)
Index("ix_albums_made_at", albums.c.made_at)

customers = Table(
    "customers",
    metadata,
    Column("company", Text, primary_key=True),
    Column("key", Folded, primary_key=True),
    Column("name", Words, nullable=False),
)

code_numbers = Table(
    "code_numbers",
    metadata,
    Column("company", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
