"""Cases: opened from a line, a phone number or a photo, by a choice, listed, moved, linked and taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from orders.centre_file.centre import Centres
from orders.events import Kind
from orders.order import OrderState, StageState
from storage.order_book import figures_rows
from tests.support.company import PHOTO, Company, Found, Heard

CENTRE = Path(__file__).parents[1] / "with_cases.yaml"


@pytest.fixture
def centre_file() -> Path:
    return CENTRE


@pytest.fixture
def company(found: Found) -> Company:
    """With an order of Khánh Thy."""
    company = found("vi")
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu; 25/12; 12tr5")
    return company


def stocked(company: Company, found: str = "Thiếu") -> Heard:
    """The stock check of KT-1 is done with this answer."""
    return company.taps("Lan", company.says("Lan", "/update KT-1 kiểm kho xong"), found)


def card(company: Company, who: str, code: str) -> str:
    """The card of that code as it would be sent to a private chat."""
    from handlers.order_cards.cards import lay
    from handlers.reply import Say
    from storage.post import cards_rows

    order = company.order(code)
    chat = company.sender(who).id

    def read(conn: object) -> Say | None:
        shown = cards_rows.Card(
            id=1, kind="order", ref=str(order.id), company=order.company, chat=chat, thread=None,
            message_id=None, wanted=1, shown=0, attempts=0,
        )  # fmt: skip
        return lay(conn, shown, now=company.now, centres=company.centres)  # type: ignore[arg-type]  # a Connection

    say = company.store.read(read).result()
    assert say is not None
    heard = company.says(who, "/whoami")
    return heard.read(say)


# --- whole conversations -----------------------------------------------------------------------------------------


def test_a_complaint_in_vietnamese_from_the_phone_call_to_the_customers_answer(company: Company) -> None:
    opened = company.says("Tú", "/khieunai khách: chị Hoa; 0901 234 567; bảng bong góc")
    case = company.order("KN-261101")
    assert (case.case, case.parent, case.facts.customer) == ("complaint", None, "chị Hoa")
    assert (case.facts.phone, case.facts.title) == ("0901 234 567", "bảng bong góc")
    assert "Phiếu: Khiếu nại" in opened.answer
    assert "Đã mở phiếu (Tú" in opened.answer
    assert "KN-261101 · chị Hoa: tới lượt Ghi nhận" in opened.told(company.groups["sales"])

    asked = company.taps("Tú", opened, "Gắn đơn")
    assert "Phiếu này của đơn nào?" in asked.answer
    linked = company.says("Tú", "kt-1")
    assert "Đã gắn phiếu vào đơn KT-1" in linked.answer
    case = company.order("KN-261101")
    assert (case.parent, case.facts.customer) == (company.order("KT-1").id, "chị Hoa")

    company.says("Lan", "KN-261101 ghi nhận xong")
    asked = company.says("Lan", "/phieu KN-261101 trả lời khách xong")
    assert "Ý kiến của khách" in asked.answer
    closed = company.says("Lan", "đồng ý đổi bảng mới")
    assert "Phiếu đã xong" in closed.answer
    assert company.order("KN-261101").state is OrderState.CLOSED
    assert "KN-261101 · chị Hoa: phiếu đã xong" in closed.told(company.groups["production"])


def test_a_purchase_request_in_chinese_opened_by_the_stock_check(found: Found) -> None:
    company = found("zh-Hans")
    company.says("Lan", "/kaidan KT-1; 康泰; 招牌")
    made = company.taps("Lan", company.says("Lan", "/gengxin KT-1 查库存 完成"), "缺料")
    assert "已开请购单：KT-1/1 · 康泰" in made.answer
    assert "KT-1/1 · 康泰：轮到询价" in made.told(company.groups["design"])
    case = company.order("KT-1/1")
    assert (case.case, case.parent, case.opened_by) == ("purchase", company.order("KT-1").id, 1)
    done = company.says("Minh", "KT-1/1 询价完成")
    assert done.answer.startswith("KT-1/1 · 康泰")
    listed = company.says("Minh", "/chulidan")
    assert "未办结处理单：1" in listed.answer
    assert "请购单 – " in listed.answer
    company.says("Minh", "/gengxin KT-1/1 到货 完成")
    assert company.order("KT-1/1").state is OrderState.CLOSED
    assert "没有未办结的处理单" in company.says("Minh", "/chulidan").answer


def test_a_suggestion_in_english_asked_for_bit_by_bit(found: Found) -> None:
    company = found("en")
    listed = company.says("Tú", "/case")
    assert "No case is open" in listed.answer
    asked = company.taps("Tú", listed, "Suggestion")
    assert "What is it about?" in asked.answer
    opened = company.says("Tú", "a lamp over the printer")
    assert "Case: Suggestion" in opened.answer
    case = company.order("SK-001")
    assert (case.facts.title, case.facts.customer, case.parent) == ("a lamp over the printer", "", None)
    assert case.stage("look").state is StageState.ACTIVE  # production's own: Tú has it in hand
    done = company.says("Tú", "/case SK-001 look at it done")
    assert "The case is closed." in done.answer


# --- opening -----------------------------------------------------------------------------------------------------


def test_a_complaint_may_begin_with_a_photo_and_no_word(company: Company) -> None:
    opened = company.says("Lan", "/khieunai", attachments=(PHOTO,))
    assert "kèm 1 ảnh" in opened.answer
    [event] = [one for one in company.history(company.order("KN-261101").id) if one.kind is Kind.OPENED]
    assert [one.unique_id for one in event.evidence] == ["p1"]


def test_a_complaint_may_begin_with_a_phone_number_alone(company: Company) -> None:
    company.says("Lan", "/khieunai 0901234567")
    assert company.order("KN-261101").facts.phone == "0901234567"


def test_nothing_at_all_is_asked_for_and_opens_nothing(company: Company) -> None:
    asked = company.says("Lan", "/khieunai")
    assert "Chuyện gì?" in asked.answer
    opened = company.says("Lan", "", attachments=(PHOTO,))
    assert "KN-261101" in opened.answer  # no number was spent on the question


def test_of_an_order_it_is_asked_what_about_and_the_order_tells_the_customer(company: Company) -> None:
    assert "của đơn KT-1 · Khánh Thy" in company.says("Tú", "/khieunai KT-1").answer
    company.says("Tú", "bảng bong góc; khách: chị Hoa")
    case = company.order("KN-261101")
    assert (case.facts.customer, case.facts.contact, case.facts.title) == (
        "Khánh Thy",
        "chị Hoa",
        "bảng bong góc",
    )
    assert case.facts.amount is None


def test_who_opens_a_case_is_not_told_by_it_whom_to_call(company: Company) -> None:
    """Design has nothing to do with this order; by a case of its own it would read what the order's card hides."""
    company.says("Hùng", "/change KT-1 sđt 0909 123 456; địa chỉ 12 Lê Lợi")
    heard = company.says("Minh", "/case khiếu nại KT-1; biển lệch", group="design")
    assert "KN-261101" in heard.answer
    assert "0909" not in heard.answer
    assert "0909" not in company.card("KN-261101", group="design")
    assert "0909" in heard.told(company.groups["sales"])  # which answers the customer

    company.says("Minh", "/case khiếu nại; cửa kẹt; chị Hoa 0911 222 333", group="design")
    assert "0911" in company.card("KN-261102", group="design")  # they have said so themselves


