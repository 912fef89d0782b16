"""Buttons: the same moves as typed reports; old, foreign and forged ones are answered and change nothing."""

from datetime import timedelta

import pytest

from handlers.tap_data import TapData, pack, unpack
from orders.order import OrderState, StageState
from tests.support.company import FILE, Company, Heard


def offered(company: Company) -> Heard:
    """Design has been offered; what its group was told, with the buttons."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    return company.says("Lan", "/update KT-2411 nhận đơn xong", group="sales")


def menu(company: Company, who: str = "Tú") -> Heard:
    """Fabrication's menu, as its department sees it."""
    company.in_fabrication("KT-2411")
    return company.taps(who, company.says(who, "/update"), "KT-2411")


def test_the_receipt_button_confirms(company: Company) -> None:
    heard = company.taps("Minh", offered(company), "Đã nhận Thiết kế", group="design")
    record = company.order("KT-2411").stage("design")
    assert record.state is StageState.ACTIVE
    assert "Thiết kế: đã nhận (Minh" in heard.answer


def test_a_second_press_is_told_who_was_first(company: Company) -> None:
    told = offered(company)
    company.taps("Minh", told, "Đã nhận Thiết kế", group="design")
    company.passes(minutes=2)
    heard = company.taps("Vy", told, "Đã nhận Thiết kế", group="design")
    assert "Minh" in heard.answer
    assert "09:00" in heard.answer
    assert heard.says[0].only_for == company.users["Vy"]
    assert company.order("KT-2411").stage("design").received_by is not None


def test_progress_is_two_taps(company: Company) -> None:
    steps = company.taps("Tú", menu(company), "%")
    company.taps("Tú", steps, "75%")
    assert company.order("KT-2411").stage("fabrication").percent == 75


def test_an_estimate_by_button_is_the_end_of_that_working_day(company: Company) -> None:
    days = company.taps("Tú", menu(company), "Hẹn xong")
    assert list(days.keys())[1:] == ["T4 25/11", "T5 26/11", "Thôi"]  # the 24th is a holiday of the company
    company.passes(days=2)
    company.taps("Tú", days, "T4 25/11")
    estimate = company.order("KT-2411").stage("fabrication").estimate
    assert estimate is not None
    assert estimate.astimezone(company.centre.zone).strftime("%d/%m %H:%M") == "25/11 17:00"


def test_a_hold_by_button_asks_what_kind_and_why(company: Company) -> None:
    kinds = company.taps("Tú", menu(company), "Kẹt")
    company.taps("Tú", kinds, "Thiếu vật tư")
    assert company.order("KT-2411").stage("fabrication").hold is None
    company.says("Tú", "hết mica trắng, mai về")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.reason) == ("material", "hết mica trắng, mai về")


def test_a_held_stage_goes_on_by_button(company: Company) -> None:
    company.in_fabrication("KT-2411")
    held = company.says("Tú", "/update 2411 gia công kẹt thiếu mica")
    company.taps("Tú", held, "Làm tiếp")
    assert company.order("KT-2411").stage("fabrication").hold is None


def test_done_by_button_asks_for_what_is_missing(company: Company) -> None:
    received = company.taps("Minh", offered(company), "Đã nhận Thiết kế")
    asked = company.taps("Minh", received, "Xong")
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE
    assert "tệp" in asked.answer
    company.says("Minh", "", attachments=(FILE,))
    assert company.order("KT-2411").stage("design").state is StageState.DONE


def test_a_declined_offer_reopens_what_was_done_before_it(company: Company) -> None:
    told = offered(company)
    company.taps("Minh", told, "Trả lại")
    heard = company.says("Minh", "thiếu kích thước")
    order = company.order("KT-2411")
    assert order.stage("reception").state is StageState.ACTIVE
    assert "thiếu kích thước" in heard.told(company.groups["sales"])


def test_a_stage_is_sent_back_to_the_one_chosen(company: Company) -> None:
    stages = company.taps("Tú", menu(company), "Trả về")
    company.taps("Tú", stages, "Thiết kế")
    heard = company.says("Tú", "sai kích thước mặt sau")
    order = company.order("KT-2411")
    assert order.stage("design").state is StageState.ACTIVE
    assert order.stage("placement").state is StageState.DONE
    assert "sai kích thước mặt sau" in heard.told(company.groups["design"])


