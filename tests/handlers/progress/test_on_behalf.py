"""Reports in somebody's name: who may, where it shows, who is asked, what becomes of "that is not so"."""

from datetime import timedelta

import pytest

from handlers.order_cards.cards import lay
from handlers.reply import Say
from orders.order import StageState
from storage.people import people_rows
from storage.post.cards_rows import Card
from tests.support.company import PHOTO, Company, Heard

SAID = "theo lời anh Tú, gọi 10:20"


def reported(company: Company, words: str = f"gia công 60%, {SAID}", who: str = "Điệp") -> Heard:
    company.in_fabrication("KT-1")
    return company.says(who, f"/update KT-1 {words}")


def asked_of(company: Company, heard: Heard, who: str) -> Say:
    return next(say for say in heard.says[1:] if say.to_user == company.sender(who).id)


def answers(company: Company, heard: Heard, say: Say, who: str, label: str) -> Heard:
    data = next(data for name, data in heard.keys(say).items() if label in name)
    return company.forges(who, data)


def card(company: Company, heard: Heard) -> str:
    order = company.order("KT-1")
    posted = Card(
        id=1, kind="order", ref=str(order.id), company=company.centre.id, chat=company.groups["production"],
        thread=None, message_id=None, wanted=1, shown=0, attempts=0,
    )  # fmt: skip
    said = company.store.read(
        lambda conn: lay(conn, posted, now=company.now, centres=company.centres)
    ).result()
    assert said is not None
    return heard.read(said)


def test_receipt_card_and_story_show_in_whose_name_it_was_said(company: Company) -> None:
    heard = reported(company)
    assert "Gia công: 60%" in heard.answer.replace("60 %", "60%")
    assert SAID in heard.answer
    assert company.order("KT-1").stage("fabrication").percent == 60
    assert f"({SAID})" in card(company, heard)
    assert SAID in company.says("Hùng", "/history KT-1").answer
    assert "anh Tú" not in company.says("Tú", "/update KT-1 gia công 70%").answer
    assert "anh Tú" not in card(company, heard)


def test_chinese_and_english_are_read_too(company: Company) -> None:
    company.in_fabrication("KT-1")
    assert "theo lời 王伟 电话" in company.says("Điệp", "/gengxin KT-1 加工 完成 报 王伟 电话").answer
    company.in_fabrication("KT-2")
    assert (
        "theo lời Tú, call 10:20"
        in company.says("Bảo", "/update KT-2 fabrication 60% per Tú, call 10:20").answer
    )


@pytest.mark.parametrize(
    ("words", "who", "first"),
    [
        ("据王伟民说，加工 60%", "王伟民说", "王伟"),
        ("gia công 60%, theo lời chị Vy Oanh", "chị Vy Oanh", "Vy"),
        ("fabrication 60%, per Tú Anh, call 10:20", "Tú Anh, call 10:20", "Tú"),
    ],
)
def test_whose_name_is_only_the_beginning_of_the_one_that_was_said_hears_nothing(
    company: Company, words: str, who: str, first: str
) -> None:
    heard = reported(company, words)
    behalf = company.order("KT-1").stage("fabrication").behalf
    assert behalf is not None
    assert (behalf.who, behalf.of) == (who, None)
    assert company.order("KT-1").stage("fabrication").percent == 60
    assert not heard.told(company.users[first])


