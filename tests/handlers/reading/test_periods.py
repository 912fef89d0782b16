"""From when to when, as people type it."""

from datetime import date, time

import pytest

from handlers.reading.periods import PeriodReading, read_period
from handlers.reading.standing_in import stand_ins

MONDAY = date(2026, 11, 23)


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("mai", day(11, 24), day(11, 24)),
        ("hôm nay", day(11, 23), day(11, 23)),
        ("24-26/12", day(12, 24), day(12, 26)),
        ("24–26/12", day(12, 24), day(12, 26)),
        ("24, 25/12", day(12, 24), day(12, 25)),
        ("24/12-26/12", day(12, 24), day(12, 26)),
        ("24/12 - 26/12", day(12, 24), day(12, 26)),
        ("từ 24/12 đến hết 26/12", day(12, 24), day(12, 26)),
        ("28/12 đến 3/1", day(12, 28), day(1, 3, 2027)),
        ("24/12/2026 đến 2/1", day(12, 24), day(1, 2, 2027)),
        ("2026-12-24 - 2026-12-26", day(12, 24), day(12, 26)),
        ("từ mai đến thứ 6", day(11, 24), day(11, 27)),
        ("thứ 6 đến thứ 3", day(11, 27), day(12, 1)),
        ("t4-t6", day(11, 25), day(11, 27)),
        ("mai và mốt", day(11, 24), day(11, 25)),
        ("1 tuần từ thứ 2 tuần sau", day(11, 30), day(12, 6)),
        ("明天", day(11, 24), day(11, 24)),
        ("下周一到周三", day(11, 30), day(12, 2)),
        ("12月24日到26日", day(12, 24), day(12, 26)),
        ("24号到26号", day(11, 24), day(11, 26)),
        ("tomorrow to friday", day(11, 24), day(11, 27)),
        ("Dec 24 to Dec 26", day(12, 24), day(12, 26)),
    ],
)
def test_days_are_read(said: str, first: date, last: date) -> None:
    read = read_period(said, MONDAY)

    assert read is not None
    assert (read.first, read.last, read.starts_at, read.ends_at) == ((first,), last, None, None)
    assert not read.endless
    assert not read.refused


@pytest.mark.parametrize(
    ("said", "starts_at", "ends_at"),
    [
        ("chiều mai", time(12), None),
        ("sáng mai", None, time(12)),
        ("明天下午", time(12), None),
        ("tomorrow morning", None, time(12)),
        ("từ 14h mai đến 16h mai", time(14), time(16)),
        ("chiều 24/12 đến sáng 26/12", time(12), time(12)),
    ],
)
def test_parts_of_a_day_are_hours(said: str, starts_at: time | None, ends_at: time | None) -> None:
    read = read_period(said, MONDAY)

    assert read is not None
    assert (read.starts_at, read.ends_at) == (starts_at, ends_at)


@pytest.mark.parametrize(
    ("said", "count", "first"),
    [
        ("3 ngày từ mai", 3, (day(11, 24),)),
        ("3 ngày", 3, ()),
        ("从明天起3天", 3, (day(11, 24),)),
        ("请假两天", 2, ()),
        ("2 days from thursday", 2, (day(11, 26),)),
    ],
)
def test_so_many_days_are_counted(said: str, count: int, first: tuple[date, ...]) -> None:
    read = read_period(said, MONDAY)

    assert read is not None
    assert (read.days, read.first, read.last) == (count, first, None)


def test_a_beginning_alone_is_endless_and_an_end_alone_begins_now() -> None:
    since, until = read_period("từ thứ 6", MONDAY), read_period("đến thứ 6", MONDAY)

    assert since is not None
    assert since.endless
    assert until == PeriodReading(last=day(11, 27), spans=until.spans if until else ())


@pytest.mark.parametrize("said", ["31/2", "mùng 5 tết", "22/11", "26/12 đến 24/11/2026", "500 ngày"])
def test_what_is_no_time_to_be_away_is_refused(said: str) -> None:
    read = read_period(said, MONDAY)

    assert read is not None
    assert read.refused


@pytest.mark.parametrize("said", ["", "nghỉ ốm", "Tú"])
def test_words_without_a_day_are_no_period(said: str) -> None:
    assert read_period(said, MONDAY) is None


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("24-26/12, Tú thay", "Tú", "24-26/12"),
        ("24/12 Tú thay", "Tú", "24/12"),
        ("Tú thay 24/12", "Tú", "24/12"),
        ("mai, nhờ chị Lan", "chị Lan", "mai,"),
        ("tomorrow, cover: Minh", "Minh", "tomorrow,"),
        ("明天到周五由王伟代理", "王伟", "明天到周五"),
        ("明天，王伟代理", "王伟", "明天"),
    ],
)
def test_whoever_stands_in_is_found_before_or_behind_the_word(said: str, name: str, rest: str) -> None:
    found = {one.name: one.rest.strip(" ,，") for one in stand_ins(said)}

    assert found[name] == rest.strip(" ,，")


def test_nobody_stands_in_where_it_is_not_said() -> None:
    assert list(stand_ins("24-26/12")) == []
