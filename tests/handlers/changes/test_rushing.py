"""An order that is to go first: production is asked with the list that would slip, its head decides, and it is counted."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.order_book import plan_changes
from tests.support.company import Company, Found, Heard
from tests.support.nudged import Nudged

CENTRE = Path(__file__).parents[1] / "shipping.yaml"
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def centre_file() -> Path:
    return CENTRE


def in_making(company: Company, code: str, promised: str) -> None:
    company.says("Lan", f"/new {code}; Khánh Thy; Biển; {promised}")
    company.says("Lan", f"/update {code} review xong")
    company.says("Tú", f"/confirm {code}")


def asked(company: Company, code: str = "X-2", priority: str = "Gấp") -> Heard:
    """Two orders lie at production; the head of sales wants the second to go first."""
    in_making(company, "X-1", "26/11")
    in_making(company, code, "30/11")
    menu = company.says("Hùng", f"/change {code} ưu tiên")
    menu = company.taps("Hùng", menu, priority)
    assert f"Vì sao đơn này cần mức {priority}?" in menu.answer
    return company.says("Hùng", "khách khai trương sớm")


def decides(company: Company, heard: Heard, who: str, label: str, why: str) -> Heard:
    company.taps(who, heard, label)
    return company.says(who, why)


def changes(company: Company) -> int:
    month = datetime(2026, 11, 1, tzinfo=SAIGON)
    return company.store.read(lambda conn: plan_changes.since(conn, company.centre.id, month)).result()


def test_production_is_asked_with_the_list_of_what_would_slip(company: Company) -> None:
    heard = asked(company)

    assert "🚩 Đã hỏi Xưởng về mức Gấp; chờ duyệt" in heard.answer
    told = heard.told(company.groups["production"])
    assert "🚩 X-2 · Khánh Thy: Hùng xin mức Gấp. “khách khai trương sớm”" in told
    assert "Nếu làm trước, 1 việc khác sẽ trễ:" in told
    assert "• X-1 Sản xuất (Xưởng):" in told
    assert {"Đồng ý làm trước", "Không đồng ý"} <= heard.labels
    order = company.order("X-2")
    assert order.facts.priority == ""
    assert order.asked is not None


def test_the_head_grants_it_with_a_reason_and_everybody_at_work_hears(company: Company) -> None:
    granted = decides(company, asked(company), "Bảo", "Đồng ý làm trước", "tăng ca tối nay")

    assert "🚩 Đã đồng ý mức Gấp (Bảo" in granted.answer
    assert "từ giờ là Gấp, làm trước" in granted.told(company.groups["sales"])
    order = company.order("X-2")
    assert (order.facts.priority, order.asked) == ("rush", None)
    assert changes(company) == 1


def test_the_head_refuses_it_and_the_plan_stays(company: Company) -> None:
    refused = decides(company, asked(company), "Bảo", "Không đồng ý", "tuần này kín máy")

    assert "không được mức Gấp" in refused.told(company.groups["sales"])
    assert "tuần này kín máy" in refused.told(company.groups["sales"])
    assert company.order("X-2").facts.priority == ""
    assert changes(company) == 0


def test_only_the_approver_decides(company: Company) -> None:
    heard = asked(company)

    refused = company.taps("Tú", heard, "Đồng ý làm trước")

    assert "trưởng Xưởng hoặc quản lý" in refused.answer
    assert company.order("X-2").asked is not None


def test_a_decision_taken_back_is_not_counted_and_asked_again(company: Company) -> None:
    granted = decides(company, asked(company), "Bảo", "Đồng ý làm trước", "tăng ca")
    company.taps("Điệp", granted, "Hoàn tác")

    order = company.order("X-2")
    assert order.facts.priority == ""
    assert order.asked is not None
    assert changes(company) == 0


def test_the_next_one_is_told_how_often_the_plan_was_changed_this_month(company: Company) -> None:
    decides(company, asked(company), "Bảo", "Đồng ý làm trước", "tăng ca")
    in_making(company, "X-3", "30/11")
    menu = company.taps("Hùng", company.says("Hùng", "/change X-3 ưu tiên"), "Gấp")
    assert "Vì sao" in menu.answer

    heard = company.says("Hùng", "khách mới")

    assert "Tháng này đã đổi kế hoạch 1 lần." in heard.told(company.groups["production"])


def test_an_approver_that_is_a_role_is_asked_in_private(company: Company) -> None:
    heard = asked(company, priority="Chèn")

    assert "Hùng xin mức Chèn" in heard.told(company.users["Khoa"])
    granted = decides(company, heard, "Khoa", "Đồng ý làm trước", "khách lớn")
    assert "Đã đồng ý mức Chèn" in granted.answer
    assert changes(company) == 0  # this one is not counted


def test_a_wish_taken_back_is_taken_back_in_private_too(company: Company) -> None:
    heard = asked(company, priority="Chèn")
    company.delivers(heard)
    undone = company.taps("Hùng", heard, "Hoàn tác")
    edited = {say.chat for say in undone.says if say.edits is not None}
    assert {company.users["Khoa"], company.groups["production"]} <= edited


def test_who_does_not_decide_is_reminded(company: Company) -> None:
    asked(company)
    told = Nudged(company=company).nudge_until(datetime(2026, 11, 23, 12, tzinfo=SAIGON))

    lines = [one.text for one in told if one.chat == "production" and "xin ưu tiên từ" in one.text]
    assert len(lines) == 1


def test_a_word_below_the_reminder_decides_nothing_and_closes_nothing(company: Company) -> None:
    asked(company)
    nudged = Nudged(company=company)
    told = nudged.nudge_until(datetime(2026, 11, 23, 12, tzinfo=SAIGON))
    [reminder] = [one for one in told if one.chat == "production" and "xin ưu tiên từ" in one.text]
    states = [company.order(code).stages for code in ("X-1", "X-2")]

    nudged.replies("Bảo", reminder, "1 xong", group="production")
    nudged.replies("Bảo", reminder, "xong", group="production")

    assert [company.order(code).stages for code in ("X-1", "X-2")] == states
    assert company.order("X-2").asked is not None


def test_the_card_and_the_history_tell_of_it(company: Company) -> None:
    heard = asked(company)
    menu = company.says("Hùng", "/change X-2")
    assert "🚩 Đang xin mức Gấp, chờ duyệt (Xưởng)" in menu.answer

    decides(company, heard, "Bảo", "Đồng ý làm trước", "tăng ca")
    story = company.says("Lan", "/history X-2").answer
    assert "xin ưu tiên" in story
    assert "Gấp: đồng ý" in story


@pytest.mark.parametrize(
    ("lang", "told", "key"),
    [
        ("zh-Hans", "如果先做，另有 1 项会晚：", "加急"),
        ("en", "If it goes first, 1 other piece of work comes late:", "Rush"),
    ],
)
def test_the_same_in_the_other_languages(found: Found, lang: str, told: str, key: str) -> None:
    company = found(lang)
    in_making(company, "X-1", "26/11")
    in_making(company, "X-2", "30/11")
    company.taps("Hùng", company.says("Hùng", "/change X-2 priority"), key)

    assert told in company.says("Hùng", "ok 1 2").told(company.groups["production"])


def test_a_decision_is_of_what_was_asked_when_it_was_begun(company: Company) -> None:
    """The reason comes after the tap; meanwhile the wish was taken back, and another one is there."""
    heard = asked(company)
    company.taps("Bảo", heard, "Đồng ý làm trước")
    company.taps("Hùng", heard, "Hoàn tác")
    company.passes(minutes=5)
    company.taps("Hùng", company.says("Hùng", "/change X-2 ưu tiên"), "Gấp")
    company.says("Hùng", "làm trước cả X-1")

    company.says("Bảo", "khách quen")

    order = company.order("X-2")
    assert order.facts.priority == ""
    assert order.asked is not None
    assert order.asked.reason == "làm trước cả X-1"
