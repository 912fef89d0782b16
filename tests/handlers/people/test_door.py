"""Strangers: how people come in, what is kept of them until then, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.incoming import Sender
from handlers.people import entry_codes
from handlers.reply import Lane
from storage import audit, settings_rows
from storage.people import chats_rows, memberships, people_rows
from tests.support.coming_in import ask, deliver, departments, do, known, link_in, named, person
from tests.support.company import Company
from tests.support.nudged import Nudged


def with_order(company: Company) -> None:
    """DH-261101 lies with design."""
    company.says("Lan", "/new ; Khánh Thy; Bảng hiệu; 4/12; 25tr")
    company.says("Lan", "/update DH-261101 reception xong")


def test_a_stranger_is_told_how_to_get_in(company: Company):
    heard = company.says("Người lạ", "/start")
    assert "chưa biết bạn" in heard.answer
    assert "giữ lại" not in heard.answer
    assert heard.says[0].chat == company.sender("Người lạ").id


def test_talk_of_strangers_in_a_group_is_none_of_the_bots_business(company: Company):
    assert company.says("Khách", "chào mọi người", group="design").says == ()
    assert company.says("Khách", "/order@other_bot 1", group="design").says == ()
    assert company.says("Khách", "/nosuch", group="design").says == ()
    assert not known(company, "Khách")


def test_the_setup_code_makes_one_admin_once(company: Company):
    code = entry_codes.new_setup_code()
    do(company, settings_rows.put, entry_codes.SETUP_CODE, entry_codes.hashed_setup_code(code))

    wrong = company.says("Sếp", "/start ABCD-EFGH-IJKL-MNOP")
    assert "không dùng được" in wrong.answer
    heard = company.says("Sếp", code.lower().replace("-", " "))
    assert "Quản trị" in heard.answer
    assert heard.says[0].keyboard == "private"
    assert [one.role for one in person(company, "Sếp").roles] == ["admin"]
    assert departments(company, "Sếp") == ["coordination"]
    assert person(company, "Sếp").reachable

    assert ask(company, settings_rows.get, entry_codes.SETUP_CODE) is None
    company.says("Người khác", f"/start {code}")
    assert person(company, "Người khác").roles == ()


def test_whom_admins_names_is_admin_at_the_first_message_whatever_it_is(company: Company):
    named(company, "Sếp", "Lan")
    heard = company.says("Sếp", "/whoami")
    assert "Quản trị" in heard.answer
    company.says("Lan", "/my")
    assert {one.role for one in person(company, "Lan").roles} == {"admin"}
    assert departments(company, "Lan") == ["sales"]
    acts = [one.act for one in ask(company, audit.recent, company.centre.id)]
    assert acts == ["admin.named", "admin.named"]


def test_an_invitation_brings_a_stranger_into_its_department(company: Company):
    token = link_in(company.says("An", "/invite design 2"))
    heard = company.says("Tâm", f"/start {token}")
    assert "Kỹ thuật – Thiết kế" in heard.answer
    assert departments(company, "Tâm") == ["design"]
    assert person(company, "Tâm").reachable

    again = company.says("Tâm", f"/start {token}")
    assert "hiện đã đúng như vậy" in again.answer
    company.says("Mai", f"https://t.me/dieuphoi_bot?start={token}")
    assert departments(company, "Mai") == ["design"]
    late = company.says("Ba", f"/start {token}")
    assert "không dùng được" in late.answer
    assert person(company, "Ba").memberships == ()


@pytest.mark.parametrize(
    ("phone", "spoken"), [("vi", "vi"), ("zh-hans", "zh-Hans"), ("zh-tw", "zh-Hant"), ("en", ""), ("", "")]
)
def test_a_newcomer_is_spoken_to_as_their_phone_is_set(company: Company, phone: str, spoken: str):
    """A phone in English tells nothing: the company's language is the better guess."""
    heard = company.says("Lan", "x")
    sender = Sender(id=990, name="小王", language=phone)
    chat = replace(heard.incoming.chat, id=990)
    company.hears(replace(heard.incoming, update=9999, sender=sender, chat=chat))
    assert ask(company, people_rows.by_user, 990).language == spoken


def test_who_has_left_is_told_so_and_no_link_alone_brings_them_back(company: Company):
    do(company, memberships.leave, person(company, "Tú").id)
    assert "ra khỏi danh sách" in company.says("Tú", "/my").answer
    token = link_in(company.says("An", "/invite production 5"))
    heard = company.says("Tú", f"/start {token}")
    assert "cần người duyệt" in heard.answer
    assert departments(company, "Tú") == []
    assert "Tú" in heard.told(company.sender("An").id)


def test_a_group_that_takes_people_in_makes_writers_staff_at_once(company: Company):
    with_order(company)
    do(company, chats_rows.bind, company.groups["design"], None, company.centre.id, ("design",), enrols=True)
    assert company.says("Tâm", "chào cả nhà", group="design").says == ()
    assert departments(company, "Tâm") == ["design"]
    heard = company.says("Mai", "/update DH-261101 design 50%", group="design")
    assert "50%" in heard.answer
    assert company.order("DH-261101").stage("design").percent == 50


