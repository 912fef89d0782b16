"""Duties, one row for each and each day: wanted, handed in, signed, given up."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, or_, select, update

from orders.duties import DutyDay, DutyState, HandedIn
from orders.order import PersonId
from storage.chasing.duty_codec import handed_to_json, if_readable, read_day, readable
from storage.statements.upserts import insert_into
from storage.tables.duty_tables import OPEN, duties

_BY_ID = select(duties).where(duties.c.id == bindparam("of"))
_BY_ID_FOR_UPDATE = _BY_ID.with_for_update()
_NAMED = select(duties.c.company, duties.c.duty).where(duties.c.id == bindparam("of"))
_SINCE = (
    select(duties)
    .where(duties.c.company == bindparam("of_company"), duties.c.local_date >= bindparam("since"))
    .order_by(duties.c.local_date, duties.c.due_at, duties.c.id)
)
_UNCALLED = _SINCE.where(duties.c.due_at <= bindparam("by"), duties.c.called.is_(False))
_STANDING = (
    select(duties)
    .where(
        duties.c.company == bindparam("of_company"),
        duties.c.local_date >= bindparam("since"),
        duties.c.local_date <= bindparam("today"),
        or_(duties.c.local_date == bindparam("today"), duties.c.state.in_(OPEN)),
    )
    .order_by(duties.c.local_date, duties.c.due_at, duties.c.id)
)
_ANY_UNCALLED = select(
    exists().where(
        duties.c.company.in_(bindparam("companies", expanding=True)),
        duties.c.local_date >= bindparam("since"),
        duties.c.due_at <= bindparam("now"),
        duties.c.called.is_(False),
    )
)
_LATEST = (
    select(duties.c.local_date)
    .where(duties.c.company == bindparam("of_company"), duties.c.duty == bindparam("of_duty"))
    .order_by(duties.c.local_date.desc())
    .limit(1)
)
_LATELY_OF = (
    select(duties)
    .where(duties.c.handed_by == bindparam("person"))
    .order_by(duties.c.handed_at.desc())
    .limit(bindparam("most"))
)


def lay(
    conn: Connection,
    *,
    company: str,
    duty: str,
    department: str,
    day: date,
    due_at: datetime,
    state: DutyState,
    next_check_at: datetime | None,
) -> bool:
    """Have it that this is owed on that day. False: somebody has written it down before."""
    values = {
        "company": company,
        "duty": duty,
        "department": department,
        "local_date": day,
        "due_at": due_at,
        "state": state.value,
        "next_check_at": next_check_at,
        "returned": "",
        "called": state is DutyState.MISSING,  # nobody is told of what nobody could be asked for
    }
    new = insert_into(conn, duties).values(values).on_conflict_do_nothing().returning(duties.c.id)
    return conn.execute(new).one_or_none() is not None


def move(
    conn: Connection, duty_day: int, *, department: str, due_at: datetime, next_check_at: datetime
) -> None:
    """It is owed at another time, or by others, than was written down: the centre's file or its calendar has changed."""
    wanted = update(duties).where(duties.c.id == duty_day, duties.c.state == DutyState.WANTED.value)
    conn.execute(wanted.values(department=department, due_at=due_at, next_check_at=next_check_at))


def by_id(conn: Connection, duty_day: int, *, for_update: bool = False) -> DutyDay | None:
    row = conn.execute(_BY_ID_FOR_UPDATE if for_update else _BY_ID, {"of": duty_day}).one_or_none()
    return None if row is None else read_day(row)


def readable_one(conn: Connection, duty_day: int) -> DutyDay | None:
    """Nothing, too, where it cannot be read: a line among others."""
    return next(iter(readable(conn.execute(_BY_ID, {"of": duty_day}))), None)


def named(conn: Connection, duty_day: int) -> tuple[str, str] | None:
    """Its company and which duty it is, though nothing else of its row can be read."""
    row = conn.execute(_NAMED, {"of": duty_day}).one_or_none()
    return None if row is None else (row.company, row.duty)


def since(conn: Connection, company: str, day: date) -> tuple[DutyDay, ...]:
    """All of that day and later, in the order in which they fall due."""
    rows = conn.execute(_SINCE, {"of_company": company, "since": day})
    return readable(rows)


def unreadable(conn: Connection, company: str, day: date, by: datetime) -> tuple[tuple[str, datetime], ...]:
    """Which duties of that day and later no roll-call can tell of, and when they fell due: by then, all of them."""
    rows = conn.execute(_UNCALLED, {"of_company": company, "since": day, "by": by})
    return tuple((row.duty, row.due_at) for row in rows if if_readable(row) is None)


def standing(conn: Connection, company: str, since: date, today: date) -> tuple[DutyDay, ...]:
    """All of today, and what is open of the days since then, in the order in which they fell due."""
    rows = conn.execute(_STANDING, {"of_company": company, "since": since, "today": today})
    return readable(rows)


