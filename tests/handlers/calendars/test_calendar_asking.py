"""Next year's calendar: asked about in November, once, and confirmed by a button; /status says what is open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from handlers.calendars import calendar_asking
from handlers.calendars.calendar_years import CONFIRM, SHOW, days_of, mark
from handlers.reply import Reply, Say
from handlers.reply_json import say_from_json
from handlers.tap_data import TapData, pack
from orders.calendars.calendar_days import CalendarDay, Source
from orders.names import Names
from storage import audit, calendar_rows, chat_moves
from storage.people import people_rows
from storage.post import outbox
from storage.post.outbox import Letter
from tests.support.coming_in import ask, do, person
from tests.support.company import Company, Heard

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
LEASE = timedelta(seconds=30)
TET = Names(vi="Tết Nguyên đán", zh="春节", en="Lunar New Year")


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


FIRST_MORNING = local(11, 2, 8, 10)  # the 1st is a Sunday


def asked(company: Company, at: datetime) -> bool:
    company.now = at
    return do(company, calendar_asking.ask_due, centres=company.centres, now=at, machine_now=at)


def letters(company: Company) -> Sequence[Letter]:
    def take(conn: Connection) -> Sequence[Letter]:
        return outbox.claim(conn, owner="t", now=company.now, lease=LEASE, limit=50)

    return company.store.write(take).result()


def question(company: Company) -> Say:
    [letter] = [one for one in letters(company) if one.lane == "reports"]
    return say_from_json(letter.payload)


def read(company: Company, say: Say) -> Heard:
    """What somebody sees of a message that nobody asked for: its text and its keys."""
    heard = company.says("Điệp", "/whoami")
    return replace(heard, handled=replace(heard.handled, reply=Reply(says=(say,))))


def keep(company: Company, *days: CalendarDay) -> None:
    do(company, calendar_rows.write, company.centre.id, days, company.now)
    company.centres.lay(ask(company, calendar_rows.days))


def tapping(verb: str, year: int, choice: str) -> str:
    return pack(TapData(verb=verb, version=year, choice=choice))


def day_off(day: date, department: str = "") -> CalendarDay:
    return CalendarDay(day=day, department=department, hours=(), names=TET, source=Source.HAND)


@pytest.mark.parametrize(
    "at",
    [
        local(10, 30, 8, 10),
        local(11, 1, 8, 10),
        local(11, 2, 7, 59),
        local(11, 2, 9, 0),
        local(11, 2, 13, 5),
        local(11, 24, 8, 10),
        datetime(2027, 1, 4, 1, 10, tzinfo=UTC),
    ],
    ids=["October", "Sunday", "before work", "the day is under way", "afternoon", "holiday", "January"],
)
def test_nobody_is_asked_at_another_time(company: Company, at: datetime) -> None:
    assert not asked(company, at)
    assert not letters(company)


def test_the_coordination_is_asked_once_and_sees_what_is_known(company: Company) -> None:
    assert asked(company, FIRST_MORNING)
    say = question(company)
    assert say.chat == company.groups["coordination"]
    assert say.unasked
    text = read(company, say).answer
    assert "năm 2027 chưa được xác nhận" in text
    assert "T5 4/2/2027 – T4 10/2/2027: nghỉ, Tết Đinh Mùi" in text
    for at in (FIRST_MORNING, local(11, 3, 8, 10), local(12, 1, 8, 10)):
        assert not asked(company, at)


def test_who_founds_a_company_in_december_is_asked_the_next_morning(company: Company) -> None:
    assert asked(company, local(12, 14, 8, 0))


def test_a_confirmed_year_is_not_asked_about(company: Company) -> None:
    do(company, calendar_rows.confirm, company.centre.id, 2027, by=None, now=company.now)
    assert not asked(company, FIRST_MORNING)


def test_without_a_group_the_coordinators_are_asked_in_private_and_without_anybody_later(
    company: Company,
) -> None:
    do(company, chat_moves.mark_gone, company.groups["coordination"], company.now)
    for name in ("Điệp", "An"):
        do(company, people_rows.set_reachable, company.sender(name).id, reachable=False)
    assert not asked(company, FIRST_MORNING)
    do(company, people_rows.set_reachable, company.sender("Điệp").id, reachable=True)
    assert asked(company, local(11, 3, 8, 10))
    assert question(company).to_user == company.sender("Điệp").id


def test_two_processes_ask_once(company: Company) -> None:
    company.now = FIRST_MORNING
    tried = [
        company.store.write(
            lambda conn: calendar_asking.ask_due(
                conn, centres=company.centres, now=FIRST_MORNING, machine_now=FIRST_MORNING
            )
        )
        for _ in range(2)
    ]
    assert sorted(one.result() for one in tried) == [False, True]
    assert question(company)


def test_the_next_moment_is_the_next_morning_in_november_or_december(company: Company) -> None:
    def after(now: datetime) -> str:
        found = calendar_asking.next_moment(company.centres, now)
        assert found is not None
        return f"{found.astimezone(SAIGON):%Y-%m-%d %H:%M}"

    assert after(local(3, 4, 12)) == "2026-11-02 08:00"
    assert after(local(11, 2, 8)) == "2026-11-03 08:00"
    assert after(local(11, 23, 12)) == "2026-11-25 08:00"
    assert after(local(12, 31, 12)) == "2027-11-01 08:00"


def test_a_coordinator_confirms_what_was_shown_and_all_see_it(company: Company) -> None:
    asked(company, FIRST_MORNING)
    shown = read(company, question(company))
    done = company.taps("Điệp", shown, "Dùng lịch này", group="coordination")
    assert done.answer == "✅ Điệp đã xác nhận lịch làm việc năm 2027."
    assert done.says[0].only_for is None
    kept = ask(company, calendar_rows.years, company.centre.id)[2027]
    assert (kept.confirmed_by, kept.confirmed_at) == (person(company, "Điệp").id, FIRST_MORNING)
    assert ask(company, audit.recent, company.centre.id)[0].act == "calendar.confirmed"
    again = company.taps("An", shown, "Dùng lịch này", group="coordination")
    assert "Điệp đã xác nhận lịch năm 2027" in again.answer
    assert ask(company, calendar_rows.years, company.centre.id)[2027].confirmed_by == kept.confirmed_by


def test_somebody_without_the_right_is_told_who_may(company: Company) -> None:
    asked(company, FIRST_MORNING)
    shown = read(company, question(company))
    for name in ("Minh", "Soát"):
        assert "không có quyền" in company.taps(name, shown, "Dùng lịch này", group="coordination").answer
    assert 2027 not in ask(company, calendar_rows.years, company.centre.id)


def test_a_year_that_has_changed_since_is_shown_again_instead_of_confirmed(company: Company) -> None:
    asked(company, FIRST_MORNING)
    shown = read(company, question(company))
    keep(company, day_off(date(2027, 2, 3)), day_off(date(2027, 6, 1), "production"))
    refused = company.taps("Điệp", shown, "Dùng lịch này", group="coordination")
    assert "đã đổi" in refused.answer
    assert "T4 3/2/2027: nghỉ, Tết Nguyên đán" in refused.answer
    assert "T3 1/6/2027: nghỉ, Tết Nguyên đán (riêng Vận hành – Sản xuất)" in refused.answer
    assert 2027 not in ask(company, calendar_rows.years, company.centre.id)
    assert "đã xác nhận" in company.taps("Điệp", refused, "Dùng lịch này").answer


def test_a_year_of_which_nothing_is_known_says_how_to_begin_and_cannot_be_confirmed(company: Company) -> None:
    shown = company.forges("Điệp", tapping(SHOW, 2031, company.centre.id))
    assert "dieuphoi calendar import VN 2031" in shown.answer
    assert shown.labels == {"🔄 Xem lại"}
    empty = mark(days_of(company.centre, 2031))
    for year in (2031, 10**15):
        company.forges("Điệp", tapping(CONFIRM, year, f"{empty}:{company.centre.id}"))
        assert year not in ask(company, calendar_rows.years, company.centre.id)


def test_a_forged_button_of_another_company_is_answered(company: Company) -> None:
    assert company.forges("Điệp", tapping(SHOW, 2027, "elsewhere")).answer


def test_status_names_the_open_years_with_a_button_to_look_at_them(company: Company) -> None:
    status = company.says("An", "/status")
    assert "Lịch làm việc chưa ai xác nhận: 2027" in status.answer
    shown = company.taps("An", status, "Xem lịch 2027")
    assert "Tết Đinh Mùi" in shown.answer
    company.taps("An", shown, "Dùng lịch này")
    assert "chưa ai xác nhận" not in company.says("An", "/status").answer
    assert "An đã xác nhận lịch năm 2027" in company.taps("An", status, "Xem lịch 2027").answer


def test_this_year_is_open_once_a_list_was_read_in_and_next_year_before_november(company: Company) -> None:
    company.now = local(3, 4, 9)
    assert "chưa ai xác nhận" not in company.says("An", "/status").answer
    for year in (2026, 2027, 2025):
        do(
            company,
            calendar_rows.seed,
            company.centre.id,
            year,
            [],
            country="VN",
            announced=False,
            now=company.now,
        )
    assert "chưa ai xác nhận: 2026, 2027." in company.says("An", "/status").answer