def test_a_group_takes_nobody_back_who_has_left(company: Company):
    do(
        company,
        chats_rows.bind,
        company.groups["production"],
        None,
        company.centre.id,
        ("production",),
        enrols=True,
    )
    do(company, memberships.leave, person(company, "Tú").id)
    assert company.says("Tú", "tôi đây", group="production").says == ()
    assert person(company, "Tú").state == "left"


def test_a_report_of_a_stranger_is_kept_and_made_with_its_time_once_they_are_in(company: Company):
    """Lesson 7: what somebody unknown reports is kept, and made with its own time once they are let in."""
    with_order(company)
    at = company.now
    heard = company.says("Tâm", "/update DH-261101 design 40%", group="design")
    assert "yêu cầu" in heard.answer
    assert "giữ lại" in heard.answer
    assert company.order("DH-261101").stage("design").percent is None

    company.passes(hours=3)
    approved = company.taps("Vy", heard, "Duyệt Tâm")
    design = company.order("DH-261101")
    assert design.stage("design").percent == 40
    [report] = [one for one in company.history(design.id) if one.by == person(company, "Tâm").id][-1:]
    assert report.at == at
    assert "Đã cho vào: Tâm" in approved.answer
    replies = [say for say in approved.says if say.chat == company.groups["design"] and say.reply_to]
    assert "40%" in "".join(approved.read(say) for say in replies)
    assert replies[0].reply_to == heard.incoming.message


@pytest.mark.parametrize("words", ["60%", "1 60%"])
def test_an_answer_of_a_stranger_below_what_the_bot_asks_is_kept_too(company: Company, words: str):
    """Lesson 7: whoever is new in the workshop answers the reminder like everybody there."""
    company.in_fabrication("KT-2411")
    asked = Nudged(company=company).nudge(company.now + timedelta(days=3))["production"]
    at = company.now
    heard = company.says("Tâm", words, group="production", reply_to=asked.message)
    assert "giữ lại" in heard.answer
    company.passes(hours=1)
    company.taps("Bảo", heard, "Duyệt Tâm")
    order = company.order("KT-2411")
    assert order.stage("fabrication").percent == 60
    assert company.history(order.id)[-1].at == at


@pytest.mark.parametrize("words", ["cảm ơn em", "ok em", "👍", "ai đang làm cái này vậy?", ""])
def test_a_strangers_talk_below_it_is_none_of_the_bots_business(company: Company, words: str):
    company.in_fabrication("KT-2411")
    asked = Nudged(company=company).nudge(company.now + timedelta(days=3))["production"]
    assert company.says("Khách", words, group="production", reply_to=asked.message).says == ()
    assert company.says("Khách", "60%", group="production", reply_to=asked.message + 50).says == ()
    assert not known(company, "Khách")


def test_words_in_private_are_kept_too_and_made_by_an_invitation(company: Company):
    with_order(company)
    heard = company.says("Tâm", "261101 design 30%")
    assert "giữ lại" in heard.answer
    token = link_in(company.says("Vy", "/invite design"))
    company.passes(minutes=10)
    came = company.says("Tâm", f"/start {token}")
    assert "Chào Tâm" in came.answer
    assert "30%" in came.read(came.says[1])
    assert company.order("DH-261101").stage("design").percent == 30


def test_a_tap_before_enrolment_is_not_thrown_away(company: Company):
    company.says("Lan", "/new ; Khánh Thy; Bảng hiệu; 4/12; 25tr")
    offered = company.says("Lan", "/update DH-261101 reception xong")
    key = next(data for label, data in offered.keys().items() if data.startswith("rc:"))
    tapped = company.forges("Tâm", key, group="design")
    assert tapped.says[0].to_user is not None, "only the approvers hear of it: no word in the group"
    assert tapped.handled.reply.toast is not None
    assert tapped.handled.reply.alert

    company.taps("Vy", tapped, "Duyệt Tâm")
    states = {one.received_by for one in company.order("DH-261101").stages.values()}
    assert person(company, "Tâm").id in states


