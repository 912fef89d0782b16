"""What waits for those who watch over others: what climbed, what departments owe, what is disputed, what is due soon."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, false, func, or_, select

from orders.checks import part_owed
from orders.order import OrderId, PersonId
from storage.chasing.checks_due import Thing
from storage.chasing.reminder_rows import Reminder, values_of
from storage.order_book.order_finding import ORDER_COLUMNS, OrderRow, read_order_row
from storage.tables.order_tables import HELD, LIVE, PUSHED, PUT_OFF, orders, owed_checks, stages
from storage.tables.reminder_tables import AT_THE_TOP, CLIMBED, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class OnStage:
    order: OrderId
    stage: str


# Of each thing the last time it was told: what is told again every day must not hide all else.
_LAST_OF_EACH = (
    select(func.max(reminders.c.id))
    .where(
        reminders.c.company == bindparam("company"),
        reminders.c.made_at >= bindparam("since"),
        CLIMBED,
        reminders.c.said_at.is_not(None),  # what nobody has heard has been brought to nobody
        reminders.c.kind.not_in(["owed", "duty"]),  # they have sections of their own
    )
    .group_by(reminders.c.kind, reminders.c.ref)
)
_CLIMBED = select(reminders).where(reminders.c.id.in_(_LAST_OF_EACH)).order_by(reminders.c.id)
_CLIMBED_OF = _CLIMBED.where(reminders.c.department.in_(bindparam("departments", expanding=True)))
_TOP_OF_EACH = (
    select(func.max(reminders.c.id))
    .where(
        reminders.c.company == bindparam("company"),
        reminders.c.made_at >= bindparam("since"),
        AT_THE_TOP,
    )
    .group_by(reminders.c.kind, reminders.c.ref)
)
_AT_THE_TOP = select(reminders).where(reminders.c.id.in_(_TOP_OF_EACH)).order_by(reminders.c.id)
_OWED = (
    select(owed_checks.c.order_id, owed_checks.c.part)
    .where(owed_checks.c.company == bindparam("company"))
    .order_by(owed_checks.c.next_check_at, owed_checks.c.order_id, owed_checks.c.part)
    .limit(bindparam("most"))
)
_DECISIONS = _OWED.where(owed_checks.c.part.startswith(part_owed("", "")))
_RECEIPTS = _OWED.where(owed_checks.c.part.not_like(f"{part_owed('', '')}%"))
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
_PUT_OFF = (
    select(orders.c.id)
    .where(orders.c.company == bindparam("company"), PUT_OFF, orders.c.put_off_until > bindparam("now"), LIVE)
    .order_by(orders.c.put_off_until)
    .limit(bindparam("most"))
)
_IN_HAND_OF = or_(
    orders.c.holder.in_(bindparam("departments", expanding=True)),
    exists().where(
        stages.c.order_id == orders.c.id,
        stages.c.holder.in_(bindparam("departments", expanding=True)),
        HELD,
    ),
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
)
_PROMISED_OF = _PROMISED.where(_IN_HAND_OF)


def climbed(
    conn: Connection, company: str, since: datetime, departments: Collection[str] | None
) -> tuple[Reminder, ...]:
    """What went to somebody above its department (None: any), each thing once."""
    wanted = {"company": company, "since": since}
    query, more = _of(departments, _CLIMBED, _CLIMBED_OF)
    return tuple(Reminder(**values_of(row)) for row in conn.execute(query, wanted | more))


def at_the_top(conn: Connection, company: str, since: datetime) -> tuple[Reminder, ...]:
    """What whoever stands highest was told since then, duties and notices too, each thing once."""
    rows = conn.execute(_AT_THE_TOP, {"company": company, "since": since})
    return tuple(Reminder(**values_of(row)) for row in rows)


def decisions(conn: Connection, company: str, most: int) -> tuple[Thing, ...]:
    """Priorities that were asked for."""
    return _things(conn, _DECISIONS, {"company": company, "most": most})


def receipts(
    conn: Connection, company: str, most: int, departments: Collection[str] | None
) -> tuple[Thing, ...]:
    """Notices that these departments (None: any) have not acknowledged, those that are asked for first."""
    query = _RECEIPTS
    if departments is not None:
        query = query.where(
            or_(
                false(),
                *(
                    owed_checks.c.part.endswith(part_owed("", one), autoescape=True)
                    for one in sorted(departments)
                ),
            )
        )
    return _things(conn, query, {"company": company, "most": most})


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


def put_off(conn: Connection, company: str, now: datetime, most: int) -> tuple[OrderId, ...]:
    """Orders of which something is not asked before a moment to come, the nearest first."""
    rows = conn.execute(_PUT_OFF, {"company": company, "now": now, "most": most})
    return tuple(OrderId(row.id) for row in rows)


def promised(
    conn: Connection,
    company: str,
    days: tuple[date, date],
    departments: Collection[str] | None,
) -> tuple[OrderRow, ...]:
    """Orders promised for these days that these departments (None: any) have in hand, the next first."""
    wanted = {"company": company, "first": days[0], "last": days[1]}
    query, more = _of(departments, _PROMISED, _PROMISED_OF)
    return tuple(read_order_row(row) for row in conn.execute(query, wanted | more))


def _of(
    departments: Collection[str] | None, everybody: Select[Any], theirs: Select[Any]
) -> tuple[Select[Any], dict[str, Any]]:
    return (everybody, {}) if departments is None else (theirs, {"departments": sorted(departments)})


def _things(conn: Connection, query: Select[Any], wanted: dict[str, Any]) -> tuple[Thing, ...]:
    return tuple(Thing.of(OrderId(row.order_id), row.part) for row in conn.execute(query, wanted))
