"""Whole conversations in a company with two kinds of order, flags, and fields of every kind."""

from datetime import date
from pathlib import Path

import pytest

from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company, Found, Heard

CENTRE = Path(__file__).parents[1] / "two_kinds.yaml"


@pytest.fixture
def centre_file() -> Path:
    return CENTRE


def reviewed(company: Company, code: str = "KT-1") -> Heard:
    """An order whose review is said to be done: the first of its questions."""
    company.says("Lan", f"/new Hàng mới; {code}; Khánh Thy; Biển")
    return company.says("Lan", f"/update {code} xét đơn xong")


def fields(company: Company, code: str = "KT-1") -> dict[str, str]:
    return dict(company.order(code).stage("review").fields)


# --- whole conversations -----------------------------------------------------------------------------------------


def test_a_conversation_in_vietnamese_from_a_marked_line_to_the_signed_handover(company: Company) -> None:
    opened = company.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Biển alu; gấp; 25/12; 12tr5")
    order = company.order("KT-1")
    assert (order.flags, order.facts.title, order.promised_on) == ({"rush"}, "Biển alu", date(2026, 12, 25))
    assert "Loại đơn: Hàng mới" in opened.answer
    assert "Đặc điểm: Gấp" in opened.answer

    asked = company.says("Lan", "/update KT-1 xét đơn xong")
    assert "Loại hàng. Chọn một trong các nút" in asked.answer
    assert {"Tự làm", "Đặt ngoài"} <= asked.labels
    asked = company.taps("Lan", asked, "Đặt ngoài")
    assert "Diện tích. Gõ một con số" in asked.answer
    asked = company.says("Lan", "12,5 m2")
    assert "Đơn giá. Gõ đủ số tiền" in asked.answer
    asked = company.says("Lan", "2tr5")
    assert "Ngày xuất. Gõ ngày" in asked.answer
    done = company.says("Lan", "t6")
    for said in (
        "Loại hàng: Đặt ngoài",
        "Diện tích: 12,5",
        "Đơn giá: 2.500.000\u00a0₫",
        "Ngày xuất: T6 27/11",
    ):
        assert said in done.answer
    assert fields(company) == {
        "product": "bought", "size": "12.5", "price": "2500000", "ship_on": "2026-11-27"
    }  # fmt: skip
    assert company.order("KT-1").flags == {"rush", "oem"}
    assert "Đặc điểm: Gấp, Hàng OEM" in done.told(company.groups["design"])

    company.says("Minh", "/update KT-1 mua hàng xong")
    asked = company.says("Tú", "/update KT-1 bàn giao xong", attachments=(PHOTO,))
    assert "Bàn giao chỉ xong khi có bản ký" in asked.answer
    company.says("Tú", "", attachments=(FILE,))
    order = company.order("KT-1")
    assert order.state is OrderState.CLOSED
    assert {one.kind for one in order.stage("handover").evidence} == {"photo", "signature"}


def test_a_conversation_in_chinese_with_answers_in_traditional_script(found: Found) -> None:
    company = found("zh-Hans")
    asked = company.says("王伟", "/kaidan 永興; 招牌")
    assert company.order("H261101").workflow.id == "repair"  # what production may open

    asked = company.says("Lan", "/kaidan 新訂單；KT-1；永興；招牌；加急、貼牌；12月25日")
    assert company.order("KT-1").flags == {"rush", "oem"}
    assert "标记：急单、贴牌" in asked.answer
    asked = company.says("Lan", "/gengxin KT-1 评审 完成")
    assert {"自产", "外购品"} <= asked.labels
    asked = company.says("Lan", "外購品")
    assert "面积" in asked.answer
    asked = company.says("Lan", "十二")
    assert "单价" in asked.answer
    asked = company.says("Lan", "250万")
    done = company.says("Lan", "12月25日")
    assert "单价：2,500,000" in done.answer
    assert fields(company) == {
        "product": "bought", "size": "12", "price": "2500000", "ship_on": "2026-12-25"
    }  # fmt: skip