def test_a_stale_button_says_what_happened_meanwhile(company: Company) -> None:
    old = menu(company)
    company.says("Bảo", "/update 2411 gia công 60%")
    version = company.order("KT-2411").version
    heard = company.taps("Tú", old, "Xong")
    assert company.order("KT-2411").version == version
    assert "Bảo" in heard.answer
    assert "Gia công" in heard.answer
    assert "Xong" in heard.labels, "with the buttons as they are now"


def test_a_stale_menu_does_not_even_ask(company: Company) -> None:
    old = menu(company)
    company.says("Bảo", "/update 2411 gia công 60%")
    heard = company.taps("Tú", old, "Kẹt")
    assert "Thiếu vật tư" not in heard.labels
    assert "Bảo" in heard.answer


def test_a_reason_that_comes_after_the_stage_moved_changes_nothing(company: Company) -> None:
    kinds = company.taps("Tú", menu(company), "Kẹt")
    company.taps("Tú", kinds, "Thiếu vật tư")
    company.says("Bảo", "/update 2411 gia công xong")
    heard = company.says("Tú", "hết mica")
    assert "Bảo" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_someone_elses_button_is_refused_to_them_alone(company: Company) -> None:
    told = offered(company)
    heard = company.taps("Tú", told, "Đã nhận Thiết kế", group="design")
    assert heard.says[0].only_for == company.users["Tú"]
    assert "Kỹ thuật – Thiết kế" in heard.answer
    assert company.order("KT-2411").stage("design").state is StageState.OFFERED


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "zz:1:design",
        "dn",
        "dn:1",
        "dn:1:nosuchstage",
        "dn:zzzzzzzzzzzzzzzzzzzzzzzzzz:design",
        "dn:-1:design",
        "dn:1:design:-5",
        "pg:1:design::abc",
        "pg:1:design::500",
        "es:1:design::next_year",
        "hl:1:design::nosuchkind",
        "ha:1:design::material:99999",
        "sb:1:design::acceptance",
        "po:1:::77",
        "ps:1:design::77",
        "ad:1:design::x",
        "no:999",
        "nv:1:::5:2026-99-99",
        "cv:1:::5:x",
        "ch:1:::nosuchpart",
        "cx:1:::99",
        "hy:999",
        "tx:999",
        "or:999",
        "un:1::zz",
        "💥:1:design",
        "dn:1:design\x00",
        "dn:१:design",
    ],
)
def test_forged_data_is_answered_and_changes_nothing(company: Company, data: str) -> None:
    offered(company)
    before = company.order("KT-2411")
    heard = company.forges("Minh", data)
    assert company.order("KT-2411").version == before.version
    assert heard.says


def test_undo_by_button_takes_back_exactly_that_move(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công 40%")
    company.says("Tú", "/update 2411 gia công 60%")
    heard = company.taps("Tú", first, "Hoàn tác")
    assert company.order("KT-2411").stage("fabrication").percent == 60
    assert "60" in heard.answer or "báo" in heard.answer


def test_the_order_is_cancelled_by_button_with_the_reason_given(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 khách bỏ"), "Huỷ đơn")
    assert company.order("KT-2411").state is OrderState.CANCELLED


def test_a_question_is_over_after_two_hours(company: Company) -> None:
    kinds = company.taps("Tú", menu(company), "Kẹt")
    company.taps("Tú", kinds, "Thiếu vật tư")
    company.now += timedelta(hours=3)
    company.says("Tú", "hết mica")
    assert company.order("KT-2411").stage("fabrication").hold is None


def test_tap_data_comes_back_as_it_was_packed() -> None:
    data = TapData(verb="dn", order=2**40, stage="fabrication", version=17, choice="a:b")
    assert unpack(pack(data)) == data


def test_data_that_no_database_could_hold_is_not_read() -> None:
    assert unpack("dn:zzzzzzzzzzzzzzzz:design") is None
    assert unpack("dn:1:design:-1") is None


def test_too_long_data_is_a_bug_and_says_so() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        pack(TapData(verb="dn", order=1, stage="x" * 70))
