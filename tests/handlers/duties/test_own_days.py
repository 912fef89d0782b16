"""A department with working days of its own, Monday to Thursday from ten: what it owes keeps to those, whatever the company works."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from handlers.duties import roll_call
from orders.duties import DutyState
from storage.chasing import duty_rows
from storage.tables.duty_tables import duties
from tests.support.company import Company
from tests.support.duty_days import DutyDays, local

DUTIES = """\
duties:
  plan:
    names: {vi: Kế hoạch, zh: 计划, en: Plan}
    department: production
    at: 07:30
    to: finance
    approver: {role: head}
  shipped:
    names: {vi: Thống kê xuất hàng, zh: 出货统计表, en: Goods shipped}
    department: production
    at: 10:30
    to: finance
    compiles: shipping_statistics
  review:
    names: {vi: Tổng kết tuần, zh: 周总结, en: Review of the week}
    department: production
    at: 15:00
    days: [thu]
    to: finance
    approver: {role: head}
  cash:
    names: {vi: Sổ quỹ, zh: 现金日记账, en: Cash book}
    department: finance
    at: 07:10
    to: sales
"""
OWN = """names: {vi: Xưởng, zh: 生产部, en: Production}, calendar: {hours: {mon-thu: "10:00-12:00, 13:00-17:00"}}"""


@pytest.fixture
def four_days(database_url: str, tmp_path: Path) -> Iterator[DutyDays]:
    """Wednesday the 25th, 15:00."""
    file = tmp_path / "four_days.yaml"
    counted = (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8")
    bare = "names: {vi: Xưởng, zh: 生产部, en: Production}"
    assert bare in counted
    file.write_text(counted.replace(bare, OWN) + DUTIES, encoding="utf-8")
    company = Company.founded(database_url, local(25, 15), centre_file=file)
    days = DutyDays(company=company)
    days.begin()
    yield days
    company.close()


def told(days: DutyDays, who: str, what: str) -> list[str]:
    return [one.at for one in days.messages if one.who == who and what in one.text]


def owed(days: DutyDays, duty: str) -> dict[int, DutyState]:
    company = days.company
    rows = company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(1, 0).date())
    ).result()
    return {one.day.day: one.state for one in rows if one.duty == duty}


def test_nothing_is_owed_on_friday_and_mondays_is_asked_for_in_thursdays_last_hour(
    four_days: DutyDays,
) -> None:
    company = four_days.company
    four_days.heard(local(25, 16, 5))
    company.says("Bảo", "/nop kế hoạch xong")
    four_days.heard(local(26, 16, 5))
    company.says("Bảo", "/nop kế hoạch xong")
    four_days.heard(local(30, 11))
    assert told(four_days, "production", "Kế hoạch") == ["Wed 16:00", "Thu 16:00"]
    assert told(four_days, "finance", "Điểm danh 07:30") == ["Thu 07:30", "Mon 07:30"]
    assert owed(four_days, "plan").keys() == {26, 30, 1}
    assert not [
        one.text for one in four_days.messages if one.who == "production" and one.at[:3] in "Fri Sat Sun"
    ]


def test_what_is_missing_stays_wanted_over_the_days_off_and_is_given_up_when_mondays_is_asked_for(
    four_days: DutyDays,
) -> None:
    four_days.heard(local(26, 15))
    assert owed(four_days, "plan") == {26: DutyState.WANTED, 30: DutyState.WANTED}
    four_days.company.now = local(27, 12)
    four_days.begin()
    assert owed(four_days, "plan")[26] is DutyState.MISSING, "Monday's was asked for on Thursday at four"
    assert not [one for one in four_days.messages if one.who == "production" and one.at[:3] == "Fri"]


def test_what_waits_for_a_signature_waits_over_the_days_off(four_days: DutyDays) -> None:
    """Four working hours for it: one and a half on Thursday, the rest on Monday till half past one."""
    company = four_days.company
    four_days.heard(local(26, 15, 30))
    company.says("Tú", "/nop tổng kết tuần xong")
    four_days.messages.clear()
    four_days.heard(local(30, 13, 29))
    assert not told(four_days, "production", "🔔 Tổng kết tuần")
    four_days.heard(local(30, 13, 31))
    assert told(four_days, "production", "🔔 Tổng kết tuần") == ["Mon 13:30"]


def test_on_its_days_off_nothing_rings_in_its_chat_nor_at_its_people(four_days: DutyDays) -> None:
    company = four_days.company
    rings = []
    for moment in (local(26, 11), local(27, 11)):
        four_days.heard(moment)
        company.now = moment
        handed = company.says("Điệp", "/nop kế hoạch xong, theo lời anh Tú, gọi 7:35")
        rings.append({one.chat or one.to_user: not one.silent for one in handed.says[1:]})
        company.taps("Điệp", handed, "Hoàn tác")
    hearers = {company.groups["production"], company.users["Tú"]}
    assert rings == [dict.fromkeys(hearers, True), dict.fromkeys(hearers, False)]


def test_the_statistics_are_compiled_when_its_day_has_begun_and_cover_the_days_off(
    four_days: DutyDays,
) -> None:
    four_days.heard(local(30, 12))
    assert told(four_days, "finance", "📄") == ["Thu 10:00", "Mon 10:00"]
    of_monday = next(one.text for one in four_days.messages if one.at == "Mon 10:00" and "📄" in one.text)
    assert "Từ T5 26/11 đến CN 29/11 không giao chuyến nào" in of_monday


def test_the_first_statistics_begin_on_the_last_day_they_would_have_been_owed(
    four_days: DutyDays,
) -> None:
    """First owed on Monday: of Thursday on, though the company works on Saturdays."""
    company = four_days.company
    company.store.write(lambda conn: conn.execute(delete(duties))).result()
    company.now = local(26, 15)
    four_days.begin()
    four_days.heard(local(30, 12))
    [figures] = [one.text for one in four_days.messages if one.who == "finance" and "📄" in one.text]
    assert "Từ T5 26/11 đến CN 29/11" in figures


def test_the_auditor_expects_its_statistics_when_its_day_has_begun(four_days: DutyDays) -> None:
    company = four_days.company
    four_days.heard(local(30, 9, 50))

    def unposted(minute: int) -> list[str]:
        now, late = local(30, 10, minute), timedelta(minutes=10)
        days = company.store.read(lambda conn: roll_call.uncalled(conn, company.centre, now, late=late))
        return [one.duty for one in days.result()]

    assert unposted(9) == []
    assert unposted(10) == ["shipped"]


def test_after_a_stop_no_day_off_counts_as_missed(four_days: DutyDays) -> None:
    four_days.company.now = local(30, 12)
    four_days.begin()
    assert owed(four_days, "plan").keys() == {26, 30, 1}
    assert owed(four_days, "plan")[26] is DutyState.MISSING


def test_what_others_have_done_on_its_day_off_is_called_out_at_their_minute_and_waits_for_nothing(
    four_days: DutyDays,
) -> None:
    company = four_days.company
    four_days.heard(local(26, 16, 30))
    company.says("Thu", "/nop sổ quỹ xong")
    four_days.heard(local(27, 8))
    assert told(four_days, "sales", "Điểm danh") == ["Thu 07:10", "Fri 07:10"]


def test_a_day_that_is_no_working_day_of_it_any_more_is_not_owed(four_days: DutyDays, tmp_path: Path) -> None:
    """Written down while it still worked on Fridays."""
    company = four_days.company
    own = company.centre, company.centres
    counted = (tmp_path / "four_days.yaml").read_text(encoding="utf-8")
    (tmp_path / "all_days.yaml").write_text(counted.replace("mon-thu", "mon-sat"), encoding="utf-8")
    company.centre_file = tmp_path / "all_days.yaml"
    company.__post_init__()
    four_days.heard(local(26, 8))
    assert 27 in owed(four_days, "plan")
    company.centre, company.centres = own
    four_days.heard(local(27, 12))
    assert 27 not in owed(four_days, "plan")
