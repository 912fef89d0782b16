"""Who else hears of a move: the next department at once, in its group or, without one, in private."""

from datetime import timedelta
from typing import Any

from storage.people import chats_rows, memberships, people_rows
from tests.support.company import PHOTO, Company, Heard


def handed_over(company: Company) -> Heard:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    return company.says("Lan", "/update KT-2411 nhận đơn xong", group="sales")


def unbind(company: Company, department: str) -> None:
    company.store.write(lambda conn: chats_rows.unbind(conn, company.groups[department], None)).result()


def test_the_next_department_is_told_in_its_group_with_receipt_buttons(company: Company) -> None:
    heard = handed_over(company)
    [notice] = [say for say in heard.says[1:] if say.chat == company.groups["design"]]
    assert notice.unasked
    told = heard.read(notice)
    assert "KT-2411 · Khánh Thy" in told
    assert "Thiết kế" in told
    assert "Vị trí sản xuất" in told
    assert {"Đã nhận Thiết kế", "Đã nhận Vị trí sản xuất"} <= set(heard.keys(notice))


def test_two_offers_to_one_department_are_one_message(company: Company) -> None:
    assert len([say for say in handed_over(company).says if say.chat == company.groups["design"]]) == 1


def test_the_chat_that_reported_is_not_told_what_it_just_did(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công kẹt thiếu mica", group="production")
    assert len(heard.says) == 1


def test_a_department_without_a_group_is_told_in_private(company: Company) -> None:
    unbind(company, "design")
    heard = handed_over(company)
    users = {say.to_user for say in heard.says[1:]}
    assert users == {company.users["Minh"], company.users["Vy"]}


def test_people_who_never_pressed_start_are_passed_over(company: Company) -> None:
    unbind(company, "design")
    user = company.users["Minh"]
    company.store.write(lambda conn: people_rows.set_reachable(conn, user, reachable=False)).result()
    assert {say.to_user for say in handed_over(company).says[1:]} == {company.users["Vy"]}


def test_where_nobody_can_be_told_coordination_is(company: Company) -> None:
    unbind(company, "design")
    silence(company, "Minh", "Vy")
    heard = handed_over(company)
    told = heard.told(company.groups["coordination"])
    assert "Thiết kế" in told
    assert "Kỹ thuật – Thiết kế" in told


def silence(company: Company, *names: str) -> None:
    def write(conn: Any) -> None:
        for name in names:
            people_rows.set_reachable(conn, company.users[name], reachable=False)

    company.store.write(write).result()


def test_the_receipt_says_who_could_not_be_told(company: Company) -> None:
    unbind(company, "design")
    silence(company, "Minh", "Vy")
    assert "Kỹ thuật – Thiết kế chưa nhận được tin" in handed_over(company).answer


def test_a_receipt_of_what_everybody_heard_says_nothing_of_it(company: Company) -> None:
    assert "chưa nhận được tin" not in handed_over(company).answer


def test_where_coordination_cannot_be_told_either_the_admins_are(company: Company) -> None:
    for department in ("design", "coordination"):
        unbind(company, department)
    silence(company, "Minh", "Vy", "Điệp", "An", "Soát")
    company.enrol(7001, "Chủ", "eant")
    owner = company.store.read(lambda conn: people_rows.by_user(conn, 7001)).result()
    company.store.write(lambda conn: memberships.grant(conn, owner.id, company.centre.id, "admin")).result()
    heard = handed_over(company)
    assert [say.to_user for say in heard.says[1:]] == [7001]
    assert "Kỹ thuật – Thiết kế" in heard.told(7001)
    assert "Kỹ thuật – Thiết kế chưa nhận được tin" in heard.answer


def test_the_head_is_told_first_however_many_there_are(company: Company) -> None:
    unbind(company, "design")
    for number in range(12):
        company.enrol(7100 + number, f"Anh {number:02}", "design")
    told = [say.to_user for say in handed_over(company).says[1:]]
    assert told == [company.users["Vy"], *range(7100, 7109)]


def test_outside_working_hours_the_next_department_is_told_in_silence(company: Company) -> None:
    """Lesson 1: news may be read at night, nothing rings."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    loud = company.says("Lan", "/update KT-2411 nhận đơn xong").says[1:]
    company.passes(hours=12)
    company.says("Lan", "/new KT-2412; Khánh Thy; Biển alu")
    quiet = company.says("Lan", "/update KT-2412 nhận đơn xong").says[1:]
    assert [say.silent for say in (*loud, *quiet)] == [False, True]


def test_a_hold_that_ends_with_the_stage_is_not_told_as_going_on(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt màu")
    heard = company.says("Tú", "/update 2411 gia công xong")
    assert "làm tiếp" not in heard.answer
    assert "Gia công hết kẹt, đã báo xong" in heard.told(company.groups["sales"])
    assert heard.told(company.groups["production"]) == ""


def test_who_answers_for_the_hold_of_declined_work_is_told(company: Company) -> None:
    handed_over(company)
    company.says("Minh", "/hold 2411 thiết kế, khách chưa chốt màu")
    heard = company.says("Minh", "/return 2411 thiết kế thiếu kích thước")
    assert "Thiết kế hết kẹt, việc đã trả lại" in heard.told(company.groups["sales"])
    assert "làm tiếp" not in heard.answer


def test_the_department_that_answers_for_a_hold_is_told(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt màu")
    assert "khách chưa chốt màu" in heard.told(company.groups["sales"])
    again = company.says("Lan", "/resume 2411")
    assert "Gia công" in again.told(company.groups["production"])


def test_a_next_stage_of_the_same_department_needs_no_receipt_and_no_notice(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công xong")
    assert len(heard.says) == 1
    assert any("Lắp ráp" in label for label in heard.labels)


def test_work_that_waits_again_is_told_to_whose_it_is(company: Company) -> None:
    handed_over(company)
    company.says("Vy", "/confirm 2411 vị trí sản xuất")
    heard = company.says("Minh", "/return 2411 thiết kế thiếu kích thước")
    assert "Vị trí sản xuất" in heard.told(company.groups["design"])
    assert "Nhận đơn" in heard.told(company.groups["sales"])


def test_the_opener_hears_when_all_is_done(company: Company) -> None:
    company.in_fabrication("KT-2411")
    for stage in ("gia công", "lắp ráp", "đóng gói", "giao hàng"):
        company.now += timedelta(minutes=30)
        company.says("Tú", f"/update 2411 {stage} xong")
    company.says("Lan", "/update 2411 nghiệm thu xong", attachments=(PHOTO,))
    heard = company.says("Thu", "/update 2411 quyết toán xong")
    assert "KT-2411" in heard.told(company.groups["sales"])
    assert heard.answer.count("KT-2411") == 1


def test_a_report_in_private_is_answered_in_private(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "2411 gia công 60%")
    assert heard.says[0].chat == company.users["Tú"]


def test_a_report_in_a_topic_is_answered_there_in_reply(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/update 2411 gia công 60%", group="production", thread=7)
    [answer] = heard.says
    assert (answer.chat, answer.thread) == (company.groups["production"], 7)
    assert answer.reply_to == heard.incoming.message