def test_a_line_that_only_sounds_like_an_order_is_what_it_is_about(company: Company) -> None:
    company.says("Lan", "/khieunai khách kêu 20 bộ bị trầy")
    case = company.order("KN-261101")
    assert (case.parent, case.facts.title) == (None, "khách kêu 20 bộ bị trầy")


def test_a_customer_of_several_orders_is_offered_them_afterwards(company: Company) -> None:
    company.says("Lan", "/new KT-2; Khánh Thy; Hộp đèn")
    opened = company.says("Lan", "/khieunai Khánh Thy: đèn không sáng")
    assert company.order("KN-261101").facts.customer == "Khánh Thy"
    assert company.order("KN-261101").facts.title == "đèn không sáng"
    company.taps("Lan", opened, "Của đơn KT-2")
    assert company.order("KN-261101").parent == company.order("KT-2").id


def test_a_kind_that_goes_with_an_order_asks_which(company: Company) -> None:
    asked = company.says("Tú", "/phieu xin mua; 20 tấm mica")
    assert "Phiếu này của đơn nào?" in asked.answer
    company.says("Tú", "KT-1")
    assert company.order("KT-1/1").facts.title == "20 tấm mica"


def test_of_a_case_the_next_one_is_about_the_same_order(company: Company) -> None:
    company.says("Tú", "/phieu xin mua; KT-1; mica")
    company.says("Tú", "/khieunai KT-1/1; mica sai màu")
    assert company.order("KN-261101").parent == company.order("KT-1").id


