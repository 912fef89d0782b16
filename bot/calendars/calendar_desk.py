"""The working calendar as the command line changes it; a running bot takes the changes over by itself.

On a SQLite that bears no second program that writes, the bot has to be stopped first.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

import typer
from sqlalchemy import Connection

from bot.calendars.calendar_listing import listed
from bot.centres.centre_files import CentreFileError, load
from bot.clock import Clock
from bot.command_ends import RUNNING, fail, settings_or_end
from bot.lock import AlreadyRunning, only_one
from orders.calendars.calendar_days import CalendarDay, Source
from orders.calendars.working_years import Intervals
from orders.centre_file.calendar_rules import parse_day, parse_hours
from orders.centre_file.centre import Centre
from orders.names import Names
from storage import calendar_rows
from storage.engine import Store, open_store
from storage.migrate import upgrade
from storage.stores.errors import StoreUnavailable
from storage.stores.sqlite_engine import may_write_beside_bot

MOST_DAYS = 61
TAKEN_OVER = "The bot takes it over within seconds, or at its next start, and looks anew at every open order."
NOT_ANNOUNCED = "The library has no make-up working days of {country} in {year}: the government's list may be still to come."
OFF = Names(vi="Nghỉ", zh="休息", en="Day off")
WORKED = Names(vi="Ngày làm thêm", zh="加班", en="Extra working day")
T = TypeVar("T")
_Lines: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Days by hand, as they were typed."""

    first: str
    until: str
    hours: str
    work: bool
    name: str
    department: str


def import_year(company: str, country: str, year: int) -> None:
    from bot.calendars.holiday_seed import NoHolidays, seeded  # noqa: PLC0415 - half a second that nothing else here needs

    centre = _centre(company)
    try:
        found = seeded(country, year)
    except NoHolidays as none:
        fail(str(none))

    def seed(conn: Connection) -> _Lines:
        calendar_rows.seed(
            conn,
            centre.id,
            year,
            found.days,
            country=found.country,
            announced=found.announced,
            now=Clock.machine_now(),
        )
        return _year(conn, centre, year)

    _say(_write(seed))
    if not found.announced:
        typer.echo(NOT_ANNOUNCED.format(country=found.country, year=year))
    typer.echo(TAKEN_OVER)


def show(company: str, year: int | None) -> None:
    centre = _centre(company)
    with _store(writes=False) as store:
        _say(store.read(lambda conn: _year(conn, centre, year or Clock.machine_now().year)).result())


def add(company: str, wanted: Wanted) -> None:
    centre = _centre(company)
    known = [one.id for one in centre.departments]
    if wanted.department and wanted.department not in known:
        fail(f"{centre.id} has no department {wanted.department}. It has: {', '.join(known)}.")
    hours = _hours(wanted)
    names = OFF if hours == () else WORKED
    if wanted.name:
        names = Names(vi=wanted.name[:80], zh=wanted.name[:80], en=wanted.name[:80])
    days = [
        CalendarDay(day=one, department=wanted.department, hours=hours, names=names, source=Source.HAND)
        for one in _days(wanted.first, wanted.until)
    ]
    _write(lambda conn: calendar_rows.write(conn, centre.id, days, Clock.machine_now()))
    typer.echo(f"{_counted(len(days))} written. {TAKEN_OVER}")


def remove(company: str, first: str, until: str, department: str) -> None:
    centre = _centre(company)
    days = _days(first, until)
    gone = _write(lambda conn: calendar_rows.remove(conn, centre.id, days, department))
    if not gone:
        fail(
            f"Nothing is kept for {first}. What stands in the centre file is changed there, or overruled: "
            f"dieuphoi calendar add {first} --work"
        )
    typer.echo(f"{_counted(gone)} taken back. {TAKEN_OVER}")


def confirm(company: str, year: int) -> None:
    centre = _centre(company)

    def sure(conn: Connection) -> _Lines:
        calendar_rows.confirm(conn, centre.id, year, by=None, now=Clock.machine_now())
        return _year(conn, centre, year)

    _say(_write(sure))


def _year(conn: Connection, centre: Centre, year: int) -> _Lines:
    kept = calendar_rows.days(conn).get(centre.id, ())
    return tuple(listed(centre.with_days(kept), year, calendar_rows.years(conn, centre.id).get(year)))


def _say(lines: _Lines) -> None:
    for line in lines:
        typer.echo(line)


def _centre(company: str) -> Centre:
    try:
        centres = load(settings_or_end().centre)
    except CentreFileError as wrong:
        fail(str(wrong))
    if not company and len(centres) == 1:
        return centres.only
    if company not in centres:
        fail(f"Say which company with --company: {', '.join(centres)}.")
    return centres[company]


def _hours(wanted: Wanted) -> Intervals | None:
    """() is off, None worked as usual."""
    if wanted.hours and wanted.work:
        fail("Take --hours or --work, not both.")
    if wanted.work:
        return None
    try:
        return parse_hours(wanted.hours) if wanted.hours else ()
    except ValueError as wrong:
        fail(str(wrong))


def _days(first: str, until: str) -> list[date]:
    try:
        since, last = parse_day(first), parse_day(until or first)
    except ValueError as wrong:
        fail(str(wrong))
    count = (last - since).days + 1
    if not 1 <= count <= MOST_DAYS or not 1990 <= since.year <= last.year <= 2199:
        fail(f"{since} to {last} are not 1 to {MOST_DAYS} days between 1990 and 2199.")
    return [since + timedelta(days=more) for more in range(count)]


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _write(script: Callable[[Connection], T]) -> T:
    with _store(writes=True) as store:
        return store.write(script).result()


@contextmanager
def _store(*, writes: bool) -> Iterator[Store]:
    url = settings_or_end().database_url.get_secret_value()
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(url))
            upgrade(url)
        except AlreadyRunning as lock:  # so it is up to date
            if writes and not may_write_beside_bot():
                fail(RUNNING.format(lock=lock))
        except StoreUnavailable as away:
            fail(f"The database cannot be used now: {away}")
        store = open_store(url)
        stack.callback(store.close)
        yield store
