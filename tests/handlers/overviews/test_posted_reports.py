"""The daily chart comes by itself: at its time, into every bound chat, once, also after a stop."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.centres.centre_files import load
from handlers.overviews import posted_reports
from handlers.reply import Say
from handlers.reply_json import say_from_json
from orders.centre_file.centre import Centres
from storage import chat_moves
from storage.people import chats_rows
from storage.post import outbox
from storage.post.outbox import Letter
from tests.support.company import CENTRES, Company

LEASE = timedelta(seconds=30)
MONDAY_NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)  # in Hà Nội; Tuesday the 24th is a day off there
MONDAY_FIVE = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEDNESDAY_FIVE = MONDAY_FIVE + timedelta(days=2)
THURSDAY_FIVE = MONDAY_FIVE + timedelta(days=3)


def post(company: Company, at: datetime, centres: Centres | None = None) -> bool:
    company.now = at
    return company.store.write(
        lambda conn: posted_reports.post_due(conn, centres=centres or company.centres, now=at, machine_now=at)
    ).result()


def letters(company: Company) -> list[Letter]:
    """All that has been posted since it was last asked."""

    def take(conn: Connection) -> list[Letter]:
        taken: list[Letter] = []
        while claimed := outbox.claim(
            conn, owner="t", now=company.now + timedelta(days=9), lease=LEASE, limit=50
        ):
            taken += [letter for letter in claimed if letter.lane == "reports"]
            for letter in claimed:
                outbox.sent(conn, letter, 1, company.now)
        return taken

    return company.store.write(take).result()


def says(company: Company) -> dict[tuple[int, int | None], Say]:
    return {(one.chat, one.thread): say_from_json(one.payload) for one in letters(company)}


@pytest.fixture
def working(company: Company) -> Company:
    """A bot that has been at work since Monday morning, with an order."""
    company.in_fabrication("KT-1")
    assert not post(company, MONDAY_NINE)
    letters(company)
    return company


def test_it_comes_at_its_time_and_not_before(working: Company) -> None:
    assert not post(working, MONDAY_FIVE - timedelta(seconds=1))
    assert letters(working) == []
    assert post(working, MONDAY_FIVE)
    assert {one.chat for one in letters(working)} == set(working.groups.values())


def test_it_comes_once_a_day_however_often_somebody_knocks(working: Company) -> None:
    assert post(working, MONDAY_FIVE)
    letters(working)
    for minutes in (0, 1, 200):
        assert not post(working, MONDAY_FIVE + timedelta(minutes=minutes))
    assert letters(working) == []


def test_two_processes_post_it_once(working: Company) -> None:
    working.now = MONDAY_FIVE
    posted = [
        working.store.write(
            lambda conn: posted_reports.post_due(
                conn, centres=working.centres, now=MONDAY_FIVE, machine_now=MONDAY_FIVE
            )
        )
        for _ in range(2)
    ]
    assert sorted(one.result() for one in posted) == [False, True]
    assert len(letters(working)) == len(working.groups)


def test_on_a_day_off_nothing_comes(working: Company) -> None:
    post(working, MONDAY_FIVE)
    letters(working)
    assert not post(working, MONDAY_FIVE + timedelta(days=1))
    assert post(working, WEDNESDAY_FIVE)


def test_what_it_says_is_the_chart_with_its_words_unasked_and_in_its_lane(working: Company) -> None:
    post(working, MONDAY_FIVE)
    [said] = [one for one in letters(working) if one.chat == working.groups["production"]]
    assert (said.lane, said.unasked) == ("reports", True)
    say = say_from_json(said.payload)
    assert say.picture is not None
    assert [line.key for line in say.lines] == [
        "report.head",
        "report.as_of",
        "report.own_fine",
        "report.lying",
    ]


def test_a_topic_is_posted_to_as_a_topic_and_a_chat_that_is_gone_is_not(working: Company) -> None:
    def arrange(conn: Connection) -> None:
        chats_rows.unbind(conn, working.groups["sales"], None)
        chats_rows.bind(conn, working.groups["sales"], 7, working.centre.id, ["sales", "finance"])
        chat_moves.mark_gone(conn, working.groups["design"], working.now)

    working.store.write(arrange).result()
    post(working, MONDAY_FIVE)
    places = says(working)
    assert (working.groups["sales"], 7) in places
    assert (working.groups["sales"], None) not in places
    assert working.groups["design"] not in {chat for chat, _ in places}


def test_within_working_hours_it_may_ring_and_outside_it_does_not(working: Company) -> None:
    """Lesson 1: a chart wakes nobody."""
    post(working, MONDAY_FIVE + timedelta(minutes=30))
    assert all(say.silent for say in says(working).values())


def test_the_one_a_stop_has_missed_comes_the_same_evening_and_says_that_it_is_late(working: Company) -> None:
    assert post(working, MONDAY_FIVE + timedelta(hours=3))
    assert {say.lines[0].key for say in says(working).values()} == {"report.late_posting"}


def test_one_that_is_a_few_minutes_late_is_not_called_so(working: Company) -> None:
    assert post(working, MONDAY_FIVE + timedelta(minutes=9))
    assert {say.lines[0].key for say in says(working).values()} == {"report.head"}


def test_of_a_day_that_is_over_none_comes_and_todays_comes_at_its_time(working: Company) -> None:
    post(working, MONDAY_FIVE)
    letters(working)
    for moment in (THURSDAY_FIVE - timedelta(hours=12), THURSDAY_FIVE - timedelta(hours=9)):
        assert not post(working, moment)
    assert letters(working) == []
    assert post(working, THURSDAY_FIVE)
    assert {say.lines[0].key for say in says(working).values()} == {"report.head"}


def test_where_the_bot_is_new_nobody_has_missed_anything(company: Company) -> None:
    company.in_fabrication("KT-1")
    assert not post(company, MONDAY_NINE)
    assert letters(company) == []
    assert post(company, MONDAY_FIVE)


def test_without_orders_it_says_so_in_words(company: Company) -> None:
    post(company, MONDAY_NINE)
    assert post(company, MONDAY_FIVE)
    say = says(company)[company.groups["sales"], None]
    assert [line.key for line in say.lines] == ["report.nothing"]
    assert say.picture is None


def test_a_company_without_a_time_gets_none(company: Company, tmp_path: Path) -> None:
    never = with_time(tmp_path, "null")
    assert not post(company, MONDAY_FIVE, never)
    assert posted_reports.next_moment(never, MONDAY_FIVE) is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (MONDAY_NINE, MONDAY_FIVE),
        (MONDAY_FIVE - timedelta(seconds=1), MONDAY_FIVE),
        (MONDAY_FIVE, WEDNESDAY_FIVE),
        (MONDAY_FIVE + timedelta(days=1), WEDNESDAY_FIVE),
        (WEDNESDAY_FIVE, THURSDAY_FIVE),
        (MONDAY_FIVE + timedelta(days=5), MONDAY_FIVE + timedelta(days=7)),
    ],
)
def test_the_next_moment_is_its_time_on_the_next_working_day(now: datetime, due: datetime) -> None:
    assert posted_reports.next_moment(load(CENTRES), now) == due


def test_its_time_may_lie_outside_working_hours(company: Company, tmp_path: Path) -> None:
    late = with_time(tmp_path, "'21:30'")
    assert not post(company, MONDAY_NINE, late)
    due = MONDAY_FIVE + timedelta(hours=4, minutes=30)
    assert posted_reports.next_moment(late, MONDAY_NINE) == due
    assert post(company, due, late)


def test_on_a_half_day_it_comes_when_work_ends_and_not_hours_after_it(
    company: Company, tmp_path: Path
) -> None:
    half = with_hours(tmp_path, "mon-fri: 08:00-12:00, 13:00-17:00\n      sat: 08:00-12:00")
    friday, saturday = MONDAY_FIVE + timedelta(days=4), MONDAY_FIVE + timedelta(days=4, hours=19)
    assert not post(company, MONDAY_NINE, half)
    company.in_fabrication("KT-1")
    assert post(company, friday, half)
    assert posted_reports.next_moment(half, friday) == saturday
    assert not post(company, saturday - timedelta(minutes=1), half)
    letters(company)
    assert post(company, saturday, half)
    assert {say.silent for say in says(company).values()} == {True}
    assert not post(company, saturday + timedelta(hours=5), half)
    assert posted_reports.next_moment(half, saturday) == MONDAY_FIVE + timedelta(days=7)


def with_hours(folder: Path, hours: str) -> Centres:
    file = folder / "centre.yaml"
    text = CENTRES.read_text(encoding="utf-8")
    assert "mon-sat: 08:00-12:00, 13:00-17:00\n" in text
    file.write_text(text.replace("mon-sat: 08:00-12:00, 13:00-17:00", hours, 1), encoding="utf-8")
    return load(file)


def with_time(folder: Path, at: str) -> Centres:
    file = folder / "centre.yaml"
    text = CENTRES.read_text(encoding="utf-8")
    assert "  daily_chart: 17:00\n" in text
    file.write_text(text.replace("  daily_chart: 17:00\n", f"  daily_chart: {at}\n"), encoding="utf-8")
    return load(file)
