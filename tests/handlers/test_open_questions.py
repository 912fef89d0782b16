"""What is typed while a question is open: its answer, a report of its own, or never mind."""

import pytest

from orders.order import StageState
from tests.support.company import FILE, Company


@pytest.fixture
def asked(company: Company) -> Company:
    """KT-2411 and KT-2412 are in fabrication; KT-2500 is with design, its drawing and its place unknown."""
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    company.says("Lan", "/new KT-2500; Hoàng Gia; Biển mica")
    company.says("Lan", "/update KT-2500 nhận đơn xong")
    company.says("Minh", "/confirm KT-2500 thiết kế")
    company.says("Minh", "/confirm KT-2500 vị trí sản xuất")
    return company


def hold_asked(company: Company, code: str = "2411") -> None:
    """Tú was asked why the machine stands still."""
    menu = company.taps("Tú", company.says("Tú", f"/hold {code} gia công"), "Máy hỏng")
    assert "Thôi" in list(menu.keys())


def test_a_private_line_beginning_with_an_order_never_answers_an_open_question(asked: Company):
    hold_asked(asked)
    asked.says("Tú", "KT-2412 gia công xong")
    assert asked.order("KT-2412").stage("fabrication").state is StageState.DONE
    assert asked.order("KT-2411").stage("fabrication").hold is None
    asked.says("Tú", "đứt dây curoa")
    hold = asked.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert hold.reason == "đứt dây curoa", "the question stayed open"


ASKING = {
    "hold": ("Tú", ("/hold 2411 gia công",), "Máy hỏng"),
    "decline": ("Minh", ("/return KT-2500 thiết kế",), ""),
    "place": ("Minh", ("/update KT-2500 vị trí sản xuất xong",), ""),
    "drawing": ("Minh", ("/update KT-2500 thiết kế xong",), ""),
    "pause": ("Điệp", ("/cancel KT-2411",), "Tạm dừng"),
    "change": ("Điệp", ("/change KT-2411",), "Yêu cầu"),
    "new": ("Điệp", ("/new Minh Long",), ""),
}
LINES = (
    "KT-2412 gia công 70%", "2412 70%", "kt2412 kẹt thiếu mica", "2412", "412 gia công mai xong", "Khánh Thy gia công 30%",
    "KT-9999 xong", "kt 2412 chưa xong",
)  # fmt: skip


@pytest.mark.parametrize("question", ASKING)
def test_no_question_takes_a_line_on_another_order_for_its_answer(asked: Company, question: str):
    who, words, label = ASKING[question]
    heard = [asked.says(who, one) for one in words][-1]
    if label:
        heard = asked.taps(who, heard, label)
    codes = ("KT-2411", "KT-2500")
    before = [asked.order(code) for code in codes]
    facts = question in {"new", "change"}
    for line in LINES:
        if facts and line.startswith(("Khánh Thy", "KT-9999")):
            continue  # a customer's name, or a code of no order, may be what was asked for
        asked.says(who, line)
        assert [asked.order(code) for code in codes] == before, line


def test_an_address_is_no_report_although_an_order_ends_in_its_number(asked: Company):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    asked.says("Minh", "412 Lê Lợi")
    assert asked.order("KT-2500").stage("placement").fields == {"place": "412 Lê Lợi"}


@pytest.mark.parametrize("words", ["Hoc Mon workshop", "xuong Hoc Mon"])
def test_a_place_that_ends_like_a_weekday_is_taken_as_said(asked: Company, words: str):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    asked.says("Minh", words)
    assert asked.order("KT-2500").stage("placement").fields == {"place": words}


@pytest.mark.parametrize("words", ["Next Mon", "Finish Mon", "mon", "mai mới biết, Mon"])
def test_a_weekday_is_no_place(asked: Company, words: str):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    asked.says("Minh", words)
    assert asked.order("KT-2500").stage("placement").state is StageState.ACTIVE


