"""/status: health in words, with what failed and who hears nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from storage import chat_moves
from storage.chasing import alarms
from storage.intake import inbox
from storage.intake.inbox import NewUpdate
from storage.people import chats_rows, people_rows
from storage.post import held_letters, outbox, outbox_adding, outbox_lists
from storage.post.outbox_adding import NewLetter
from tests.support.coming_in import deliver, do
from tests.support.company import Company

WAITS = NewLetter(company="adtech", chat=0, lane="waits", priority=20, payload={}, unasked=True)


def test_all_is_well_is_said_in_words(company: Company):
    answer = company.says("An", "/status").answer
    assert "Không có tin nào chờ xử lý" in answer
    assert "Mọi tin đã gửi đi hết" in answer
    assert "⛔" not in answer
    assert "design: Kỹ thuật – Thiết kế" in answer
    assert "Chưa có nhóm nào cho: EANT" in answer
    assert "Người trong danh sách: 12" in answer
    assert "SQLite 3." in answer or "PostgreSQL 1" in answer


def test_what_waits_is_counted_with_its_age(company: Company):
    updates = [NewUpdate(bot=1, update_id=number, chat_key="5", raw={}) for number in range(3)]
    do(company, inbox.put, updates, company.now - timedelta(minutes=12))
    company.says("Lan", "/my")
    answer = company.says("An", "/status").answer
    assert "Tin chờ xử lý: 3, cũ nhất 12 phút trước" in answer
    assert "Tin chờ gửi: 1" in answer


def test_what_failed_is_listed_with_its_id_and_reason(company: Company):
    do(company, inbox.put, [NewUpdate(bot=1, update_id=4711, chat_key="5", raw={})], company.now)
    row = do(company, inbox.claim_chat, owner="t", now=company.now, lease=timedelta(seconds=5))
    do(company, inbox.bury, row, "ValueError: no chat", company.now)
    for _ in range(3):
        heard = company.says("Minh", "/my")
        [letter] = heard.handled.letters[:1]
        do(company, outbox.bury, letter, "bot was blocked", company.now)
    [letter] = company.says("Vy", "/my").handled.letters[:1]
    do(company, outbox.bury, letter, "CannotWrite: Forbidden: bot was blocked by the user", company.now)
    do(company, alarms.raise_, company.centre.id, "unsent", company.now, again_after=timedelta(hours=1))
    do(company, outbox_lists.pause, company.groups["sales"], company.now + timedelta(minutes=3), "429")
    answer = company.says("An", "/status").answer
    assert "4711" in answer
    assert "ValueError: no chat" in answer
    assert "tới “Minh”: 3 tin" in answer
    assert "bot was blocked" in answer
    assert "“Vy” không nhận được: 1 tin" in answer
    assert "24 giờ qua: 0 tin tới nơi, 4 tin không tới." in answer
    assert "Tin chờ gửi quá lâu, báo động từ vừa xong" in answer
    assert "“sales”: Telegram bảo chờ đến 09:03" in answer


def test_departments_and_people_that_hear_nothing_are_named(company: Company):
    do(company, chat_moves.mark_gone, company.groups["design"], company.now)
    do(company, chats_rows.unbind, company.groups["finance"], None)
    do(company, people_rows.set_reachable, company.sender("Tú").id, reachable=False)
    deliver(company, company.says("Tâm", "/my", group="sales"))
    answer = company.says("An", "/status").answer
    assert "Chưa có nhóm nào cho: EANT, Kỹ thuật – Thiết kế, Kế toán – Tài chính" in answer
    assert "Không nhắn riêng được: Tú" in answer
    assert "chờ duyệt: 1" in answer


def test_of_each_group_it_says_what_it_has_heard_unasked_today_and_what_waits_there(company: Company):
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    letters = {
        letter.chat: letter for letter in company.says("Lan", "/update 2411 nhận đơn xong").handled.letters
    }
    design = company.groups["design"]
    do(company, held_letters.count, letters[design], company.now - timedelta(days=1))
    assert "design: Kỹ thuật – Thiết kế. Hôm nay bot tự nhắn 0/8 tin" in company.says("An", "/status").answer
    [push] = [
        letter
        for letter in company.says("Điệp", "/giuc 2411 thiết kế").handled.letters
        if letter.chat == design
    ]
    do(company, held_letters.count, push, company.now)
    [news] = do(company, outbox_adding.add, [replace(WAITS, chat=design)], **leased(company))
    do(company, held_letters.hold, news, company.now + timedelta(hours=3), company.now)
    answer = company.says("An", "/status").answer
    assert "design: Kỹ thuật – Thiết kế. Hôm nay bot tự nhắn 1/8 tin" in answer
    assert "Ở đó còn tin chờ gộp: 1, gửi lúc 12:00" in answer
    assert "sales: Kinh doanh. Hôm nay bot tự nhắn 0/8 tin" in answer


def leased(company: Company) -> dict[str, Any]:
    return {"now": company.now, "owner": "test", "lease": timedelta(seconds=30)}


def test_it_is_for_those_who_oversee(company: Company):
    assert "không có quyền" in company.says("Minh", "/status").answer
    assert "không có quyền" in company.says("Vy", "/status").answer
    read = company.says("Soát", "/status")
    assert "Tình trạng" in read.answer
    assert "Lịch làm việc chưa ai xác nhận: 2027." in read.answer
    assert not read.keys()
    assert "📅 Xem lịch 2027" in company.says("Điệp", "/status").labels
