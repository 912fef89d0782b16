"""A running bot keeps up with its calendars, whoever changes them: the days at once, the open orders slice by slice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.calendars.calendar_keeping import SLICE, CalendarKeeping
from orders.calendars.calendar_days import CalendarDay, Source
from orders.names import Names
from storage import calendar_rows
from storage.tables.order_tables import stages
from tests.support.company import Company

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now)
    yield founded
    founded.close()


def closes(company: Company, *days: date) -> None:
    """As the command line writes it, beside the bot."""
    names = Names(vi="Nghỉ", zh="休息", en="Off")
    made = [CalendarDay(day=day, hours=(), names=names, source=Source.HAND) for day in days]
    do(company, calendar_rows.write, company.centre.id, made, company.now)


def do(company: Company, fn: Any, *args: Any) -> Any:
    return company.store.write(lambda conn: fn(conn, *args)).result()


def works_on(company: Company, day: date) -> bool:
    return company.centres[company.centre.id].calendar.is_working_day(day)


def knock(company: Company, keeping: CalendarKeeping) -> int:
    """Until nothing is left to do; in how many slices."""
    slices = 1
    while do(company, keeping.keep_up, company.now, company.now):
        slices += 1
    return slices


def looks(company: Company) -> set[datetime]:
    """When anything is looked at next."""

    def read(conn: Connection) -> set[datetime]:
        return set(
            conn.execute(select(stages.c.next_check_at).where(stages.c.next_check_at.is_not(None))).scalars()
        )

    return company.store.read(read).result()


def test_a_start_takes_the_days_that_are_kept(company: Company) -> None:
    closes(company, FRIDAY)
    assert works_on(company, FRIDAY)
    company.store.read(CalendarKeeping(company.centres).load).result()
    assert not works_on(company, FRIDAY)


def test_where_nothing_was_ever_kept_the_file_alone_counts_and_nothing_is_done(company: Company) -> None:
    keeping = CalendarKeeping(company.centres)
    before = company.centres[company.centre.id]
    company.store.read(keeping.load).result()
    assert knock(company, keeping) == 1
    assert company.centres[company.centre.id] is before


def test_every_change_is_noticed_at_the_next_knock(company: Company) -> None:
    keeping = CalendarKeeping(company.centres)
    company.store.read(keeping.load).result()
    for day in (THURSDAY, FRIDAY):
        closes(company, day)
        knock(company, keeping)
        assert not works_on(company, day)
    do(company, calendar_rows.remove, company.centre.id, [FRIDAY], "")
    knock(company, keeping)
    assert works_on(company, FRIDAY)
    assert not works_on(company, THURSDAY)


def test_open_orders_are_looked_at_anew_in_slices_and_once(company: Company) -> None:
    for number in range(2 * SLICE + 1):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
    keeping = CalendarKeeping(company.centres)
    before = looks(company)
    closes(company, date(2026, 11, 23), date(2026, 11, 25))
    assert knock(company, keeping) == 4  # of ten, ten and one; and one that finds nothing
    after = looks(company)
    assert before.isdisjoint(after)
    assert knock(company, keeping) == 1


def test_a_process_that_dies_half_way_is_followed_by_one_that_goes_on_where_it_was(company: Company) -> None:
    for number in range(SLICE + 3):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
    closes(company, FRIDAY)
    assert do(company, CalendarKeeping(company.centres).keep_up, company.now, company.now)
    state = company.store.read(calendar_rows.state).result()
    assert state is not None
    assert state.looked == company.order(f"KT-{SLICE - 1}").id
    assert knock(company, CalendarKeeping(company.centres)) == 2


def test_a_change_in_the_middle_begins_it_anew(company: Company) -> None:
    for number in range(SLICE + 1):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
    keeping = CalendarKeeping(company.centres)
    closes(company, THURSDAY)
    assert do(company, keeping.keep_up, company.now, company.now)
    closes(company, FRIDAY)
    assert knock(company, keeping) == 3
    assert not works_on(company, FRIDAY)


def test_two_processes_share_the_work(company: Company) -> None:
    for number in range(SLICE + 1):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
    closes(company, FRIDAY)
    pair = [CalendarKeeping(company.centres), CalendarKeeping(company.centres)]
    at = company.now + timedelta(minutes=1)
    told = [
        company.store.write(lambda conn, one=one: one.keep_up(conn, at, at)).result() for one in (pair * 2)
    ]
    assert told == [True, True, False, False]
    assert company.store.read(calendar_rows.state).result().looked is None