def test_the_kind_is_asked_with_buttons_and_what_was_said_is_kept(company: Company) -> None:
    asked = company.says("Tú", "/phieu KT-1; bảng bong góc")
    assert "Mở phiếu loại nào?" in asked.answer
    company.taps("Tú", asked, "Khiếu nại")
    assert company.order("KN-261101").facts.title == "bảng bong góc"
    company.says("Tú", "/phieu máy in kêu to")
    company.says("Tú", "sáng kiến")
    assert company.order("SK-001").facts.title == "máy in kêu to"


def test_an_auditor_reads_the_list_and_opens_nothing(company: Company) -> None:
    assert company.says("Soát", "/phieu").labels == {"Của tôi", "Tất cả, cả đã xong"}
    refused = company.says("Soát", "/phieu khiếu nại; bảng bong góc")
    assert "chỉ xem" in refused.answer
    assert not company.says("Lan", "/phieu").answer.count("KN-")


def test_the_list_is_of_one_kind_of_ones_own_or_of_all_there_were(company: Company) -> None:
    company.says("Lan", "/phieu khiếu nại; KT-1; bảng bong góc")  # lies with sales
    company.says("Tú", "/phieu xin mua; KT-1; mica")  # lies with purchasing
    company.says("Minh", "/phieu sáng kiến; dán nhãn dao")  # lies with production
    company.taps("Điệp", company.says("Điệp", "/cancel KT-1/1 hết cần"), "Huỷ phiếu")

    def listed(who: str, line: str) -> set[str]:
        answer = company.says(who, line).answer
        return {code for code in ("KN-261101", "KT-1/1", "SK-001") if code in answer}

    assert listed("Lan", "/phieu") == {"KN-261101", "SK-001"}
    assert listed("Lan", "/phieu tất cả") == {"KN-261101", "KT-1/1", "SK-001"}
    assert listed("Lan", "/phieu xin mua tất cả") == listed("Lan", "/phieu tất cả xin mua") == {"KT-1/1"}
    assert listed("Lan", "/chulidan 客訴單 未完") == {"KN-261101"}
    assert listed("Lan", "/phieu khiếu nại của tôi") == {"KN-261101"}
    assert listed("Lan", "/case mine") == {"KN-261101"}
    assert listed("Minh", "/phieu của tôi") == {"SK-001"}  # opened by him
    assert listed("Tú", "/phieu của tôi") == {"SK-001"}  # lies with her
    none = company.says("Thu", "/phieu của tôi")
    assert "Không có phiếu nào bạn mở" in none.answer
    assert "KT-1/1" in company.taps("Thu", none, "Tất cả").answer
    assert "Khiếu nại đang mở: 1" in company.says("Thu", "/phieu khiếu nại đang mở").answer


def test_the_code_of_no_case_is_said_to_be_unknown(company: Company) -> None:
    company.says("Tú", "/phieu xin mua; KT-1; mica")
    company.says("Lan", "/phieu khiếu nại; bảng bong góc")
    for line in ("/case KT-1/7 xong", "/case KT-1/7", "/phieu KN-261109 ghi nhận xong"):
        assert f"Không có đơn hay phiếu nào mã “{line.split()[1]}”" in company.says("Minh", line).answer
    near = company.says("Minh", "/phieu KN-261109 ghi nhận xong")
    assert "KN-261101" in near.answer
    assert "KN-261101" in near.labels
    assert "loại nào" in company.says("Minh", "/phieu LED5050 cháy hết").answer  # what it is about


def test_a_case_coded_after_its_order_is_not_the_order_of_that_number(company: Company) -> None:
    company.says("Lan", "/new KT-11; Mai Linh; Hộp đèn")
    company.says("Tú", "/phieu xin mua; KT-1; mica")
    assert company.order("KT-1/1").case == "purchase"
    assert company.order("KT-11").case == ""
    assert company.says("Minh", "KT-1/1 hỏi giá 50%").answer.startswith("KT-1/1 ·")
    assert company.says("Lan", "KT-11 kiểm kho 50%").answer.startswith("KT-11 ·")


