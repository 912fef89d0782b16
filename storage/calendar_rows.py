"""The days and years of the working calendars kept beside the centre files, and which state of them is the present one."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from orders.calendars.calendar_days import CalendarDay, Source
from orders.calendars.working_years import Intervals
from orders.centre_file.calendar_rules import parse_hours, write_hours
from orders.names import Names
from orders.order import OrderId, PersonId
from storage import settings_rows
from storage.statements.upserts import insert_into
from storage.tables.calendar_tables import calendar_days, calendar_years
from storage.tables.house_tables import settings

STATE = "calendar"
_OFF, _ORDINARY = "", "work"
_DAYS = select(calendar_days).order_by(calendar_days.c.company, calendar_days.c.day)
_YEARS = select(calendar_years).where(calendar_years.c.company == bindparam("company"))
_STATE = select(settings.c.value).where(settings.c.key == STATE)
_STATE_FOR_UPDATE = _STATE.with_for_update()


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarState:
    """``version``: another one after every change. ``looked``: the orders up to this one were looked at anew; None: all were."""

    version: str
    looked: OrderId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarYear:
    """``country`` "" where no list was read in. Confirmed without a person: by the announcement itself, or the command line."""

    year: int
    country: str
    seeded_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: PersonId | None


def days(conn: Connection) -> Mapping[str, Sequence[CalendarDay]]:
    """All that are kept, by company."""
    found: dict[str, list[CalendarDay]] = defaultdict(list)
    for row in conn.execute(_DAYS):
        found[row.company].append(
            CalendarDay(
                day=row.day,
                department=row.department,
                hours=_read(row.hours),
                names=Names.model_validate(row.names),
                source=Source(row.source),
            )
        )
    return found


def seed(
    conn: Connection,
    company: str,
    year: int,
    seeded: Sequence[CalendarDay],
    *,
    country: str,
    announced: bool,
    now: datetime,
) -> None:
    """Put this list of the library in the place of the year's former one. ``announced``: it is final, and confirms the year."""
    of_year = calendar_days.c.day.between(date(year, 1, 1), date(year, 12, 31))
    conn.execute(
        delete(calendar_days).where(
            calendar_days.c.company == company, of_year, calendar_days.c.source == Source.LIBRARY.value
        )
    )
    if seeded:
        conn.execute(insert(calendar_days), [_row(company, one, now) for one in seeded])
    confirmed = now if announced else None
    _put_year(conn, company, year, country=country, seeded_at=now, confirmed_at=confirmed, confirmed_by=None)
    _changed(conn)


def write(conn: Connection, company: str, written: Iterable[CalendarDay], now: datetime) -> None:
    """Days by hand; what was written of the same day and department before is replaced."""
    new = insert_into(conn, calendar_days)
    keep = new.on_conflict_do_update(
        index_elements=["company", "day", "department", "source"],
        set_={name: new.excluded[name] for name in ("hours", "names", "written_at")},
    )
    conn.execute(keep, [_row(company, one, now) for one in written])
    _changed(conn)


def remove(conn: Connection, company: str, wanted: Sequence[date], department: str) -> int:
    """Of each day what a person wrote; if nobody did, what the library said. How many rows went."""
    gone = 0
    for day in wanted:
        of_day = (
            calendar_days.c.company == company,
            calendar_days.c.day == day,
            calendar_days.c.department == department,
        )
        for source in (Source.HAND, Source.LIBRARY):
            found = conn.execute(delete(calendar_days).where(*of_day, calendar_days.c.source == source.value))
            gone += found.rowcount
            if found.rowcount:
                break
    if gone:
        _changed(conn)
    return gone


def years(conn: Connection, company: str) -> Mapping[int, CalendarYear]:
    """Those that were read in or confirmed."""
    rows = conn.execute(_YEARS, {"company": company})
    return {
        row.year: CalendarYear(
            year=row.year,
            country=row.country,
            seeded_at=row.seeded_at,
            confirmed_at=row.confirmed_at,
            confirmed_by=None if row.confirmed_by is None else PersonId(row.confirmed_by),
        )
        for row in rows
    }


def confirm(conn: Connection, company: str, year: int, *, by: PersonId | None, now: datetime) -> CalendarYear:
    """The year will stay as it is. Whoever comes second is told of the first."""
    new = insert_into(conn, calendar_years).values(
        company=company, year=year, country="", confirmed_at=now, confirmed_by=by
    )
    conn.execute(
        new.on_conflict_do_update(
            index_elements=["company", "year"],
            set_={"confirmed_at": new.excluded.confirmed_at, "confirmed_by": new.excluded.confirmed_by},
            where=calendar_years.c.confirmed_at.is_(None),
        )
    )
    return years(conn, company)[year]


def state(conn: Connection, *, for_update: bool = False) -> CalendarState | None:
    """None while no day was ever kept. ``for_update``: nobody else looks at orders anew meanwhile."""
    kept = conn.execute(_STATE_FOR_UPDATE if for_update else _STATE).scalar()
    if kept is None:
        return None
    looked = kept["looked"]
    return CalendarState(version=kept["version"], looked=None if looked is None else OrderId(looked))


def note_looked(conn: Connection, seen: CalendarState) -> None:
    """How far the orders have been looked at; only while ``state`` is held for update."""
    settings_rows.put(conn, STATE, {"version": seen.version, "looked": seen.looked})


def look_anew(conn: Connection) -> None:
    """The centre file's own calendars or ladders have changed: every order is looked at once more."""
    _changed(conn)


def _changed(conn: Connection) -> None:
    """By chance and not counted up: two changes at the same time never make the same version."""
    settings_rows.put(conn, STATE, {"version": secrets.token_hex(8), "looked": 0})


def _put_year(conn: Connection, company: str, year: int, **values: Any) -> None:
    new = insert_into(conn, calendar_years).values(company=company, year=year, **values)
    conn.execute(new.on_conflict_do_update(index_elements=["company", "year"], set_=values))


def _row(company: str, one: CalendarDay, now: datetime) -> dict[str, Any]:
    return {
        "company": company,
        "day": one.day,
        "department": one.department,
        "source": one.source.value,
        "hours": _ORDINARY if one.hours is None else write_hours(one.hours),
        "names": one.names.model_dump(),
        "written_at": now,
    }


def _read(hours: str) -> Intervals | None:
    if hours == _OFF:
        return ()
    return None if hours == _ORDINARY else parse_hours(hours)
