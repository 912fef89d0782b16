"""Who wants a list every morning and a note at the close of work, and what they reported in between."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from orders.events import Kind
from orders.order import OrderId, PersonId
from storage.statements.upserts import insert_into
from storage.tables.order_tables import events, orders
from storage.tables.people_tables import daily_lists, memberships, persons
from storage.tables.roster_tables import roster

Which: TypeAlias = Literal["opened_on", "closed_on"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanting:
    """``user``: the messenger's number for them."""

    person: PersonId
    user: int
    name: str
    username: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """What somebody said by one move about a stage, or ("") about an order as a whole."""

    order_id: OrderId
    move: int
    code: str
    customer: str
    workflow: str  # found by workflow_rows.load
    stage: str
    kinds: tuple[Kind, ...]


_MEMBER = exists().where(
    memberships.c.person == daily_lists.c.person,
    memberships.c.company == daily_lists.c.company,
    memberships.c.department.in_(bindparam("departments", expanding=True)),
    memberships.c.state == "active",
)
_AWAY = exists().where(
    roster.c.person == daily_lists.c.person,
    roster.c.company == daily_lists.c.company,
    roster.c.what == "leave",
    roster.c.starts_at <= bindparam("now"),
    roster.c.ends_at > bindparam("now"),
)
_DUE = {
    which: select(daily_lists.c.person, persons.c.user_id, persons.c.name, persons.c.username)
    .join(persons, persons.c.id == daily_lists.c.person)
    .where(
        daily_lists.c.company == bindparam("company"),
        daily_lists.c[which] < bindparam("day"),
        persons.c.state == "active",
        persons.c.reachable,
        _MEMBER,
        ~_AWAY,
    )
    .order_by(
        daily_lists.c.person
    )  # one order of claims for all processes: none waits for another in a circle
    .limit(bindparam("most"))
    for which in ("opened_on", "closed_on")
}
_WANTED = select(
    exists().where(daily_lists.c.person == bindparam("person"), daily_lists.c.company == bindparam("company"))
)
_REPORTED = (
    select(
        events.c.order_id,
        events.c.seq,
        events.c.move,
        events.c.kind,
        events.c.stage,
        orders.c.code,
        orders.c.customer,
        orders.c.workflow,
    )
    .join(orders, orders.c.id == events.c.order_id)
    .where(
        events.c.by == bindparam("person"),
        events.c.at >= bindparam("since"),
        orders.c.company == bindparam("company"),
        events.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(events.c.at, events.c.order_id, events.c.seq)
)
_UNDONE = select(events.c.order_id, events.c.data).where(
    events.c.order_id.in_(bindparam("orders", expanding=True)), events.c.kind == Kind.UNDONE.value
)


def want(conn: Connection, person: PersonId, company: str, *, opened_on: date, closed_on: date) -> None:
    """From the days after these on. Who wants it already goes on as before."""
    row = {"person": person, "company": company, "opened_on": opened_on, "closed_on": closed_on}
    conn.execute(insert_into(conn, daily_lists).values(row).on_conflict_do_nothing())


def want_no_more(conn: Connection, person: PersonId, company: str) -> None:
    conn.execute(delete(daily_lists).where(daily_lists.c.person == person, daily_lists.c.company == company))


def is_wanted(conn: Connection, person: PersonId, company: str) -> bool:
    return bool(conn.execute(_WANTED, {"person": person, "company": company}).scalar_one())


def due(
    conn: Connection,
    company: str,
    which: Which,
    day: date,
    departments: Collection[str],
    *,
    now: datetime,
    most: int,
) -> tuple[Wanting, ...]:
    """Those of these departments who have not had theirs of the day, are at work and can be written to."""
    wanted = {
        "company": company,
        "day": day,
        "departments": sorted(departments),
        "now": now,
        "most": most,
    }
    return tuple(
        Wanting(person=PersonId(row.person), user=row.user_id, name=row.name, username=row.username)
        for row in conn.execute(_DUE[which], wanted)
    )


def take(conn: Connection, person: PersonId, company: str, which: Which, day: date) -> bool:
    """Claim theirs of the day; False: it was claimed before, by this process or another."""
    claimed = (
        update(daily_lists)
        .where(
            daily_lists.c.person == person,
            daily_lists.c.company == company,
            daily_lists.c[which] < day,
        )
        .values({which: day})
    )
    return conn.execute(claimed).rowcount == 1


def reported(
    conn: Connection, company: str, person: PersonId, since: datetime, kinds: Collection[Kind]
) -> tuple[Reported, ...]:
    """What they said of each stage since then, of several words about one the last; not what was taken back."""
    wanted = {"person": person, "since": since, "company": company, "kinds": sorted(kinds)}
    rows = conn.execute(_REPORTED, wanted).all()
    undone = _undone(conn, sorted({row.order_id for row in rows}))
    last: dict[tuple[int, str], Reported] = {}
    for row in rows:
        if (row.order_id, row.move) in undone:
            continue
        about = row.order_id, row.stage or ""
        before = last.pop(about, None)
        same = before is not None and before.move == row.move
        last[about] = Reported(
            order_id=OrderId(row.order_id),
            move=row.move,
            code=row.code,
            customer=row.customer,
            workflow=row.workflow,
            stage=row.stage or "",
            kinds=(*(before.kinds if before and same else ()), Kind(row.kind)),
        )
    return tuple(last.values())


def _undone(conn: Connection, of: Sequence[int]) -> frozenset[tuple[int, int]]:
    rows = conn.execute(_UNDONE, {"orders": of}) if of else ()
    return frozenset((row.order_id, row.data["move"]) for row in rows)