def test_a_share_behind_an_order_is_still_a_share(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Mai Linh; Hộp đèn")
    assert "120/200" in company.says("Lan", "2411 120/200").answer
    company.says("Tú", "/phieu xin mua; KT-2411; mica")
    assert company.says("Minh", "2411/1 hỏi giá 5/9").answer.startswith("KT-2411/1 ·")


def test_the_end_of_a_code_and_a_customers_name_mean_the_order_and_not_its_case(company: Company) -> None:
    company.says("Lan", "/new H261101; Mai Linh; Hộp đèn")
    company.says("Lan", "/khieunai H261101; vỡ đèn")
    assert company.says("Lan", "261101 kiểm kho 50%").answer.startswith("H261101 ·")
    assert company.says("Lan", "Mai Linh kiểm kho 60%").answer.startswith("H261101 ·")
    assert company.says("Lan", "KN-261101 ghi nhận 10%").answer.startswith("KN-261101 ·")


def test_a_rating_is_tapped_or_typed_and_stays_on_its_scale(company: Company) -> None:
    company.says("Lan", "/phieu ý kiến khách; KT-1; gọi hỏi")
    asked = company.says("Lan", "YK-001 hỏi khách xong")
    assert "Gõ một số từ 1 đến 5" in asked.answer
    assert {"1", "2", "3", "4", "5"} <= asked.labels
    again = company.says("Lan", "9")
    assert "Gõ một số từ 1 đến 5" in again.answer
    assert company.order("YK-001").state is OrderState.OPEN
    done = company.taps("Lan", again, "4")
    assert "Điểm: 4" in done.answer
    assert company.order("YK-001").stage("ask").fields == {"rating": "4"}


# --- linking -----------------------------------------------------------------------------------------------------


def test_an_order_typed_behind_a_case_links_them(company: Company) -> None:
    company.says("Lan", "/khieunai 0901234567")
    linked = company.says("Lan", "/phieu KN-261101 KT-1")
    assert "Đã gắn phiếu vào đơn KT-1" in linked.answer
    assert company.order("KN-261101").facts.customer == "Khánh Thy"
    company.taps("Lan", linked, "Hoàn tác")
    case = company.order("KN-261101")
    assert (case.parent, case.facts.customer) == (None, "")


def test_a_case_coded_after_its_order_belongs_to_it_for_good(company: Company) -> None:
    company.says("Lan", "/new KT-2; Mai Linh; Hộp đèn")
    company.says("Tú", "/phieu xin mua; KT-1; mica")
    refused = company.says("Tú", "/phieu KT-1/1 KT-2")
    assert "đi theo một đơn" in refused.answer
    assert company.order("KT-1/1").parent == company.order("KT-1").id


def test_an_order_is_linked_to_nothing(company: Company) -> None:
    company.says("Lan", "/new KT-2; Mai Linh; Hộp đèn")
    order = company.order("KT-1").id
    refused = company.forges("Lan", f"cn:{order}:::{company.order('KT-2').id}")
    assert "không phải phiếu" in refused.answer


# --- opened by a choice ------------------------------------------------------------------------------------------


def test_the_choice_opens_its_case_once_and_the_order_goes_on(company: Company) -> None:
    made = stocked(company)
    assert "Đã mở phiếu Đề nghị mua: KT-1/1 · Khánh Thy" in made.answer
    assert company.order("KT-1").stage("making").state is StageState.OFFERED
    [event] = [one for one in company.history(company.order("KT-1").id) if one.kind is Kind.CASE_OPENED]
    assert event.data == {"case": "purchase", "code": "KT-1/1"}


def test_a_kind_that_has_left_the_file_is_not_opened_and_the_answer_stands(company: Company) -> None:
    """The order keeps the workflow it began with; its choice names a kind the company has no more."""
    centre = company.centre.model_copy(
        update={"cases": tuple(one for one in company.centre.cases if one.id != "purchase")}
    )
    company.centres = Centres([centre])
    company.around = replace(company.around, centres=company.centres)
    made = stocked(company)
    assert "Không mở được phiếu “purchase”: công ty không còn dùng loại phiếu này" in made.answer
    assert company.order("KT-1").flags == {"short"}
    assert company.order("KT-1").stage("making").state is StageState.OFFERED
    company.taps("Lan", made, "Hoàn tác")
    assert company.order("KT-1").flags == set()
    assert "kiểm kho" in company.says("Lan", "/lichsu KT-1").answer.casefold()


def test_another_choice_opens_nothing(company: Company) -> None:
    assert "phiếu" not in stocked(company, "Đủ hàng").answer
    assert "Không có phiếu nào" in company.says("Lan", "/phieu").answer


def test_taking_back_the_answer_takes_back_its_case_and_those_told_hear_it(company: Company) -> None:
    made = stocked(company)
    company.delivers(made)
    undone = company.taps("Lan", made, "Hoàn tác")
    assert "Đã bỏ phiếu Đề nghị mua KT-1/1" in undone.answer
    assert company.order("KT-1/1").state is OrderState.CANCELLED
    assert "KT-1/1" in undone.told(company.groups["design"])
    again = stocked(company)
    assert "KT-1/2" in again.answer


def test_an_answer_whose_case_was_worked_on_stands(company: Company) -> None:
    made = stocked(company)
    company.says("Minh", "KT-1/1 hỏi giá xong")
    refused = company.taps("Lan", made, "Hoàn tác")
    assert "Phiếu KT-1/1 đã có người làm" in refused.answer
    assert company.order("KT-1").stage("stock").state is StageState.DONE
    assert company.order("KT-1/1").state is OrderState.OPEN


def test_the_opening_of_a_case_is_taken_back_to_a_draft_that_can_be_thrown_away(company: Company) -> None:
    opened = company.says("Lan", "/khieunai KT-1; bảng bong góc")
    undone = company.taps("Lan", opened, "Hoàn tác")
    assert company.order("KN-261101").state is OrderState.DRAFT
    company.taps("Lan", undone, "Bỏ")
    assert company.order("KN-261101").state is OrderState.CANCELLED


# --- where cases are seen ----------------------------------------------------------------------------------------


def test_the_board_keeps_cases_apart_and_counts_orders_alone(company: Company) -> None:
    company.says("Lan", "/khieunai KT-1; bảng bong góc")
    board = company.says("Điệp", "/bang").answer
    orders, cases = board.split("📄")
    assert "1 đơn đang chạy" in orders
    assert "KN-261101" not in orders
    assert "Khiếu nại – " in cases
    assert "KN-261101 · Khánh Thy · Ghi nhận" in cases


def test_figures_are_of_orders_and_work_is_of_both(company: Company) -> None:
    company.says("Lan", "/khieunai KT-1; bảng bong góc")
    live = company.store.read(lambda conn: figures_rows.live_orders(conn, company.centre.id)).result()
    assert [one.code for one in live] == ["KT-1"]
    assert "KN-261101" in company.says("Lan", "/viec").answer


def test_the_card_of_an_order_shows_its_cases_and_that_of_a_case_its_order(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/khieunai KT-1; bảng bong góc")
    shown = card(company, "Lan", "KT-1")
    assert "📄 Đề nghị mua KT-1/1: Hỏi giá" in shown
    assert "📄 Khiếu nại KN-261101: Ghi nhận" in shown
    company.says("Điệp", "/huy KN-261101")
    assert "Phiếu: Khiếu nại, của đơn KT-1 · Khánh Thy" in card(company, "Lan", "KN-261101")


def test_the_story_of_an_order_tells_of_its_cases(company: Company) -> None:
    company.says("Tú", "/khieunai KT-1; bảng bong góc")
    company.passes(hours=1)
    company.says("Lan", "KN-261101 ghi nhận xong")
    company.says("Lan", "KN-261101 trả lời khách xong")
    company.says("Lan", "đồng ý")
    story = company.says("Lan", "/lichsu KT-1").answer
    assert "Tú: mở phiếu Khiếu nại KN-261101 “bảng bong góc”" in story
    assert "10:00 Lan: xong phiếu Khiếu nại KN-261101" in story
    own = company.says("Lan", "/lichsu KN-261101").answer
    assert "Tú: mở phiếu" in own


# --- an order waits for a case -----------------------------------------------------------------------------------


def waiting(company: Company) -> Heard:
    """KT-1 is in production, which waits for a purchase request."""
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    company.says("Minh", "KT-1/1 hỏi giá xong")
    opened = company.says("Tú", "/phieu xin mua; KT-1; mica trong")
    return company.taps("Tú", opened, "Đơn chờ phiếu này")


def test_the_stage_is_stuck_by_the_case_and_whoever_has_the_case_answers(company: Company) -> None:
    held = waiting(company)
    assert "Sản xuất kẹt: Đề nghị mua (KT-1/2), Mua hàng đang gỡ" in held.answer
    hold = company.order("KT-1").stage("making").hold
    assert hold is not None
    assert (hold.kind, hold.department, hold.case) == ("purchase", "design", company.order("KT-1/2").id)
    assert "Sản xuất kẹt (Đề nghị mua)" in held.told(company.groups["design"])


def test_the_end_of_the_case_lets_the_stage_go_on_and_its_department_hears_it(company: Company) -> None:
    waiting(company)
    company.says("Minh", "KT-1/2 hỏi giá xong")
    assert company.order("KT-1").stage("making").hold is not None
    ended = company.says("Minh", "KT-1/2 hàng về xong")
    assert "Phiếu đã xong" in ended.answer
    assert "KT-1 · Khánh Thy: Sản xuất làm tiếp được rồi." in ended.answer
    told = ended.told(company.groups["production"])
    assert "KT-1 · Khánh Thy: Sản xuất làm tiếp được rồi, phiếu KT-1/2 đã kết thúc" in told
    assert company.order("KT-1").stage("making").hold is None
    story = company.says("Lan", "/lichsu KT-1").answer
    assert "bot: Sản xuất, gỡ kẹt (phiếu KT-1/2 đã kết thúc)" in story


def test_another_case_ends_and_the_order_waits_on(company: Company) -> None:
    waiting(company)
    ended = company.says("Minh", "KT-1/1 hàng về xong")
    assert "làm tiếp" not in ended.answer
    assert company.order("KT-1").stage("making").hold is not None


def test_a_cancelled_case_holds_nothing_up(company: Company) -> None:
    waiting(company)
    asked = company.says("Điệp", "/huy KT-1/2 không cần nữa")
    gone = company.taps("Điệp", asked, "Huỷ")
    assert "Sản xuất làm tiếp được rồi" in gone.answer
    assert company.order("KT-1").stage("making").hold is None


def test_taking_back_the_end_of_a_case_lets_the_order_wait_again(company: Company) -> None:
    waiting(company)
    company.says("Minh", "KT-1/2 hỏi giá xong")
    ended = company.says("Minh", "KT-1/2 hàng về xong")
    undone = company.taps("Minh", ended, "Hoàn tác")
    assert "Sản xuất lại chờ phiếu này" in undone.answer
    hold = company.order("KT-1").stage("making").hold
    assert hold is not None
    assert hold.case == company.order("KT-1/2").id


def test_work_that_went_on_since_is_not_stopped_again(company: Company) -> None:
    waiting(company)
    company.says("Minh", "KT-1/2 hỏi giá xong")
    ended = company.says("Minh", "KT-1/2 hàng về xong")
    company.says("Tú", "KT-1 sản xuất 50%")
    undone = company.taps("Minh", ended, "Hoàn tác")
    assert "lại chờ" not in undone.answer
    assert company.order("KT-1/2").state is OrderState.OPEN
    assert company.order("KT-1").stage("making").hold is None


def test_a_paused_order_is_let_go_on_by_its_case_too(company: Company) -> None:
    waiting(company)
    asked = company.says("Điệp", "/huy KT-1 khách chưa chốt")
    company.taps("Điệp", asked, "Tạm dừng")
    assert company.order("KT-1").state is OrderState.PAUSED
    company.says("Minh", "KT-1/2 hỏi giá xong")
    company.says("Minh", "KT-1/2 hàng về xong")
    assert company.order("KT-1").stage("making").hold is None


def test_who_may_stop_no_stage_of_the_order_is_told_who_may(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    opened = company.says("Minh", "/phieu xin mua; KT-1; mica")
    refused = company.taps("Minh", opened, "Đơn chờ phiếu này")
    assert "không có công đoạn nào đang làm mà bạn báo kẹt được" in refused.answer


def test_a_case_that_has_ended_is_waited_for_by_nobody(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    opened = company.says("Tú", "/phieu xin mua; KT-1; mica")
    company.says("Minh", "KT-1/2 hỏi giá xong")
    company.says("Minh", "KT-1/2 hàng về xong")
    refused = company.taps("Tú", opened, "Đơn chờ phiếu này")
    assert company.order("KT-1").stage("making").hold is None
    assert "KT-1/2" in refused.answer


def test_a_case_that_an_order_waits_for_stays_with_it(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    company.says("Lan", "/new KT-2; Mai Linh; Hộp đèn; 25/12")
    opened = company.says("Tú", "/khieunai KT-1; khách đổi ý")
    company.taps("Tú", opened, "Đơn chờ phiếu này")
    refused = company.says("Tú", "/phieu KN-261101 KT-2")
    assert "Đơn KT-1 đang chờ phiếu này" in refused.answer
    assert company.order("KN-261101").parent == company.order("KT-1").id


def test_whoever_says_that_a_stage_is_stuck_may_say_for_which_case(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    shown = company.says("Tú", "/update KT-1 sản xuất 10%")
    asked = company.taps("Tú", shown, "Kẹt")
    held = company.taps("Tú", asked, "Chờ phiếu KT-1/1")
    assert "Sản xuất kẹt: Đề nghị mua (KT-1/1)" in held.answer


# --- what a case is called ---------------------------------------------------------------------------------------


def test_a_closed_case_is_not_called_an_order(company: Company) -> None:
    company.says("Tú", "/phieu sáng kiến; lắp đèn")
    company.says("Tú", "SK-001 xem xét xong")
    company.passes(hours=1)
    refused = company.says("Điệp", "/huy SK-001 nhầm")
    assert "Phiếu này đã xong và đóng" in refused.answer


def test_an_order_is_not_given_the_code_of_a_case(company: Company) -> None:
    company.says("Tú", "/phieu xin mua; KT-1; mica")
    refused = company.says("Lan", "/new KT-1/1; Mai Linh; Hộp đèn; 25/12")
    assert "Hộp đèn" not in refused.answer
    assert company.order("KT-1/1").case == "purchase"


def test_the_pictures_of_an_album_go_with_the_case(company: Company) -> None:
    from tests.support.company import FILE

    company.says("Lan", "/khieunai KT-1; bong góc", attachments=(PHOTO,), album="a1")
    company.says("Lan", "", attachments=(FILE,), album="a1")
    [event] = [one for one in company.history(company.order("KN-261101").id) if one.kind is Kind.OPENED]
    assert [one.kind for one in event.evidence] == ["photo", "file"]


def test_a_customer_who_has_no_order_running_is_known_by_their_case(company: Company) -> None:
    company.says("Lan", "/khieunai khách: Chị Hoa; bảng bong góc")
    assert company.says("Lan", "Chị Hoa ghi nhận 50%").answer.startswith("KN-261101 ·")


def test_of_several_lines_each_tells_what_it_set_off(company: Company) -> None:
    waiting(company)
    company.says("Minh", "KT-1/2 hỏi giá xong")
    ended = company.says("Minh", "/capnhat KT-1/1 hàng về xong\nKT-1/2 hàng về xong")
    first, second = ended.answer.splitlines()
    assert "làm tiếp" not in first
    assert "Sản xuất làm tiếp được rồi" in second
    assert "phiếu KT-1/2 đã kết thúc" in ended.told(company.groups["production"])


def test_an_answer_taken_back_while_its_case_is_worked_on_leaves_one_truth(company: Company) -> None:
    made = stocked(company)
    with ThreadPoolExecutor(2) as both:
        undone = both.submit(company.taps, "Lan", made, "Hoàn tác")
        worked = both.submit(company.says, "Minh", "KT-1/1 hỏi giá xong")
        undone.result(), worked.result()
    order, case = company.order("KT-1"), company.order("KT-1/1")
    stands = order.stage("stock").state is StageState.DONE
    assert case.state is (OrderState.OPEN if stands else OrderState.CANCELLED)
    assert (case.stage("quote").state is StageState.DONE) == stands


def test_a_case_that_ends_while_the_order_begins_to_wait_for_it_holds_nothing_up(company: Company) -> None:
    stocked(company)
    company.says("Tú", "/nhan KT-1 sản xuất")
    opened = company.says("Tú", "/phieu xin mua; KT-1; mica")
    company.says("Minh", "KT-1/2 hỏi giá xong")
    with ThreadPoolExecutor(2) as both:
        waits = both.submit(company.taps, "Tú", opened, "Đơn chờ phiếu này")
        ended = both.submit(company.says, "Minh", "KT-1/2 hàng về xong")
        waits.result(), ended.result()
    assert company.order("KT-1/2").state is OrderState.CLOSED
    assert company.order("KT-1").stage("making").hold is None