def any_uncalled(conn: Connection, companies: Collection[str], since: date, now: datetime) -> bool:
    """Whether anything of that day and later has fallen due that was in no roll-call."""
    asked = {"companies": sorted(companies), "since": since, "now": now}
    return bool(conn.execute(_ANY_UNCALLED, asked).scalar_one())


def latest(conn: Connection, company: str, duty: str) -> date | None:
    """The last day for which it was written down."""
    day: date | None = conn.execute(_LATEST, {"of_company": company, "of_duty": duty}).scalar()
    return day


def last_of(conn: Connection, person: PersonId) -> DutyDay | None:
    """What somebody handed in last, and it still stands."""
    return next(iter(lately_of(conn, person, 1)), None)


def lately_of(conn: Connection, person: PersonId, most: int) -> tuple[DutyDay, ...]:
    """What somebody handed in and still stands, the last of it first."""
    return readable(conn.execute(_LATELY_OF, {"person": person, "most": most}))


def hand_in(
    conn: Connection, before: DutyDay, handed: HandedIn, *, state: DutyState, check: datetime | None
) -> bool:
    """Keep what was handed in. False: it changed meanwhile."""
    return _change(
        conn,
        before,
        state=state.value,
        next_check_at=check,
        handed_at=handed.at,
        handed_by=handed.by,
        handed=handed_to_json(handed),
    )


def add_to(conn: Connection, before: DutyDay, handed: HandedIn) -> None:
    """What comes along with what was handed in, as the further pictures of an album."""
    _change(conn, before, handed=handed_to_json(handed))


def sign(conn: Connection, before: DutyDay, *, by: PersonId, now: datetime) -> bool:
    return _change(conn, before, state=DutyState.DONE.value, next_check_at=None, signed_at=now, signed_by=by)


def reopen(conn: Connection, before: DutyDay, *, check: datetime, returned: str = "") -> bool:
    """It is wanted again: taken back, or not signed."""
    return _change(
        conn,
        before,
        state=DutyState.WANTED.value,
        next_check_at=check,
        handed_at=None,
        handed_by=None,
        handed=None,
        signed_at=None,
        signed_by=None,
        returned=returned,
    )


def unsign(conn: Connection, before: DutyDay, *, check: datetime) -> bool:
    """The signature is taken back; what was handed in waits for one again."""
    return _change(
        conn,
        before,
        state=DutyState.SIGNING.value,
        next_check_at=check,
        signed_at=None,
        signed_by=None,
    )


def give_up_before(conn: Connection, company: str, duty: str, day: date) -> None:
    """The next day's is asked for: what is open of earlier days is not asked for any more."""
    earlier = update(duties).where(
        duties.c.company == company,
        duties.c.duty == duty,
        duties.c.local_date < day,
        duties.c.state.in_(OPEN),
    )
    conn.execute(earlier.values(state=DutyState.MISSING.value, next_check_at=None))


def give_up(conn: Connection, duty_day: int) -> None:
    """It is not asked for any more."""
    open_one = update(duties).where(duties.c.id == duty_day, duties.c.state.in_(OPEN))
    conn.execute(open_one.values(state=DutyState.MISSING.value, next_check_at=None))


def looked_at_after(
    conn: Connection, company: str, *, since: date, after: datetime
) -> tuple[tuple[DutyDay, datetime], ...]:
    """The open ones of that day and later which nobody looks at before ``after``, and when somebody does."""
    of_days = select(duties).where(duties.c.company == company, duties.c.local_date >= since)
    late = of_days.where(duties.c.state.in_(OPEN), duties.c.next_check_at > after)
    found = ((if_readable(row), row.next_check_at) for row in conn.execute(late))
    return tuple((day, at) for day, at in found if day is not None)


def with_clock(conn: Connection, duty_day: int) -> tuple[DutyDay, datetime | None] | None:
    """One, and when it is looked at next; nobody else changes it meanwhile."""
    row = conn.execute(_BY_ID_FOR_UPDATE, {"of": duty_day}).one_or_none()
    return None if row is None else (read_day(row), row.next_check_at)


def wind(conn: Connection, duty_day: int, at: datetime) -> str:
    """Look at one then, if it is open; its company, or nothing where it is not."""
    its = update(duties).where(duties.c.id == duty_day, duties.c.state.in_(OPEN))
    row = conn.execute(its.values(next_check_at=at).returning(duties.c.company)).one_or_none()
    return "" if row is None else str(row.company)


def drop(conn: Connection, duty_day: int) -> None:
    """It is not owed on that day after all, and nothing has been said of it."""
    conn.execute(delete(duties).where(duties.c.id == duty_day, duties.c.state == DutyState.WANTED.value))


def called(conn: Connection, duty_days: Collection[int]) -> None:
    """They have been in a roll-call."""
    conn.execute(update(duties).where(duties.c.id.in_(sorted(duty_days))).values(called=True))


def _change(conn: Connection, before: DutyDay, **values: Any) -> bool:
    same = update(duties).where(duties.c.id == before.id, duties.c.state == before.state.value)
    return conn.execute(same.values(values)).rowcount == 1
