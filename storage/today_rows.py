"""What waits for those who watch over others: what climbed, what departments owe, what is disputed, what is due soon."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Connection, bindparam, select

from orders.order import OrderId, PersonId
from storage.checks_due import Thing
from storage.order_finding import ORDER_COLUMNS, OrderRow, read_order_row
from storage.reminder_rows import Reminder, values_of
from storage.tables.order_tables import HELD, LIVE, PUSHED, orders, owed_checks, stages
from storage.tables.reminder_tables import CLIMBED, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class OnStage:
    order: OrderId
    stage: str


_CLIMBED = (
    select(reminders)
    .where(reminders.c.company == bindparam("company"), reminders.c.made_at >= bindparam("since"), CLIMBED)
    .order_by(reminders.c.made_at.desc(), reminders.c.id.desc())
    .limit(bindparam("most"))
)
_OWED = (
    select(owed_checks.c.order_id, owed_checks.c.part)
    .where(owed_checks.c.company == bindparam("company"))
    .order_by(owed_checks.c.next_check_at, owed_checks.c.order_id, owed_checks.c.part)
    .limit(bindparam("most"))
)
_DISPUTED = (
    select(stages.c.order_id, stages.c.stage)
    .where(
        stages.c.company == bindparam("company"),
        stages.c.holder.in_(bindparam("departments", expanding=True)),
        HELD,
        stages.c.hold["answer"].as_string() == "disputed",
    )
    .order_by(stages.c.since)
    .limit(bindparam("most"))
)
_PUSHED = (
    select(stages.c.order_id, stages.c.stage, stages.c.pushed)
    .where(stages.c.company == bindparam("company"), stages.c.pushed_at >= bindparam("since"), PUSHED, HELD)
    .order_by(stages.c.pushed_at.desc())
)
_PROMISED = (
    select(*ORDER_COLUMNS)
    .where(
        orders.c.company == bindparam("company"),
        orders.c.promised_on.between(bindparam("first"), bindparam("last")),
        LIVE,
        orders.c.case == "",
    )
    .order_by(orders.c.promised_on, orders.c.id)
    .limit(bindparam("most"))
)


def climbed(conn: Connection, company: str, since: datetime, most: int) -> tuple[Reminder, ...]:
    """What went to somebody above its department, the last first, each thing once."""
    rows = conn.execute(_CLIMBED, {"company": company, "since": since, "most": most})
    found: dict[Thing, Reminder] = {}
    for row in rows:
        reminder = Reminder(**values_of(row))
        found.setdefault(reminder.thing, reminder)
    return tuple(found.values())


def owed(conn: Connection, company: str, most: int) -> tuple[Thing, ...]:
    rows = conn.execute(_OWED, {"company": company, "most": most})
    return tuple(Thing.of(OrderId(row.order_id), row.part) for row in rows)


def disputed(conn: Connection, company: str, departments: Collection[str], most: int) -> tuple[OnStage, ...]:
    """Holds of which these departments have to say whose they are, the oldest first."""
    wanted = {"company": company, "departments": sorted(departments), "most": most}
    rows = conn.execute(_DISPUTED, wanted)
    return tuple(OnStage(order=OrderId(row.order_id), stage=row.stage) for row in rows)


def pushed(
    conn: Connection, company: str, person: PersonId, since: datetime, most: int
) -> tuple[OnStage, ...]:
    """Stages this person asked after since then and has had no answer of, the last first."""
    rows = conn.execute(_PUSHED, {"company": company, "since": since})
    waiting = (row for row in rows if person in row.pushed["waiting"])
    return tuple(OnStage(order=OrderId(row.order_id), stage=row.stage) for row in islice(waiting, most))


def promised(conn: Connection, company: str, first: date, last: date, most: int) -> tuple[OrderRow, ...]:
    """Orders promised for these days, the next first."""
    wanted = {"company": company, "first": first, "last": last, "most": most}
    return tuple(read_order_row(row) for row in conn.execute(_PROMISED, wanted))