@pytest.mark.parametrize("words", ["chưa biết, mai mới chọn", "mai mới có", "ở đâu?", "还没定"])
def test_a_field_is_not_closed_by_words_that_do_not_know_it(asked: Company, words: str):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    heard = asked.says("Minh", words)
    assert asked.order("KT-2500").stage("placement").state is StageState.ACTIVE
    assert "chưa cho biết Nơi sản xuất" in heard.answer
    asked.says("Minh", "Xưởng Bình Tân")
    assert asked.order("KT-2500").stage("placement").state is StageState.DONE


@pytest.mark.parametrize("words", ["陈志明 的车间", "三次换刀后那台", "按编号分", "120 bộ mỗi tuần"])
def test_words_that_only_sound_like_a_time_are_an_answer(asked: Company, words: str):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    asked.says("Minh", words)
    assert asked.order("KT-2500").stage("placement").fields == {"place": words}


def test_what_looks_like_no_answer_is_written_down_by_button(asked: Company):
    asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    heard = asked.says("Minh", "xưởng mới, tuần sau còn trống")
    assert asked.order("KT-2500").stage("placement").state is StageState.ACTIVE
    asked.taps("Minh", heard, "cứ ghi")
    placement = asked.order("KT-2500").stage("placement")
    assert placement.state is StageState.DONE
    assert placement.fields == {"place": "xưởng mới, tuần sau còn trống"}


@pytest.mark.parametrize(
    "words",
    [
        "thôi",
        "Thôi.",
        "thoi",
        "thôi không trả nữa",
        "bỏ qua",
        "huỷ",
        "không cần",
        "算了",
        "取消",
        "Cancel",
        "never mind",
    ],
)
def test_never_mind_closes_a_question_and_changes_nothing(asked: Company, words: str):
    asked.says("Minh", "/return KT-2500 thiết kế")
    menu = asked.says("Tú", "/return KT-2411 gia công")
    asked.taps("Tú", menu, "Thiết kế")
    before = asked.order("KT-2411")
    heard = asked.says("Tú", words)
    assert "bỏ câu hỏi" in heard.answer
    asked.says("Tú", "sai kích thước")
    assert asked.order("KT-2411") == before


@pytest.mark.parametrize("words", ["thời tiết xấu", "thoi tiet xau", "huỷ vì khách đổi ý"])
def test_a_reason_that_only_looks_like_never_mind_is_a_reason(asked: Company, words: str):
    hold_asked(asked)
    asked.says("Tú", words)
    hold = asked.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert hold.reason == words


def test_a_question_is_let_go_by_its_button_and_says_so_in_its_place(asked: Company):
    question = asked.says("Minh", "/update KT-2500 vị trí sản xuất xong")
    heard = asked.taps("Minh", question, "Thôi")
    assert heard.says[0].edits is not None
    assert "bỏ câu hỏi" in heard.answer
    asked.says("Minh", "Xưởng Bình Tân")
    assert asked.order("KT-2500").stage("placement").state is StageState.ACTIVE


def test_words_instead_of_the_drawing_are_a_report_and_the_question_stays(asked: Company):
    asked.says("Minh", "/update KT-2500 thiết kế xong")
    asked.says("Minh", "70%")
    assert asked.order("KT-2500").stage("design").percent == 70
    asked.says("Minh", "vị trí sản xuất 20%")
    order = asked.order("KT-2500")
    assert (order.stage("design").percent, order.stage("placement").percent) == (70, 20)
    asked.says("Minh", "", attachments=(FILE,))
    assert asked.order("KT-2500").stage("design").state is StageState.DONE


def test_a_field_said_in_the_same_line_is_offered(asked: Company):
    heard = asked.says("Minh", "/update KT-2500 vị trí sản xuất xong, xưởng Bình Tân")
    asked.taps("Minh", heard, "xưởng Bình Tân")
    record = asked.order("KT-2500").stage("placement")
    assert (record.state, record.fields) == (StageState.DONE, {"place": "xưởng Bình Tân"})


def test_a_done_word_in_chinese_is_not_cut_in_two(asked: Company):
    heard = asked.says("Minh", "/update KT-2500 生产位置 完成")
    assert heard.labels == {"Thôi"}
    heard = asked.says("Minh", "/update KT-2500 生产位置 完成，平新厂")
    assert "Nơi sản xuất: 平新厂" in heard.labels