def test_a_conversation_in_english_where_the_kind_is_asked_with_a_button(found: Found) -> None:
    company = found("en")
    asked = company.says("Điệp", "/new KT-1; Khanh Thy; Sign; rush")
    assert "Which kind of order" in asked.answer
    assert {"New goods", "Repair"} <= asked.labels
    opened = company.taps("Điệp", asked, "New goods")
    assert "Marked: Rush" in opened.answer
    asked = company.says("Lan", "/update KT-1 review done")
    asked = company.says("Lan", "made here, please")
    asked = company.says("Lan", "12.5")
    asked = company.says("Lan", "2,500,000")
    done = company.says("Lan", "Friday")
    for said in ("Kind of product: Made here", "Area: 12.5", "Price: 2,500,000", "Shipping day: Fri 27"):
        assert said in done.answer


# --- choices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["bought", "Đặt ngoài", "dat ngoai", "đặt ngoài nhé", "外购品", "外購品", "Bought in"]
)
def test_a_choice_is_answered_by_id_or_name_in_any_language_however_it_is_typed(
    company: Company, words: str
) -> None:
    reviewed(company)
    company.says("Lan", words)
    company.says("Lan", "1")
    company.says("Lan", "500k")
    company.says("Lan", "mai")
    assert fields(company)["product"] == "bought"


@pytest.mark.parametrize(
    "words", ["không phải đặt ngoài", "chưa biết", "đặt ngoài hay tự làm?", "gì cũng được"]
)
def test_what_is_no_choice_is_asked_again_and_nothing_is_guessed(company: Company, words: str) -> None:
    reviewed(company)
    asked = company.says("Lan", words)
    assert {"Tự làm", "Đặt ngoài"} <= asked.labels
    company.taps("Lan", asked, "Tự làm")
    assert company.order("KT-1").stage("review").state is StageState.ACTIVE
    assert "oem" not in company.order("KT-1").flags


def test_a_forged_choice_changes_nothing(company: Company) -> None:
    asked = reviewed(company)
    data = next(data for label, data in asked.keys().items() if label == "Tự làm")
    company.forges("Lan", f"{data.rsplit(':', 1)[0]}:9")
    company.forges("Lan", f"{data.rsplit(':', 1)[0]}:x")
    assert fields(company) == {}


def test_in_a_group_a_choice_is_tapped_and_a_number_is_a_reply_to_the_question(company: Company) -> None:
    company.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Biển", group="sales")
    asked = company.says("Lan", "/update KT-1 xét đơn xong", group="sales")
    assert "Trả lời tin này" in asked.answer
    someone_else = company.taps("Hùng", asked, "Tự làm", group="sales")
    assert "Lan" in someone_else.answer
    asked = company.taps("Lan", asked, "Tự làm", group="sales")
    [number] = company.delivers(asked)
    assert company.says("Lan", "12", group="sales").says == ()
    asked = company.says("Lan", "12", group="sales", reply_to=number)
    assert "Đơn giá" in asked.answer


# --- numbers, amounts, days --------------------------------------------------------------------------------------


def at_size(company: Company) -> None:
    company.taps("Lan", reviewed(company), "Tự làm")


def test_a_number_that_may_mean_two_things_is_asked_with_both(company: Company) -> None:
    at_size(company)
    asked = company.says("Lan", "1.200")
    assert {"1200", "1,2"} <= asked.labels
    asked = company.taps("Lan", asked, "1,2")
    assert "Đơn giá" in asked.answer


def test_what_is_no_number_is_answered_with_what_is_accepted(company: Company) -> None:
    at_size(company)
    asked = company.says("Lan", "khoảng chừng đó")
    assert "Chưa rõ “khoảng chừng đó”" in asked.answer
    assert "Gõ một con số, ví dụ 12 hoặc 12,5" in asked.answer


def test_figures_that_end_the_code_of_an_order_are_an_answer_where_a_number_was_asked(
    company: Company,
) -> None:
    company.says("Lan", "/new Hàng mới; KT-2411; Nhật Minh; Hộp đèn")
    at_size(company)
    assert "Đơn giá" in company.says("Lan", "2411").answer


