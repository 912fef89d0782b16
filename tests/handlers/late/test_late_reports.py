"""Late reports in the chat: asked by themselves, written part by part, accepted or returned, chased."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from orders.order import LateReport
from tests.support.company import Company, Heard
from tests.support.nudged import Nudged, Nudging

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def asked(company: Company) -> Nudging:
    """Promised for Wednesday; on Thursday morning production's group is asked why."""
    company.in_fabrication("KT-2411", promised="25/11")
    said = Nudged(company=company).nudge_until(local(26, 8))
    return next(one for one in said if one.chat == "production" and "trễ hẹn" in one.text)


def report(company: Company) -> LateReport:
    late = company.order("KT-2411").late_report
    assert late is not None
    return late


def written(company: Company) -> Heard:
    return company.says("Tú", "/lydo 2411 thiếu vật tư; đặt bù mica; Tú; 28/11")


def told(company: Company, heard: Heard, department: str) -> dict[str, str]:
    [say] = [one for one in heard.says[1:] if one.chat == company.groups[department]]
    return heard.keys(say)


def test_it_is_asked_by_itself_when_work_begins_after_the_promised_day(
    company: Company, asked: Nudging
) -> None:
    assert "trễ hẹn T4 25/11, ghi lý do trễ trước 24:00 T5 26/11" in asked.text
    assert (report(company).department, report(company).due_at) == ("production", local(27, 0))
    assert "bot: quá ngày hẹn, cần lý do trễ" in company.says("Điệp", "/history 2411").answer


def test_an_order_in_time_is_asked_nothing(company: Company) -> None:
    company.in_fabrication("KT-2411", promised="28/11")
    Nudged(company=company).nudge_until(local(27, 8))
    assert company.order("KT-2411").late_report is None


def test_it_is_written_part_by_part_from_the_button(company: Company, asked: Nudging) -> None:
    data = next(to for name, to in asked.keys.items() if "Ghi lý do trễ" in name or name == "1")
    heard = company.forges("Tú", data)
    if "Ghi lý do trễ" in heard.labels:
        heard = company.taps("Tú", heard, "Ghi lý do trễ")
    heard = company.taps("Tú", heard, "Thiếu vật tư")
    assert "Xử lý thế nào" in heard.answer
    company.says("Tú", "đặt bù mica")
    company.says("Tú", "anh Tú")
    heard = company.says("Tú", "28/11")
    late = report(company)
    assert (late.state, late.cause, late.measure, late.responsible, late.new_on) == (
        "filed",
        "material",
        "đặt bù mica",
        "anh Tú",
        date(2026, 11, 28),
    )
    assert "Lý do trễ: Thiếu vật tư" in heard.told(company.groups["coordination"])


def test_a_cause_of_ones_own_and_a_whole_line_do_as_well(company: Company, asked: Nudging) -> None:
    heard = company.says("Tú", "/late 2411 mất điện cả khu; chạy máy phát; Tú; 28/11")
    assert report(company).cause == "mất điện cả khu"
    assert "Lý do trễ: mất điện cả khu" in heard.answer


def numbered(nudging: Nudging, words: str) -> str:
    """The words behind the number of the line that asks for the report, where the lines have numbers."""
    line = next(one for one in nudging.lines if "trễ hẹn" in one)
    number = line.split(".")[0].strip("🔸▫️🔴🟠 ")
    return f"{number} {words}" if number.isdecimal() else words


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("thiếu mica, đặt hàng Bình Tân, Tú, 28/11", ("material", "đặt hàng Bình Tân", "Tú")),
        ("缺料，跟平新订货，小杜，11月28日", ("material", "跟平新订货", "小杜")),
        ("crane broke, hire another one, Tú, 28 Nov", ("crane broke", "hire another one", "Tú")),
    ],
)
def test_the_whole_of_it_below_the_reminder_is_recorded(
    company: Company, asked: Nudging, words: str, parts: tuple[str, str, str]
) -> None:
    heard = Nudged(company=company).replies("Tú", asked, numbered(asked, words), group="production")
    late = report(company)
    assert (late.state, late.new_on) == ("filed", date(2026, 11, 28))
    assert (late.cause, late.measure, late.responsible) == parts
    assert parts[1] in heard.answer
    company.taps("Tú", heard, "Hoàn tác", group="production")
    assert report(company).state == "wanted"


