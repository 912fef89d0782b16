"""/update: progress in every form people type it, and what is asked back instead of being guessed."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.incoming import Attachment
from orders.events import Kind
from orders.order import StageState
from orders.quantities import Quantity
from tests.support.company import FILE, PHOTO, Company


def opened(company: Company, code: str = "KT-2411", customer: str = "Khánh Thy") -> None:
    company.says("Lan", f"/new {code}; {customer}; Biển alu 3x5m")


def received(company: Company, code: str = "KT-2411", customer: str = "Khánh Thy") -> None:
    """Design has both its stages in hand."""
    opened(company, code, customer)
    company.says("Lan", f"/update {code} nhận đơn xong")
    company.says("Minh", f"/confirm {code} thiết kế")
    company.says("Minh", f"/confirm {code} vị trí sản xuất")
    company.passes(minutes=30)


@pytest.mark.parametrize(
    "words",
    [
        "/update KT-2411 gia công xong",
        "/capnhat 2411 in xong đã giao 20 bộ",
        "/gengxin KT-2411 印刷 完成",
        "/update kt2411 gia cong xong",
        "/update 2411 加工 做好了",
        "/update 2411 fabrication done",
        "/update Khánh Thy gia công xong rồi",
        "/update khanh thy in xong",
        "/update 2411 gia công",
        "/update@dieuphoi_bot 2411 gia công xong",
        unicodedata.normalize("NFD", "/update KT-2411 gia công đã xong"),
    ],
)
def test_done_is_understood_in_every_spelling(company: Company, words: str) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", words, group="production")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE, heard.answer
    assert "Gia công: xong (Tú" in heard.answer
    assert "Lắp ráp: Vận hành – Sản xuất đang làm" in heard.answer


@pytest.mark.parametrize(
    "words",
    [
        "gia công chưa xong",
        "gia công gần xong",
        "gia công mai xong",
        "gia công xong chưa?",
        "gia công 没完成",
        "加工 快好了",
        "加工 好了吗",
        "gia công xong 60%",
        "gia công not done yet",
        "gia công xong nửa",
        "gia công đã xong đâu",
        "gia công 120/200",
        "gia công",
    ],
)
def test_what_is_not_done_never_closes_a_stage(company: Company, words: str) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", f"2411 {words}")
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_a_percentage_is_recorded_and_shown(company: Company) -> None:
    """Lesson 8: the receipt names order, stage and time."""
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/capnhat 2411 gia công 60%")
    assert company.order("KT-2411").stage("fabrication").percent == 60
    assert f"Gia công: 60% (Tú, {company.now.astimezone(company.centre.zone):%H:%M}" in heard.answer
    assert "KT-2411" in heard.answer


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("120/200", Quantity(done=120, total=200)),
        ("120/200 bộ", Quantity(done=120, total=200, unit="bộ")),
        ("đạt 117 hỏng 3", Quantity(done=117, rejected=3)),
        ("良品117 不良3", Quantity(done=117, rejected=3)),
    ],
)
def test_pieces_are_counted_good_and_rejected_apart(company: Company, words: str, quantity: Quantity) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", f"/update 2411 gia công {words}")
    assert company.order("KT-2411").stage("fabrication").quantity == quantity
    assert str(quantity.done) in heard.answer


def test_more_pieces_than_there_are_is_refused(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công 210/200")
    assert company.order("KT-2411").stage("fabrication").quantity is None
    assert "200" in heard.answer


def test_an_estimate_is_kept_and_echoed_with_its_weekday(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công t6 xong")
    assert company.order("KT-2411").stage("fabrication").estimate == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert "hẹn xong 17:00 T6 27/11" in heard.answer


def test_not_yet_is_a_report_too_and_kept_in_its_own_words(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công chưa xong")
    assert "đã ghi" in heard.answer
    assert "chưa xong" in heard.answer
    assert company.history(company.order("KT-2411").id)[-1].kind is Kind.REPORTED


def test_a_question_is_answered_and_changes_nothing(company: Company) -> None:
    company.in_fabrication("KT-2411")
    version = company.order("KT-2411").version
    heard = company.says("Lan", "/update 2411 gia công xong chưa?")
    assert "Gia công: Vận hành – Sản xuất đang làm" in heard.answer
    assert company.order("KT-2411").version == version


def test_several_lines_are_several_reports_with_one_answer(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    heard = company.says("Tú", "/update\nKT-1 gia công 60%\n- KT-2 gia công xong\nKT-2699 gia công xong")
    assert company.order("KT-1").stage("fabrication").percent == 60
    assert company.order("KT-2").stage("fabrication").state is StageState.DONE
    one, two, three = heard.answer.split("\n")
    assert one.startswith("1. KT-1")
    assert two.startswith("2. KT-2")
    assert "xong" in two
    assert "Không có đơn" in three


def test_a_refused_line_leaves_the_others_recorded(company: Company) -> None:
    company.in_fabrication("KT-1")
    heard = company.says("Minh", "/update\nKT-1 gia công xong\nKT-1 thiết kế 50%")
    assert company.order("KT-1").stage("fabrication").state is StageState.ACTIVE
    assert "là việc của Vận hành – Sản xuất" in heard.answer


def test_a_line_that_looks_like_an_order_never_sinks_into_the_one_above(company: Company) -> None:
    company.in_fabrication("KT-1")
    heard = company.says("Tú", "/update KT-1 gia công 60%\nKT-2618 xong")
    assert "Không có đơn" in heard.answer
    assert company.order("KT-1").stage("fabrication").state is StageState.ACTIVE


def test_a_line_without_an_order_belongs_to_the_report_above_it(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.says("Tú", "/update KT-1 gia công 60%\ncòn chờ sơn khô")
    last = company.history(company.order("KT-1").id)[-1]
    assert "còn chờ sơn khô" in last.note


def test_without_a_stage_the_only_one_of_ones_own_is_meant(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 xong")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_which_of_several_stages_is_asked_and_then_done(company: Company) -> None:
    received(company)
    heard = company.says("Minh", "/update 2411 60%")
    assert {"Thiết kế", "Vị trí sản xuất"} <= heard.labels
    company.taps("Minh", heard, "Thiết kế")
    order = company.order("KT-2411")
    assert order.stage("design").percent == 60
    assert order.stage("placement").percent is None


def test_which_of_several_orders_is_asked_and_then_done(company: Company) -> None:
    received(company, "KT-1", "Khánh Thy")
    received(company, "KT-2", "Khánh Thy")
    heard = company.says("Minh", "/update khánh thy thiết kế 60%")
    company.taps("Minh", heard, "KT-2")
    assert company.order("KT-2").stage("design").percent == 60
    assert company.order("KT-1").stage("design").percent is None


def test_an_order_that_has_ended_stands_back_behind_a_live_one(company: Company) -> None:
    received(company, "KT-1", "Khánh Thy")
    received(company, "KT-2", "Khánh Thy")
    company.taps("Điệp", company.says("Điệp", "/cancel KT-1 khách bỏ"), "Huỷ đơn")
    company.says("Minh", "/update khánh thy thiết kế 60%")
    assert company.order("KT-2").stage("design").percent == 60


def test_a_code_that_is_nearly_right_is_suggested_not_taken(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update KT-2417 gia công xong")
    assert "KT-2411" in heard.answer
    assert "KT-2411" in heard.labels
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_a_stage_that_is_nearly_right_is_suggested_not_taken(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia côgn xong")
    assert "Gia công" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_an_unknown_order_is_refused_with_the_next_step(company: Company) -> None:
    heard = company.says("Tú", "/update ZZ-999 xong")
    assert "ZZ-999" in heard.answer
    assert "/viec" in heard.answer


def test_someone_elses_stage_is_refused_with_whose_it_is(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Minh", "/update 2411 gia công xong")
    assert "Gia công là việc của Vận hành – Sản xuất" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_coordination_reports_for_any_department(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Điệp", "/update 2411 gia công xong")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_the_auditor_changes_nothing(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Soát", "/update 2411 gia công xong")
    assert "chỉ xem" in heard.answer


def test_a_report_that_may_be_done_is_asked_and_kept_as_a_note(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công xong mà còn lỗi góc")
    assert "Chỉ ghi chú" in heard.labels
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE
    noted = company.taps("Tú", heard, "Chỉ ghi chú")
    assert "còn lỗi góc" in noted.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_a_report_that_may_be_done_is_done_by_button(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công xong mà còn lỗi góc")
    company.taps("Tú", heard, "Xong")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_a_fraction_that_may_be_a_day_is_asked(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công 3/12")
    assert "số lượng hay ngày" in heard.answer
    company.taps("Tú", heard, "Số lượng")
    assert company.order("KT-2411").stage("fabrication").quantity == Quantity(done=3, total=12)
    again = company.says("Tú", "/update 2411 gia công 4/12")
    company.taps("Tú", again, "Ngày")
    assert company.order("KT-2411").stage("fabrication").estimate == datetime(2026, 12, 4, 10, tzinfo=UTC)


def test_a_hold_is_read_with_its_kind_and_who_answers(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt màu")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.department) == ("customer", "sales")
    assert "Chờ khách" in heard.answer


def test_a_hold_without_a_kind_is_asked_and_keeps_what_was_said(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công kẹt vì chuyện riêng")
    assert company.order("KT-2411").stage("fabrication").hold is None
    company.taps("Tú", heard, "Máy hỏng")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert hold.kind == "machine"
    assert "chuyện riêng" in hold.reason


def test_a_photo_that_is_asked_for_closes_the_stage(company: Company) -> None:
    received(company)
    asked = company.says("Minh", "/update 2411 thiết kế xong", group="design")
    assert "tệp hoặc ảnh" in asked.answer
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE
    [number] = company.delivers(asked)
    heard = company.says("Minh", "", group="design", attachments=(FILE,), reply_to=number)
    assert company.order("KT-2411").stage("design").state is StageState.DONE
    assert "1 tệp" in heard.answer
    assert heard.handled.reply.reaction


def test_words_instead_of_the_photo_are_asked_again(company: Company) -> None:
    received(company)
    company.says("Minh", "/update 2411 thiết kế xong")
    heard = company.says("Minh", "lát gửi")
    assert "tệp hoặc ảnh" in heard.answer
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE


def test_a_field_that_is_asked_for_closes_the_stage(company: Company) -> None:
    received(company)
    asked = company.says("Minh", "/update 2411 vị trí sản xuất xong")
    assert "Nơi sản xuất" in asked.answer
    company.says("Minh", "Xưởng Bình Tân")
    record = company.order("KT-2411").stage("placement")
    assert record.state is StageState.DONE
    assert record.fields == {"place": "Xưởng Bình Tân"}


def test_a_photo_with_a_caption_is_report_and_evidence_at_once(company: Company) -> None:
    received(company)
    heard = company.says("Minh", "/update 2411 thiết kế xong", attachments=(PHOTO,), group="design")
    record = company.order("KT-2411").stage("design")
    assert record.state is StageState.DONE
    assert [one.kind for one in record.evidence] == ["photo"]
    assert heard.handled.reply.reaction == "👌"


def picture(name: str) -> tuple[Attachment, ...]:
    return (replace(PHOTO, file_id=name, unique_id=name),)


def test_an_album_is_one_report_with_one_receipt(company: Company) -> None:
    received(company)
    company.says("Minh", "/update 2411 thiết kế xong", attachments=picture("a"), album="m1", group="design")
    assert company.says("Minh", "", attachments=picture("b"), album="m1", group="design").says == ()
    assert company.says("Minh", "", attachments=picture("c"), album="m1", group="design").says == ()
    evidence = company.order("KT-2411").stage("design").evidence
    assert [one.file_id for one in evidence] == ["a", "b", "c"]


def test_pictures_that_come_before_the_caption_belong_to_its_report(company: Company) -> None:
    received(company)
    company.says("Minh", "", attachments=picture("a"), album="m1", group="design")
    company.says("Minh", "/update 2411 thiết kế xong", attachments=picture("b"), album="m1", group="design")
    evidence = company.order("KT-2411").stage("design").evidence
    assert sorted(one.file_id for one in evidence) == ["a", "b"]


def test_an_album_whose_caption_was_asked_back_is_quiet_and_comes_along_whole(company: Company) -> None:
    received(company)
    heard = company.says("Minh", "/update 2411 60%", attachments=picture("a"), album="m1")
    assert company.says("Minh", "", attachments=picture("b"), album="m1").says == ()
    company.taps("Minh", heard, "Thiết kế")
    evidence = company.order("KT-2411").stage("design").evidence
    assert [one.file_id for one in evidence] == ["a", "b"]


def test_an_album_whose_caption_was_refused_is_quiet(company: Company) -> None:
    received(company)
    company.says("Minh", "/update 2411 nhận đơn xong", attachments=picture("a"), album="m1")
    assert company.says("Minh", "", attachments=picture("b"), album="m1").says == ()


def test_a_file_without_words_is_not_called_a_picture(company: Company) -> None:
    received(company)
    assert "Tệp này của việc nào?" in company.says("Minh", "", attachments=(FILE,)).answer


def test_an_album_without_words_is_asked_about_once_and_kept_whole(company: Company) -> None:
    received(company)
    heard = company.says("Minh", "", attachments=picture("a"), album="m1")
    assert "Ảnh này của việc nào" in heard.answer
    assert company.says("Minh", "", attachments=picture("b"), album="m1").says == ()
    company.taps("Minh", heard, "Thiết kế")
    assert company.says("Minh", "", attachments=picture("c"), album="m1").says == ()
    record = company.order("KT-2411").stage("design")
    assert [one.file_id for one in record.evidence] == ["a", "b", "c"]
    assert record.state is StageState.ACTIVE


def test_the_same_command_twice_is_told_what_was_recorded(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công xong")
    version = company.order("KT-2411").version
    company.passes(minutes=1)
    heard = company.says("Bảo", "/update 2411 gia công xong")
    assert "Đã ghi rồi: báo xong, Tú, 09:00" in heard.answer
    assert company.order("KT-2411").version == version


def test_done_without_a_stage_said_twice_does_not_close_the_next_one(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 xong")
    company.passes(minutes=1)
    heard = company.says("Tú", "/update 2411 xong")
    assert "Đã ghi rồi" in heard.answer
    assert company.order("KT-2411").stage("assembly").state is StageState.ACTIVE
    company.passes(minutes=30)
    company.says("Tú", "/update 2411 xong")
    assert company.order("KT-2411").stage("assembly").state is StageState.DONE


def test_an_edited_command_is_answered_with_what_was_recorded(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công 60%")
    heard = company.edits(first, "/update 2411 gia công 80%")
    assert company.order("KT-2411").stage("fabrication").percent == 60
    assert "sửa tin không đổi được" in heard.answer
    assert "Hoàn tác" in heard.labels


def test_an_edit_without_words_is_not_answered(company: Company) -> None:
    company.in_fabrication("KT-2411")
    picture = company.says("Tú", "", attachments=(PHOTO,))
    assert picture.says, "the picture itself was asked about"
    assert company.edits(picture, "").says == ()


def test_an_edited_command_runs_if_its_first_form_was_refused(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2499 gia công 60%")
    company.edits(first, "/update 2411 gia công 80%")
    assert company.order("KT-2411").stage("fabrication").percent == 80


def test_without_arguments_two_taps_make_a_report(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update")
    menu = company.taps("Tú", heard, "KT-2411 Gia công")
    done = company.taps("Tú", menu, "Xong")
    assert "Gia công: xong" in done.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_a_draft_a_paused_and_a_closed_order_say_so_instead_of_asking_which_stage(company: Company) -> None:
    company.says("Lan", "/new Khánh Thy")
    assert "còn là nháp" in company.says("Điệp", "/update 261101 xong").answer
    company.in_fabrication("KT-2")
    company.taps("Điệp", company.says("Điệp", "/cancel KT-2 khách bỏ"), "Huỷ đơn")
    assert "đã huỷ" in company.says("Điệp", "/update KT-2 xong").answer


def test_words_of_another_bot_are_not_ours(company: Company) -> None:
    company.in_fabrication("KT-2411")
    assert company.says("Tú", "/update@other_bot 2411 gia công xong", group="production").says == ()
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_names_and_notes_are_shown_as_they_were_typed(company: Company) -> None:
    company.says("Lan", "/new KT-3; <b>Khánh</b> & Thy; <i>Biển</i>")
    heard = company.says("Lan", "/update KT-3 nhận đơn 60% ghi chú <a>")
    assert "&lt;b&gt;Khánh&lt;/b&gt; &amp; Thy" in heard.answer


def test_each_of_several_reports_in_one_message_is_taken_back_by_itself(company: Company) -> None:
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    heard = company.says("Tú", "/update 2411 gia công 60%\n9999 xong\n2412 gia công xong")
    assert list(heard.keys(heard.says[0])) == ["Hoàn tác 1", "Hoàn tác 3"]
    company.taps("Tú", heard, "Hoàn tác 3")
    assert company.order("KT-2412").stage("fabrication").state is StageState.ACTIVE
    assert company.order("KT-2411").stage("fabrication").percent == 60


def test_what_is_past_its_time_says_so_where_it_is_looked_at_and_reported_on(company: Company) -> None:
    company.in_fabrication("KT-2411")
    before = company.taps("Tú", company.says("Tú", "/update"), "KT-2411")
    assert "Hạn: 17:00 T6 27/11" in before.answer
    company.passes(days=6)
    after = company.taps("Tú", company.says("Tú", "/update"), "KT-2411")
    assert "⏰ Quá hạn: 17:00 T6 27/11" in after.answer
    assert "⏰ Quá hạn: 17:00 T6 27/11" in company.says("Tú", "2411 gia công 60%").answer
