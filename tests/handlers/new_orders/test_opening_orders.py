"""/new: from one line, part by part, and what becomes of the draft."""

from datetime import date

from orders.order import OrderState
from tests.support.company import PHOTO, Company


def test_one_line_opens_the_order_and_echoes_what_was_understood(company: Company) -> None:
    heard = company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu 3x5m; 25/12; 12tr500; giao trước 8h")
    order = company.order("KT-2411")
    assert order.state is OrderState.OPEN
    assert (order.facts.customer, order.facts.title) == ("Khánh Thy", "Biển alu 3x5m")
    assert (order.facts.amount, order.promised_on) == (12_500_000, date(2026, 12, 25))
    assert order.facts.requirements == "giao trước 8h"
    for said in ("KT-2411 · Khánh Thy", "T6 25/12", "12.500.000\u00a0₫", "giao trước 8h", "Đã mở đơn"):
        assert said in heard.answer


def test_coordination_hears_of_a_new_order_at_once(company: Company) -> None:
    heard = company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu 3x5m; 25/12; 12tr500")
    told = heard.told(company.groups["coordination"])
    assert "🆕 KT-2411 · Khánh Thy: Lan vừa mở đơn." in told
    assert "T6 25/12" in told
    case = company.says("Lan", "/phieu khiếu nại; KT-2411; biển lệch")  # cases are opened all day long
    assert "🆕" not in case.told(company.groups["coordination"])