def test_a_part_of_it_is_kept_while_the_rest_is_asked_and_words_of_others_are_not(
    company: Company, asked: Nudging
) -> None:
    nudged = Nudged(company=company)
    heard = nudged.replies("Tú", asked, numbered(asked, "thiếu mica, nhà cung cấp trễ"), group="production")
    assert "Xử lý thế nào" in heard.answer
    number = company.delivers(heard)[0]
    heard = company.says("Tú", "đặt chỗ khác", group="production", reply_to=number)
    heard = company.says("Tú", "Tú", group="production", reply_to=company.delivers(heard)[0])
    company.says("Tú", "28/11", group="production", reply_to=company.delivers(heard)[0])
    assert report(company).cause == "thiếu mica, nhà cung cấp trễ"
    for words in ("ok", "知道了", "thanks"):
        assert "Chưa ghi" in nudged.replies("Tú", asked, numbered(asked, words), group="production").answer


def test_a_day_that_is_none_is_asked_again(company: Company, asked: Nudging) -> None:
    company.says("Tú", "/late 2411 mất điện; chạy máy phát; Tú; sớm")
    assert report(company).state == "wanted"
    company.says("Tú", "28/11")
    assert report(company).state == "filed"


def test_coordination_accepts_it_by_button(company: Company, asked: Nudging) -> None:
    keys = told(company, written(company), "coordination")
    heard = company.forges("Điệp", keys["Nhận lý do"], group="coordination")
    assert report(company).state == "accepted"
    assert "lý do trễ hẹn đã được nhận" in heard.told(company.groups["production"])


def test_returned_with_a_reason_it_is_written_again(company: Company, asked: Nudging) -> None:
    keys = told(company, written(company), "coordination")
    company.forges("Điệp", keys["Trả lại"])
    heard = company.says("Điệp", "ghi rõ thiếu loại mica nào")
    assert report(company).state == "returned"
    assert "ghi rõ thiếu loại mica nào" in heard.told(company.groups["production"])
    assert "Ghi lý do trễ" in told(company, heard, "production")
    company.forges("Điệp", keys["Nhận lý do"], group="coordination")
    assert report(company).state == "returned", "that was another one"


def test_it_is_given_to_another_department_with_a_reason(company: Company, asked: Nudging) -> None:
    menu = company.taps("Điệp", company.says("Điệp", "/lydo 2411"), "Bộ phận khác ghi")
    company.taps("Điệp", menu, "Thiết kế")
    company.says("Điệp", "bản vẽ trả chậm")
    assert report(company).department == "design"
    company.says("Minh", "/lydo 2411 bản vẽ sửa nhiều; chốt mẫu trước; Minh; 28/11")
    assert report(company).state == "filed"


def test_the_new_day_is_promised_from_the_report(company: Company, asked: Nudging) -> None:
    keys = told(company, written(company), "coordination")
    company.forges("Điệp", keys["Hẹn lại T7 28/11"])
    order = company.order("KT-2411")
    assert (order.promised_on, order.first_promised_on) == (date(2026, 11, 28), date(2026, 11, 25))


def test_others_see_how_it_stands_and_write_nothing(company: Company, asked: Nudging) -> None:
    heard = company.says("Lan", "/lydo 2411")
    assert "Chờ Vận hành – Sản xuất ghi lý do trễ" in heard.answer
    assert "Ghi lý do trễ" not in heard.labels


def test_the_command_alone_lists_what_waits_for_the_asker(company: Company, asked: Nudging) -> None:
    assert "KT-2411 · Khánh Thy: cần ghi" in company.says("Tú", "/yuanyin").answer
    assert "Không có lý do trễ nào" in company.says("Lan", "/lydo").answer
    written(company)
    assert "KT-2411 · Khánh Thy: chờ nhận" in company.says("Điệp", "/lydo").answer


def test_what_is_not_written_in_time_is_chased_up_to_the_head(company: Company, asked: Nudging) -> None:
    said = Nudged(company=company).nudge_until(local(27, 16))
    chased = [one.chat for one in said if "chưa có lý do trễ" in one.text]
    assert chased[0] == "production"
    assert "Bảo" in chased


def test_what_nobody_accepts_is_asked_of_coordination(company: Company, asked: Nudging) -> None:
    written(company)
    said = Nudged(company=company).nudge_until(local(27, 16))
    assert any(one.chat == "coordination" and "chờ nhận từ" in one.text for one in said)


def test_the_story_tells_it_whole(company: Company, asked: Nudging) -> None:
    written(company)
    story = company.says("Điệp", "/history 2411").answer
    assert "gửi lý do trễ (Thiếu vật tư, đặt bù mica, Tú, T7 28/11)" in story