def test_a_day_that_may_be_several_is_asked_with_each(company: Company) -> None:
    at_size(company)
    company.says("Lan", "3")
    company.says("Lan", "500k")
    asked = company.says("Lan", "20/11")
    assert {"T6 20/11", "T7 20/11/2027"} <= asked.labels
    done = company.taps("Lan", asked, "2027")
    assert "Ngày xuất: T7 20/11/2027" in done.answer


def test_a_price_is_not_shown_to_those_who_see_no_money(company: Company) -> None:
    at_size(company)
    company.says("Lan", "3")
    company.says("Lan", "500k")
    done = company.says("Lan", "mai")
    told = done.told(company.groups["production"])
    assert "Diện tích: 3" in told
    assert "Đơn giá" not in told


def test_a_number_of_a_paper_is_a_text_though_it_looks_like_an_order(company: Company) -> None:
    company.says("Tú", "/new KT-9; Khánh Thy; Máy in")
    company.says("Tú", "/update KT-9 sửa xong")
    company.says("Thu", "/update KT-9 tính tiền xong")
    company.says("Thu", "HD-0001234")
    assert company.order("KT-9").stage("bill").fields == {"invoice": "HD-0001234"}


# --- signature ---------------------------------------------------------------------------------------------------


def at_handover(company: Company) -> None:
    at_size(company)
    for answer in ("3", "500k", "mai"):
        company.says("Lan", answer)
    company.says("Tú", "/confirm KT-1 bàn giao")


def test_a_photo_and_a_signature_are_two_things_to_show(company: Company) -> None:
    at_handover(company)
    asked = company.says("Tú", "/update KT-1 bàn giao xong")
    assert "ảnh" in asked.answer
    asked = company.says("Tú", "", attachments=(PHOTO,))
    assert "bản ký" in asked.answer
    assert company.order("KT-1").state is OrderState.OPEN
    done = company.says("Tú", "", attachments=(PHOTO,))
    assert company.order("KT-1").state is OrderState.CLOSED
    assert "1 chữ ký" in done.answer


def test_the_picture_that_was_sent_may_be_said_to_be_signed(company: Company) -> None:
    at_handover(company)
    asked = company.says("Tú", "/update KT-1 bàn giao xong", attachments=(PHOTO,))
    company.taps("Tú", asked, "Ảnh đã có chữ ký")
    order = company.order("KT-1")
    assert order.state is OrderState.CLOSED
    assert [one.kind for one in order.stage("handover").evidence] == ["photo", "signature"]


def test_words_are_no_signature(company: Company) -> None:
    at_handover(company)
    company.says("Tú", "/update KT-1 bàn giao xong", attachments=(PHOTO,))
    asked = company.says("Tú", "khách ký rồi")
    assert "bản ký" in asked.answer
    assert company.order("KT-1").state is OrderState.OPEN


# --- flags -------------------------------------------------------------------------------------------------------


def test_a_draft_is_marked_by_buttons_and_keeps_its_kind(company: Company) -> None:
    heard = company.says("Lan", "/new Khánh Thy")
    for _ in range(6):
        heard = company.taps("Lan", heard, "Bỏ qua")
    assert {"☐ Gấp", "☐ Hàng OEM"} <= heard.labels
    marked = company.taps("Lan", heard, "☐ Gấp")
    assert "Thêm: Gấp" in marked.answer
    again = company.taps("Lan", heard, "☐ Gấp")
    assert "hiện đã đúng như vậy" in again.answer
    lowered = company.taps("Lan", marked, "☑ Gấp")
    assert "Bỏ: Gấp" in lowered.answer
    company.taps("Lan", lowered, "☐ Hàng OEM")
    company.taps("Lan", lowered, "Mở đơn")
    order = company.order("H261101")
    assert (order.flags, order.workflow.id) == ({"oem"}, "goods")


def test_a_customer_may_be_called_like_a_flag(company: Company) -> None:
    company.says("Lan", "/new KT-1; Rush; Biển")
    order = company.order("KT-1")
    assert (order.facts.customer, order.flags) == ("Rush", frozenset())


