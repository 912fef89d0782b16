"""The statistics of what was delivered: made up by the bot, signed by the head, with finance by nine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.duties import DutyState
from storage.chasing import duty_rows
from tests.support.company import Company
from tests.support.duty_days import DutyDays, founded, local

DUTY = """\
duties:
  shipped:
    names: {vi: Thống kê xuất hàng hôm qua, zh: 每日出货统计表, en: Goods shipped the day before}
    department: production
    at: 09:00
    to: finance
    compiles: shipping_statistics
    approver: {role: head}
"""


@pytest.fixture
def shipping(database_url: str, tmp_path: Path) -> Iterator[DutyDays]:
    """Friday, 10:00; 120 sets are made, and go out."""
    file = tmp_path / "counted.yaml"
    file.write_text(
        (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8") + DUTY, encoding="utf-8"
    )
    company = Company.founded(database_url, local(20, 10), centre_file=file)
    days = DutyDays(company=company)
    days.begin()
    company.says("Tú", "/new KT-1; Khánh Thy; 120 bộ biển x 250k; 25/12")
    company.says("Tú", "/confirm KT-1")
    company.says("Tú", "/update KT-1 sản xuất xong")
    days.deliver()
    yield days
    company.close()


def test_mondays_cover_all_since_the_last_and_reach_finance_before_nine_signed_or_not(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.says("Tú", "/update KT-1 giao 40 bộ")
    wrong = company.says("Tú", "/update KT-1 giao 10 bộ")
    company.taps("Tú", wrong, "Hoàn tác")
    shipping.heard(local(21, 11))
    company.says("Tú", "/update KT-1 giao 30 bộ")
    shipping.messages.clear()

    told = shipping.heard(local(23, 9))
    [(at, _, figures)] = [
        one for one in told if one[1] == "finance" and "chưa ký" in one[2] and "📄" in one[2]
    ]
    assert at == "Mon 08:00"
    assert "KT-1 · Khánh Thy: 30 bộ" in figures
    assert "40 bộ" not in figures, "Friday's were told on Saturday"
    called = [what for at, who, what in told if who == "finance" and "Điểm danh" in what]
    assert called == [
        "📋 Điểm danh 09:00 (T2 23/11)\n✍️ Thống kê xuất hàng hôm qua – Xưởng: nộp 08:00, chưa ký"
    ]
    asked = next(one for one in shipping.messages if one.who == "production" and "chờ ký" in one.text)
    [table] = asked.say.document.tables if asked.say.document else []
    assert [row[0] for row in table.rows] == ["KT-1"]

    data = asked.say.buttons[0][0].data
    assert "trưởng Xưởng" in company.forges("Tú", data, group="production").answer
    signed = company.forges("Bảo", data, group="production")
    assert "Đã ký" in signed.answer
    assert "đã ký" in signed.told(company.groups["finance"])
    states = {one.day.day: one.state for one in rows(shipping)}
    assert states[23] is DutyState.DONE
    assert states[21] is DutyState.MISSING, "Saturday's was never signed"


def test_a_day_without_a_delivery_says_so_and_what_is_sent_back_is_for_people_to_mend(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    told = shipping.heard(local(21, 8, 30))
    [figures] = [what for _, who, what in told if who == "finance" and "📄" in what]
    assert "Ngày T6 20/11 không giao chuyến nào." in figures
    asked = next(one for one in shipping.messages if one.who == "production" and "chờ ký" in one.text)
    assert asked.say.document is None

    why = company.forges("Bảo", asked.say.buttons[0][1].data, group="production")
    [question] = company.delivers(why)
    company.says("Bảo", "còn chuyến chiều thứ sáu", group="production", reply_to=question)
    assert [one.state for one in rows(shipping) if one.day.day == 21] == [DutyState.WANTED]
    told = shipping.heard(local(21, 9))
    assert any("bị trả lại" in what or "chưa nộp" in what for _, who, what in told if who == "production")
    mended = company.says("Bảo", "/nop thống kê xuất hàng hôm qua\nKT-9: 5 bộ")
    assert "Đã nhận" in mended.answer
    assert "KT-9: 5 bộ" in mended.told(company.groups["finance"])


def test_the_factory_makes_them_up_for_the_head_of_planning(database_url: str) -> None:
    days = founded(database_url, local(21, 17))
    told = days.heard(local(23, 9))
    days.company.close()
    assert any(who == "finance" and "không giao chuyến nào" in what for _, who, what in told)


def test_statistics_that_no_duty_makes_up_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "counted.yaml"
    text = (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8")
    file.write_text(text + "reports: {shipping_statistics: 09:00}\n", encoding="utf-8")
    with pytest.raises(Exception, match="no duty due then makes them up"):
        load(file)


def rows(days: DutyDays) -> tuple[duty_rows.DutyDay, ...]:
    company = days.company
    found = company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(1, 0).date())
    ).result()
    return tuple(found)