def test_words_that_were_done_by_button_keep_what_was_said_besides(asked: Company):
    unclear = asked.says("Minh", "KT-2500 vị trí sản xuất xong xưởng Bình Tân")
    heard = asked.taps("Minh", unclear, "Xong")
    asked.taps("Minh", heard, "xưởng Bình Tân")
    assert asked.order("KT-2500").stage("placement").fields == {"place": "xưởng Bình Tân"}
    unclear = asked.says("Tú", "KT-2411 gia công xong mà còn lỗi góc")
    asked.taps("Tú", unclear, "Xong")
    notes = [event.note for event in asked.history(asked.order("KT-2411").id)]
    assert any("còn lỗi góc" in note for note in notes)


@pytest.mark.parametrize(("words", "label"), [("tuần sau xong", "T4"), ("sáng thứ 2 xong", "30/11")])
def test_a_day_that_may_be_several_is_asked_with_buttons(asked: Company, words: str, label: str):
    heard = asked.says("Tú", f"/update 2411 gia công {words}")
    asked.taps("Tú", heard, label)
    assert asked.order("KT-2411").stage("fabrication").estimate is not None


def test_the_answer_of_somebody_else_is_told_whose_question_it_is(asked: Company):
    heard = asked.says("Tú", "/update 2411 gia công xong mà còn lỗi góc", group="production")
    other = asked.taps("Bảo", heard, "Xong", group="production")
    assert "Câu này hỏi Tú" in other.answer
    assert asked.order("KT-2411").stage("fabrication").state is StageState.ACTIVE
    asked.taps("Tú", heard, "Xong", group="production")
    assert asked.order("KT-2411").stage("fabrication").state is StageState.DONE


@pytest.mark.parametrize("words", ["kẹt", "bị kẹt rồi", "卡住了", "stuck"])
def test_a_hold_without_a_reason_asks_for_it(asked: Company, words: str):
    kinds = asked.says("Tú", f"/update 2411 gia công {words}")
    asked.taps("Tú", kinds, "Máy hỏng")
    assert asked.order("KT-2411").stage("fabrication").hold is None
    asked.says("Tú", "đứt dây curoa")
    hold = asked.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.reason) == ("machine", "đứt dây curoa")


@pytest.mark.parametrize("words", ["đã nhận", "收到", "ok"])
def test_a_receipt_said_twice_is_known(asked: Company, words: str):
    heard = asked.says("Tú", f"/update 2411 gia công {words}")
    assert "Đã ghi rồi" in heard.answer


def test_cancelling_is_asked_only_of_those_who_may(asked: Company):
    heard = asked.says("Tú", "/cancel KT-2411 hết vật tư")
    assert "không có quyền" in heard.answer
    assert "Huỷ đơn" not in list(heard.keys())


def test_a_stage_that_has_not_begun_cannot_be_given_back(asked: Company):
    heard = asked.says("Tú", "/return KT-2411 lắp ráp sai rồi")
    assert "Chưa tới Lắp ráp" in heard.answer


def test_undo_after_an_undo_finds_the_move_before(asked: Company):
    asked.passes(minutes=1)
    asked.says("Tú", "/update 2411 gia công 40%")
    asked.passes(minutes=1)
    asked.says("Tú", "/update 2412 gia công 50%")
    asked.taps("Tú", asked.says("Tú", "/undo"), "Hoàn tác")
    assert asked.order("KT-2412").stage("fabrication").percent is None
    asked.taps("Tú", asked.says("Tú", "/undo"), "Hoàn tác")
    assert asked.order("KT-2411").stage("fabrication").percent is None


def test_a_coordinator_is_told_how_to_undo_what_others_did(asked: Company):
    asked.says("Tú", "/update 2411 gia công 40%")
    heard = asked.says("Điệp", "/undo 2411")
    assert "/hoantac KT-2411" in heard.answer
    asked.says("Điệp", "/undo 2411 gia công")
    assert asked.order("KT-2411").stage("fabrication").percent is None
