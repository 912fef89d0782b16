"""Days and years of the calendars: what was seeded, what was written by hand, and that every change is a new version."""

from datetime import date, datetime, timedelta
from typing import Any

from orders.calendars.calendar_days import CalendarDay, Source
from orders.calendars.working_years import Intervals
from orders.centre_file.calendar_rules import parse_hours
from orders.names import Names
from orders.order import OrderId, PersonId
from storage import calendar_rows
from storage.calendar_rows import CalendarState
from tests.support.stored_orders import Run

TET = date(2027, 2, 4)


def said(
    day: date = TET, hours: Intervals | None = (), source: Source = Source.LIBRARY, department: str = ""
) -> CalendarDay:
    names = Names(vi="Tết", zh="春节", en="Lunar New Year")
    return CalendarDay(day=day, department=department, hours=hours, names=names, source=source)


def seed(do: Run, *days: CalendarDay, year: int = 2027, now: datetime, **more: Any) -> None:
    do(calendar_rows.seed, "adtech", year, days, **{"country": "VN", "announced": False, "now": now, **more})


def test_every_kind_of_day_comes_back_as_it_was_written(do: Run, ask: Run, now: datetime) -> None:
    seeded = [said(), said(TET + timedelta(days=1), None)]
    by_hand = [
        said(source=Source.HAND, hours=parse_hours("08:00-12:00")),
        said(source=Source.HAND, hours=parse_hours("22:00-06:00"), department="production"),
    ]
    seed(do, *seeded, now=now)
    do(calendar_rows.write, "adtech", by_hand, now)
    do(calendar_rows.write, "other", [said(source=Source.HAND)], now)
    kept = ask(calendar_rows.days)
    assert set(kept["adtech"]) == {*seeded, *by_hand}
    assert list(kept["other"]) == [said(source=Source.HAND)]


def test_a_second_list_takes_the_place_of_the_years_first_and_leaves_what_was_written_by_hand(
    do: Run, ask: Run, now: datetime
) -> None:
    next_year, by_hand = said(date(2028, 1, 1)), said(source=Source.HAND, hours=None)
    seed(do, said(), said(TET + timedelta(days=1)), now=now)
    seed(do, next_year, year=2028, now=now)
    do(calendar_rows.write, "adtech", [by_hand], now)
    seed(do, said(TET + timedelta(days=7)), now=now, country="CN")
    assert set(ask(calendar_rows.days)["adtech"]) == {said(TET + timedelta(days=7)), next_year, by_hand}
    assert ask(calendar_rows.years, "adtech")[2027].country == "CN"


def test_a_day_written_again_is_replaced_and_taken_back_layer_by_layer(
    do: Run, ask: Run, now: datetime
) -> None:
    seed(do, said(), now=now)
    do(calendar_rows.write, "adtech", [said(source=Source.HAND)], now)
    do(calendar_rows.write, "adtech", [said(source=Source.HAND, hours=None)], now)
    assert set(ask(calendar_rows.days)["adtech"]) == {said(), said(source=Source.HAND, hours=None)}
    assert do(calendar_rows.remove, "adtech", [TET], "production") == 0
    assert do(calendar_rows.remove, "adtech", [TET], "") == 1
    assert list(ask(calendar_rows.days)["adtech"]) == [said()]
    assert do(calendar_rows.remove, "adtech", [TET, TET + timedelta(days=1)], "") == 1
    assert ask(calendar_rows.days) == {}


def test_an_announced_list_confirms_its_year_and_any_other_leaves_it_open(
    do: Run, ask: Run, now: datetime
) -> None:
    seed(do, said(), now=now, announced=True)
    seed(do, said(date(2028, 1, 1)), year=2028, now=now)
    years = ask(calendar_rows.years, "adtech")
    assert (years[2027].confirmed_at, years[2027].confirmed_by) == (now, None)
    assert years[2028].confirmed_at is None
    seed(do, said(), now=now)
    assert ask(calendar_rows.years, "adtech")[2027].confirmed_at is None


def test_of_two_who_confirm_the_first_stays(do: Run, ask: Run, now: datetime) -> None:
    seed(do, said(), now=now)
    first = do(calendar_rows.confirm, "adtech", 2027, by=PersonId(7), now=now)
    second = do(calendar_rows.confirm, "adtech", 2027, by=PersonId(8), now=now + timedelta(hours=1))
    assert first == second
    assert (first.confirmed_by, first.confirmed_at, first.country) == (7, now, "VN")
    unseeded = do(calendar_rows.confirm, "adtech", 2029, by=None, now=now)
    assert (unseeded.country, unseeded.confirmed_at) == ("", now)


def test_every_change_of_a_day_is_a_version_of_its_own_to_be_looked_at_from_the_beginning(
    do: Run, ask: Run, now: datetime
) -> None:
    assert ask(calendar_rows.state) is None
    seen = set()
    for change in (
        lambda: seed(do, said(), now=now),
        lambda: do(calendar_rows.write, "adtech", [said(source=Source.HAND)], now),
        lambda: do(calendar_rows.remove, "adtech", [TET], ""),
    ):
        change()
        state = ask(calendar_rows.state)
        assert state.looked == 0
        seen.add(state.version)
        do(calendar_rows.note_looked, CalendarState(version=state.version, looked=OrderId(9)))
        assert ask(calendar_rows.state).looked == 9
        do(calendar_rows.note_looked, CalendarState(version=state.version, looked=None))
    assert len(seen) == 3
    before = ask(calendar_rows.state)
    do(calendar_rows.remove, "adtech", [date(2027, 5, 5)], "")
    do(calendar_rows.confirm, "adtech", 2027, by=None, now=now)
    assert ask(calendar_rows.state) == before
