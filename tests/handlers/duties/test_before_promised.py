"""What is due so many days before the promised one, called out at its minute: of which orders it is there, and of which not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.company import Company
from tests.support.duty_days import DutyDays, local

SHIPPING = Path(__file__).parents[1] / "shipping.yaml"
HEAD = "📋 Điểm danh 17:00 (T6 20/11): việc phải xong trước ngày giao"
GROUPS = ("sales", "production", "finance", "coordination")


@pytest.fixture
def shipping(database_url: str) -> Iterator[DutyDays]:
    """Friday, 10:00; three orders go out on Saturday and one on Monday, each with a note by closing time of the working day before."""
    company = Company.founded(database_url, local(20, 10), centre_file=SHIPPING, bound=GROUPS)
    days = DutyDays(company=company)
    days.begin()
    for number, day in ((1, 21), (2, 21), (3, 21), (4, 23)):
        company.says("Lan", f"/new X-{number}; Khánh Thy; Biển alu; {day}/11")
        company.says("Lan", f"/confirm X-{number}")
    company.says("Lan", "/update X-1 xét đơn xong")
    company.says("Tú", "/update X-1 sản xuất xong")
    noted(company, "X-1")
    days.deliver()
    days.messages.clear()
    yield days
    company.close()


def noted(company: Company, code: str) -> None:
    company.says("Lan", f"/update {code} phiếu xuất hàng xong")
    assert "Phiếu xuất hàng" in company.says("Lan", "51C-1").answer


def called(days: DutyDays) -> dict[str, list[str]]:
    return {one.who: one.text.splitlines() for one in days.messages if "trước ngày giao" in one.text}


def test_at_closing_time_of_the_day_before_coordination_and_whoever_receives_it_hear_of_each_order(
    shipping: DutyDays,
) -> None:
    shipping.heard(local(20, 16, 59))
    assert not called(shipping)
    shipping.heard(local(20, 17))
    told = called(shipping)
    assert told["production"] == [
        HEAD,
        "✅ Phiếu xuất hàng – Kinh doanh: xong 1 đơn",
        "❌ Phiếu xuất hàng – Kinh doanh: chưa xong X-2, X-3",
    ]
    assert told == dict.fromkeys(("production", "coordination"), told["production"])
    assert not any(one.say.silent for one in shipping.messages if one.text.startswith(HEAD))
    shipping.heard(local(20, 20))
    assert len([one for one in shipping.messages if one.text.startswith(HEAD)]) == 2


def test_what_is_all_there_is_called_out_without_a_sound_and_a_day_without_any_is_not(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.taps("Điệp", company.says("Điệp", "/cancel X-2 khách bỏ"), "Huỷ đơn")
    company.taps("Điệp", company.says("Điệp", "/cancel X-3 khách bỏ"), "Huỷ đơn")
    shipping.heard(local(20, 17))
    assert called(shipping)["production"][1:] == ["✅ Phiếu xuất hàng – Kinh doanh: xong 1 đơn"]
    assert all(one.say.silent for one in shipping.messages if one.text.startswith(HEAD))
    shipping.heard(local(21, 17))
    assert called(shipping)["production"][1:] == ["❌ Phiếu xuất hàng – Kinh doanh: chưa xong X-4"]
    shipping.messages.clear()
    shipping.heard(local(24, 9))
    assert not called(shipping)


def test_a_bot_that_was_down_at_the_minute_says_it_late_within_two_hours_and_no_more(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.says("Lan", "/update X-2 xét đơn xong")
    company.says("Tú", "/update X-2 sản xuất xong")
    company.now = local(20, 17, 20)
    noted(company, "X-2")
    company.now = local(20, 17, 30)
    shipping.begin()
    assert called(shipping)["coordination"] == [
        "📋 Điểm danh 17:00 (T6 20/11), báo muộn vì bot vừa nghỉ: việc phải xong trước ngày giao",
        "✅ Phiếu xuất hàng – Kinh doanh: xong 1 đơn",
        "🕘 Phiếu xuất hàng – Kinh doanh: xong muộn X-2",
        "❌ Phiếu xuất hàng – Kinh doanh: chưa xong X-3",
    ]
    shipping.messages.clear()
    company.now = local(21, 19, 0)
    shipping.begin()
    assert not called(shipping)