def test_a_receipt_and_a_hold_by_command_are_made_in_somebodys_name_too(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.says("Tú", "/undo KT-1")
    received = company.says("Điệp", f"/confirm KT-1 gia công {SAID}")
    assert SAID in received.answer
    stuck = company.says("Điệp", f"/hold KT-1 gia công thiếu mica, {SAID}")
    assert SAID in stuck.answer
    record = company.order("KT-1").stage("fabrication")
    assert record.hold is not None
    assert (record.received_by, record.hold.reason) == (None, "thiếu mica")
    assert "Không đúng" in stuck.keys(asked_of(company, stuck, "Tú"))


def test_staff_are_told_who_may_and_what_to_do_with_their_own_work(company: Company) -> None:
    heard = reported(company, who="王伟")
    assert "Báo thay người khác (anh Tú, gọi 10:20)" in heard.answer
    assert "trưởng Vận hành – Sản xuất hoặc điều phối" in heard.answer
    assert company.order("KT-1").stage("fabrication").percent is None


def test_a_head_speaks_for_his_own_department_only(company: Company) -> None:
    company.in_fabrication("KT-1")
    assert SAID in company.says("Bảo", f"/update KT-1 gia công 50% {SAID}").answer
    refused = company.says("Vy", f"/update KT-1 gia công 60% {SAID}")
    assert "60" not in str(company.order("KT-1").stage("fabrication").percent)
    assert "Báo thay" in refused.answer


def test_what_names_nobody_of_the_company_is_a_note_of_staff_and_a_report_of_the_coordination(
    company: Company,
) -> None:
    company.in_fabrication("KT-1")
    heard = company.says("Tú", "/update KT-1 gia công 30% theo lời anh Ba tài xế")
    assert "Báo thay" not in heard.answer
    assert company.order("KT-1").stage("fabrication").behalf is None
    company.says("Điệp", "/update KT-1 gia công 40% theo lời anh Ba tài xế, gọi 9h")
    behalf = company.order("KT-1").stage("fabrication").behalf
    assert behalf is not None
    assert (behalf.who, behalf.of) == ("anh Ba tài xế, gọi 9h", None)


def test_one_who_names_himself_reports_for_himself(company: Company) -> None:
    heard = reported(company, who="Tú")
    assert "Báo thay" not in heard.answer
    assert company.order("KT-1").stage("fabrication").behalf is None


def test_what_is_asked_back_is_kept_in_somebodys_name(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    asked = company.says("Điệp", "/update KT-1 thiết kế xong, theo lời anh Minh, zalo")
    assert not asked.says[1:]
    heard = company.says("Điệp", "", attachments=(PHOTO,))
    assert "theo lời anh Minh, zalo" in heard.answer
    assert company.order("KT-1").stage("design").state is StageState.DONE


def test_the_person_is_asked_in_private_whether_it_is_so(company: Company) -> None:
    heard = reported(company)
    say = asked_of(company, heard, "Tú")
    told = heard.read(say)
    assert "Điệp báo thay" in told
    assert "Gia công: 60" in told
    assert "Không đúng" in heard.keys(say)
    assert company.groups["production"] not in {one.chat for one in heard.says[1:]}


def test_where_the_person_is_unknown_or_out_of_reach_the_department_is_asked(company: Company) -> None:
    heard = reported(company, words="gia công 60% theo lời anh em xưởng đêm, gọi")
    production = company.groups["production"]
    assert "Không đúng" in heard.keys(next(say for say in heard.says[1:] if say.chat == production))
    company.store.write(
        lambda conn: people_rows.set_reachable(conn, company.sender("Tú").id, reachable=False)
    ).result()
    heard = company.says("Điệp", f"/update KT-1 gia công 70% {SAID}")
    assert "Không đúng" in heard.keys(next(say for say in heard.says[1:] if say.chat == production))


def test_not_so_is_told_to_the_coordination_which_takes_it_back(company: Company) -> None:
    heard = reported(company)
    disputed = answers(company, heard, asked_of(company, heard, "Tú"), "Tú", "Không đúng")
    assert "báo thay không đúng" in disputed.answer
    coordination = company.groups["coordination"]
    assert "Tú nói báo thay không đúng" in disputed.told(coordination)
    assert "có người nói không đúng" in card(company, heard)
    say = next(one for one in disputed.says[1:] if one.chat == coordination)
    taken_back = answers(company, disputed, say, "Điệp", "Hoàn tác")
    assert "hoàn tác" in taken_back.answer.lower()
    record = company.order("KT-1").stage("fabrication")
    assert (record.percent, record.behalf) == (None, None)
    story = company.says("Hùng", "/history KT-1").answer
    assert "nói báo thay không đúng" in story


def test_another_coordinator_lets_it_stand_and_the_person_hears(company: Company) -> None:
    heard = reported(company)
    disputed = answers(company, heard, asked_of(company, heard, "Tú"), "Tú", "Không đúng")
    say = next(one for one in disputed.says[1:] if one.chat == company.groups["coordination"])
    refused = answers(company, disputed, say, "Điệp", "Giữ nguyên")
    assert "Chính bạn đã báo thay" in refused.answer
    company.passes(minutes=5)
    upheld = answers(company, disputed, say, "An", "Giữ nguyên")
    assert "giữ nguyên báo thay" in upheld.answer
    assert "giữ nguyên" in upheld.told(company.sender("Tú").id)
    assert company.order("KT-1").stage("fabrication").percent == 60
    again = answers(company, heard, asked_of(company, heard, "Tú"), "Tú", "Không đúng")
    assert "giữ nguyên báo thay" in again.answer


def test_a_head_who_reported_hears_of_the_dispute_too(company: Company) -> None:
    heard = reported(company, who="Bảo")
    disputed = answers(company, heard, asked_of(company, heard, "Tú"), "Tú", "Không đúng")
    assert "Tú nói báo thay không đúng" in disputed.told(company.sender("Bảo").id)


def test_others_cannot_say_it_is_not_so(company: Company) -> None:
    heard = reported(company)
    refused = answers(company, heard, asked_of(company, heard, "Tú"), "Lan", "Không đúng")
    assert "Vận hành" in refused.answer
    behalf = company.order("KT-1").stage("fabrication").behalf
    assert behalf is not None
    assert behalf.answer == ""


def test_taken_back_at_once_the_question_is_edited_where_it_was_asked(company: Company) -> None:
    heard = reported(company)
    company.delivers(heard)
    undone = company.taps("Điệp", heard, "Hoàn tác")
    told = [say for say in undone.says[1:] if say.edits is not None]
    assert any("Đã hoàn tác" in undone.read(say) or "rút lại" in undone.read(say) for say in told)


def test_a_late_notice_does_not_ring_at_night(company: Company) -> None:
    """Lesson 1: nor in private."""
    company.in_fabrication("KT-1")
    company.now += timedelta(hours=10)
    heard = company.says("Điệp", f"/update KT-1 gia công 60%, {SAID}")
    assert asked_of(company, heard, "Tú").silent