def test_sales_has_the_reception_of_its_own_order_at_once(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    assert "Nhận đơn: Kinh doanh đang làm" in heard.answer
    done = company.taps("Lan", heard, "Xong")
    assert "Nhận đơn: xong" in done.answer


def test_an_order_without_a_code_is_numbered_by_the_pattern(company: Company) -> None:
    company.says("Lan", "/new ; Khánh Thy; Biển")
    company.says("Lan", "/new Nhật Minh; Hộp đèn")
    assert company.order("DH-261101").facts.customer == "Khánh Thy"
    assert company.order("DH-261102").facts.customer == "Nhật Minh"


def test_a_number_that_people_took_by_hand_is_stepped_over(company: Company) -> None:
    company.says("Lan", "/new DH-261101; Khánh Thy; Biển")
    company.says("Lan", "/new ; Nhật Minh; Hộp đèn")
    assert company.order("DH-261102").facts.customer == "Nhật Minh"


def test_a_code_that_is_taken_is_refused_however_it_is_spelled(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển")
    heard = company.says("Lan", "/new kt2411; Nhật Minh; Hộp đèn")
    assert "kt2411 đã có đơn" in heard.answer
    assert company.order("KT-2411").facts.customer == "Khánh Thy"


def test_later_parts_may_be_left_out(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy")
    order = company.order("KT-1")
    assert order.state is OrderState.OPEN
    assert (order.facts.title, order.facts.amount, order.promised_on) == ("", None, None)


def test_chinese_and_other_marks_part_a_line_too(company: Company) -> None:
    company.says("Lan", "/kaidan KT-7；永兴；招牌；12月25日；1250万")
    assert company.order("KT-7").facts.amount == 12_500_000


def test_only_those_who_open_orders_may(company: Company) -> None:
    heard = company.says("Minh", "/new KT-1; Khánh Thy; Biển")
    assert "Bạn không có quyền" in heard.answer
    assert "Kinh doanh" in heard.answer
    assert company.says("Điệp", "/new KT-1; Khánh Thy; Biển").answer.startswith("KT-1")


def test_an_ambiguous_amount_is_asked_with_its_readings_and_kept_as_chosen(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12; 1tr25")
    assert company.order("KT-1").state is OrderState.DRAFT
    assert {"1.250.000\u00a0₫", "1.025.000\u00a0₫"} <= heard.labels
    company.taps("Lan", heard, "1.025.000")
    order = company.order("KT-1")
    assert (order.state, order.facts.amount) == (OrderState.OPEN, 1_025_000)


def test_the_smaller_reading_of_a_bare_number_can_be_chosen(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12; 9500")
    company.taps("Lan", heard, "9.500\u00a0₫")
    assert company.order("KT-1").facts.amount == 9_500


def test_an_ambiguous_date_is_asked_with_both_days(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 20/11")
    assert {"T6 20/11", "T7 20/11/2027"} <= heard.labels
    company.taps("Lan", heard, "2027")
    assert company.order("KT-1").promised_on == date(2027, 11, 20)


def test_a_day_that_does_not_exist_is_asked_again_in_words(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 31/2")
    assert "31/2" in heard.answer
    heard = company.says("Lan", "chẳng biết")
    assert "chẳng biết" in heard.answer
    company.says("Lan", "t6")
    order = company.order("KT-1")
    assert (order.state, order.promised_on) == (OrderState.OPEN, date(2026, 11, 27))


def test_guided_each_answer_is_saved_at_once(company: Company) -> None:
    assert "Khách hàng là ai" in company.says("Lan", "/new").answer
    heard = company.says("Lan", "Khánh Thy")
    assert company.order("DH-261101").facts.customer == "Khánh Thy"
    assert "Làm gì cho khách" in heard.answer
    company.says("Lan", "Biển alu")
    assert company.order("DH-261101").facts.title == "Biển alu"
    company.says("Lan", "25/12")
    assert company.order("DH-261101").promised_on == date(2026, 12, 25)
    company.says("Lan", "12,5 triệu")
    company.says("Lan", "chị Vân 0909 123 456")
    assert company.order("DH-261101").facts.phone == "0909 123 456"
    company.says("Lan", "12 Lê Lợi, Quận 1")
    heard = company.says("Lan", "treo trước 8 giờ sáng")
    order = company.order("DH-261101")
    assert (order.state, order.facts.amount) == (OrderState.DRAFT, 12_500_000)
    assert "Kiểm tra lại rồi mở đơn" in heard.answer
    assert "treo trước 8 giờ sáng" in heard.answer
    company.taps("Lan", heard, "Mở đơn")
    assert company.order("DH-261101").state is OrderState.OPEN


def test_a_customer_alone_begins_the_guided_way(company: Company) -> None:
    heard = company.says("Lan", "/donmoi Khánh Thy")
    assert "Làm gì cho khách" in heard.answer
    assert company.order("DH-261101").state is OrderState.DRAFT


def test_parts_can_be_skipped_but_not_the_customer(company: Company) -> None:
    heard = company.says("Lan", "/new")
    assert "Bỏ qua" not in heard.labels
    heard = company.says("Lan", "Khánh Thy")
    for _ in range(6):
        heard = company.taps("Lan", heard, "Bỏ qua")
    assert "Kiểm tra lại" in heard.answer
    company.taps("Lan", heard, "Mở đơn")
    assert company.order("DH-261101").state is OrderState.OPEN


def test_a_picture_is_no_answer_and_the_question_is_asked_again(company: Company) -> None:
    company.says("Lan", "/new")
    heard = company.says("Lan", "", attachments=(PHOTO,))
    assert "Khách hàng là ai" in heard.answer
    company.says("Lan", "Khánh Thy")
    assert company.order("DH-261101").facts.customer == "Khánh Thy"


def test_a_key_of_the_keyboard_is_no_answer(company: Company) -> None:
    company.says("Lan", "/new")
    heard = company.says("Lan", "Việc của tôi")
    assert "Việc của bạn" in heard.answer
    company.says("Lan", "Khánh Thy")
    assert company.order("DH-261101").facts.customer == "Khánh Thy"


def test_a_draft_is_thrown_away_without_a_reason(company: Company) -> None:
    company.says("Lan", "/new")
    heard = company.says("Lan", "Khánh Thy")
    for _ in range(6):
        heard = company.taps("Lan", heard, "Bỏ qua")
    company.taps("Lan", heard, "Bỏ nháp")
    assert company.order("DH-261101").state is OrderState.CANCELLED


def test_a_draft_is_mended_before_it_is_opened(company: Company) -> None:
    heard = company.says("Lan", "/new Khánh Thy")
    for _ in range(6):
        heard = company.taps("Lan", heard, "Bỏ qua")
    menu = company.taps("Lan", heard, "Sửa")
    company.taps("Lan", menu, "điện thoại")
    mended = company.says("Lan", "0912 345 678")
    assert company.order("DH-261101").facts.phone == "0912 345 678"
    company.taps("Lan", mended, "Mở đơn")
    assert company.order("DH-261101").state is OrderState.OPEN


def test_opening_twice_says_it_was_opened_and_by_whom(company: Company) -> None:
    heard = company.says("Lan", "/new Khánh Thy")
    for _ in range(6):
        heard = company.taps("Lan", heard, "Bỏ qua")
    company.taps("Lan", heard, "Mở đơn")
    again = company.taps("Lan", heard, "Mở đơn")
    assert "Đã ghi rồi: mở đơn, Lan" in again.answer


def test_an_answer_by_button_comes_too_late_once_the_question_is_over(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12; 1tr25")
    company.taps("Lan", heard, "1.025.000")
    again = company.taps("Lan", heard, "1.250.000")
    assert "câu hỏi" in again.answer.lower()
    assert company.order("KT-1").facts.amount == 1_025_000


def test_forged_values_change_nothing(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12; 1tr25")
    data = next(data for label, data in heard.keys().items() if "1.025.000" in label)
    company.forges("Lan", data.rsplit(":", 1)[0] + ":mười")
    assert company.order("KT-1").facts.amount is None


def test_in_a_group_the_question_is_answered_by_a_reply_to_it(company: Company) -> None:
    asked = company.says("Lan", "/new", group="sales")
    assert "Trả lời tin này" in asked.answer
    [number] = company.delivers(asked)
    assert company.says("Lan", "chuyện khác", group="sales").says == ()
    company.says("Lan", "Khánh Thy", group="sales", reply_to=number)
    assert company.order("DH-261101").facts.customer == "Khánh Thy"