def test_a_waiting_list_is_told_once_and_kept_up_to_date(company: Company):
    an = company.sender("An").id
    first = company.says("Tâm", "/my", group="design")
    deliver(company, first)
    assert first.told(an).count("Tâm") == 1
    assert "Tâm" in first.told(company.sender("Vy").id), "the head of the department is told"
    assert first.told(company.sender("Bảo").id) == "", "the head of another is not"

    assert company.says("Tâm", "/my", group="design").says[1:] == (), "asking again tells nobody anything"
    second = company.says("Mai", "/my", group="production")
    [to_an] = [say for say in second.says if an in {say.to_user, say.chat}]
    assert to_an.edits is not None
    assert "Tâm" in second.read(to_an)
    assert "Mai" in second.read(to_an)
    [to_bao] = [say for say in second.says if say.to_user == company.sender("Bảo").id]
    assert to_bao.edits is None
    assert "Tâm" not in second.read(to_bao)
    assert to_bao.lane is Lane.REMINDERS
    deliver(company, second)

    done = company.taps("An", second, "Duyệt tất cả (2)")
    assert departments(company, "Tâm") == ["design"]
    assert departments(company, "Mai") == ["production"]
    [edited] = [say for say in done.says if say.edits and say.chat == an]
    assert "Không còn ai" in done.read(edited)
    assert "rồi" in company.taps("Vy", first, "Duyệt Tâm").answer

    fresh = company.says("Ba", "/my", group="design")
    [new] = [say for say in fresh.says if say.to_user == an]
    assert new.edits is None, "a new list is announced anew"


def test_approving_all_means_those_that_were_shown(company: Company):
    first = company.says("Tâm", "/my", group="design")
    company.says("Mai", "/my", group="design")
    third = company.says("Ba", "/my", group="design")
    company.taps("Vy", first, "Duyệt Tâm")
    heard = company.taps("Vy", third, "Duyệt tất cả (3)")
    assert "vừa thay đổi" in heard.answer
    assert departments(company, "Ba") == []
    company.taps("Vy", heard, "Duyệt tất cả (2)")
    assert departments(company, "Ba") == ["design"]


def test_a_head_lets_people_into_the_own_department_alone(company: Company):
    heard = company.says("Tâm", "/my", group="production")
    an = [say for say in heard.says if say.to_user == company.sender("An").id]
    key = next(data for label, data in heard.keys(an[0]).items() if label == "Duyệt Tâm")
    assert "rồi" in company.forges("Vy", key).answer
    assert departments(company, "Tâm") == []
    company.forges("Bảo", key)
    assert departments(company, "Tâm") == ["production"]


def test_who_is_turned_down_is_told_in_private_and_what_they_reported_is_dropped(company: Company):
    with_order(company)
    company.says("Tâm", "xin chào")
    heard = company.says("Tâm", "/update DH-261101 design 40%", group="design")
    down = company.taps("Vy", heard, "Không")
    assert "chưa được duyệt" in down.told(company.sender("Tâm").id)
    assert person(company, "Tâm").asked == ()
    token = link_in(company.says("Vy", "/invite design"))
    company.says("Tâm", f"/start {token}")
    assert company.order("DH-261101").stage("design").percent is None


def test_where_several_departments_meet_the_stranger_says_which(company: Company):
    do(company, chats_rows.bind, company.groups["design"], None, company.centre.id, ("design", "sales"))
    heard = company.says("Tâm", "/my", group="design")
    assert "bộ phận nào" in heard.answer
    tapped = company.taps("Tâm", heard, "Kinh doanh", group="design")
    assert [one.department for one in person(company, "Tâm").asked] == ["sales"]
    assert "Tâm" in "".join(
        tapped.read(say) for say in tapped.says if say.to_user == company.sender("Hùng").id
    )


@pytest.mark.parametrize("text", ["/update DH-261101 xong", "/my"])
def test_an_anonymous_admin_is_asked_to_show_themselves(company: Company, text: str):
    heard = company.says("Lan", "x")
    hidden = Sender(id=1087968824, name="Nhóm", is_bot=True, anonymous=True)
    chat = company.chat("Lan", "design")
    answered = company.hears(replace(heard.incoming, update=77, chat=chat, sender=hidden, text=text))
    assert "ẩn danh" in answered.answer
    assert answered.says[0].only_for is None
    silent = company.hears(replace(heard.incoming, update=78, chat=chat, sender=hidden, text="chào"))
    assert silent.says == ()


def test_talk_of_strangers_in_a_group_stays_talk_when_it_is_edited(company: Company):
    heard = company.says("Khách", "chào mọi người", group="design")
    assert company.edits(heard, "chào cả nhà").says == ()
    assert company.edits(heard, "/help").says == ()
    assert not known(company, "Khách")


def test_a_stranger_is_kept_twenty_reports_and_no_more(company: Company):
    answers = [company.says("Tâm", f"việc {number}").answer for number in range(21)]
    assert "giữ lại" in answers[19]
    assert "giữ lại" not in answers[20]


def test_names_of_those_who_ask_are_shown_as_they_are_now(company: Company):
    first = company.says("Tâm", "chào")
    assert known(company, "Tâm")
    renamed = replace(first.incoming.sender, name="Tâm Trần", username="tamtran")  # type: ignore[type-var]  # a sender
    chat = company.chat("Tâm", "design")
    heard = company.hears(replace(first.incoming, update=88, chat=chat, sender=renamed, text="/my"))
    assert "Tâm Trần (@tamtran)" in heard.told(company.sender("Vy").id)
    do(company, memberships.turn_down, [person(company, "Tâm").id], company.centre.id, ["design"])