def test_words_around_a_flag_raise_nothing(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; mai; 2tr; không gấp lắm")
    order = company.order("KT-1")
    assert (order.flags, order.facts.requirements) == (frozenset(), "không gấp lắm")


def test_flags_of_an_open_order_are_changed_by_who_steers_it_and_those_at_work_are_told(
    company: Company,
) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    refused = company.says("Lan", "/change KT-1")
    assert "☐ Gấp" not in refused.labels
    menu = company.says("Hùng", "/change KT-1")
    changed = company.taps("Hùng", menu, "☐ Gấp")
    assert company.order("KT-1").flags == {"rush"}
    assert "Thêm: Gấp" in changed.answer
    data = next(data for label, data in menu.keys().items() if label == "☐ Hàng OEM")
    company.forges("Lan", data)
    company.forges("Hùng", f"{data[:-3]}xyz")
    assert company.order("KT-1").flags == {"rush"}


def test_whoever_has_the_order_in_hand_is_told_how_it_is_marked_now(company: Company) -> None:
    at_handover(company)
    changed = company.taps("Hùng", company.says("Hùng", "/change KT-1"), "☐ Gấp")
    told = changed.told(company.groups["production"])
    assert "KT-1 · Khánh Thy: đơn đổi đặc điểm (Hùng)" in told
    assert "Thêm: Gấp" in told
    undone = company.taps("Hùng", changed, "Hoàn tác")
    assert company.order("KT-1").flags == frozenset()
    assert undone.answer


def test_the_history_tells_answers_as_people_read_them_and_every_mark(company: Company) -> None:
    company.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Biển; gấp")
    asked = company.says("Lan", "/update KT-1 xét đơn xong")
    company.taps("Lan", asked, "Đặt ngoài")
    for answer in ("12,5", "500k", "mai"):
        company.says("Lan", answer)
    company.taps("Hùng", company.says("Hùng", "/change KT-1"), "☑ Gấp")
    told = company.says("Lan", "/history KT-1").answer
    for said in ("Loại hàng: Đặt ngoài", "Diện tích: 12,5", "Đơn giá: 500.000", "Ngày xuất: T3 24/11"):
        assert said in told
    assert "Thêm: Hàng OEM" in told
    assert "Bỏ: Gấp" in told
    assert "Đơn giá" not in company.says("Tú", "/history KT-1").answer


# --- several kinds -----------------------------------------------------------------------------------------------


def test_who_may_open_one_kind_is_not_asked(company: Company) -> None:
    company.says("Tú", "/new KT-1; Khánh Thy; Máy in")
    order = company.order("KT-1")
    assert (order.workflow.id, order.opened_by_department) == ("repair", "production")


def test_a_kind_that_is_somebody_elses_is_refused_with_who_may(company: Company) -> None:
    heard = company.says("Tú", "/new Hàng mới; KT-1; Khánh Thy; Máy in")
    assert "Kinh doanh" in heard.answer
    heard = company.says("Minh", "/new KT-1; Khánh Thy; Máy in")
    assert "Kinh doanh" in heard.answer
    assert "Xưởng" in heard.answer


def test_the_kind_may_be_answered_in_words_and_is_asked_again_where_it_is_none(company: Company) -> None:
    company.says("Điệp", "/new KT-1; Khánh Thy; Máy in")
    asked = company.says("Điệp", "hàng cũ")
    assert "Chưa rõ “hàng cũ”" in asked.answer
    company.says("Điệp", "sua chua")
    order = company.order("KT-1")
    assert (order.workflow.id, order.facts.customer) == ("repair", "Khánh Thy")


def test_a_forged_kind_opens_nothing(company: Company) -> None:
    asked = company.says("Điệp", "/new KT-1; Khánh Thy; Máy in")
    data = next(data for label, data in asked.keys().items() if label == "Sửa chữa")
    heard = company.forges("Điệp", f"{data[:-1]}7")
    assert heard.answer
    with pytest.raises(AssertionError, match="KT-1"):
        company.order("KT-1")
