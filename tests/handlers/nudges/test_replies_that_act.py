"""Replying is reporting: below a nudge, a push, news, a card; in four scripts, with pictures, voices and edits."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from handlers.reading.giving_back import approved, given_back, refused
from orders.order import StageState
from storage.post import cards_rows
from tests.handlers.nudges.test_answering_digests import local
from tests.support.company import FILE, PHOTO, Attachment, Company, Heard
from tests.support.nudged import Nudged
from tests.support.sweeping import LEASE

VOICE = Attachment(kind="voice", file_id="voice-1", unique_id="v1")
STAGE = "fabrication"
# What is said below a nudge of one line, and what is known of the stage afterwards.
SAID = {
    "xong": "done", "xong rồi ạ": "done", "Done!": "done", "finished": "done", "完成": "done", "做好了": "done", "做完了": "done", "已經完成": "done",
    "60%": "60", "được 60 phần trăm": "60", "60% done": "60", "完成60%": "60", "120/200": "120 of 200",
    "thiếu mica": "material", "hết mica rồi": "material", "缺料": "material", "没有亚克力了": "material", "缺亞克力": "material", "no material": "material",
    "máy hỏng": "machine", "机器坏了": "machine", "機器壞了": "machine", "machine broken": "machine",
    "chờ khách": "customer", "等客户确认": "customer", "等客戶": "customer", "waiting for customer": "customer",
    "mai xong": "27/11", "明天完成": "27/11", "tomorrow": "27/11",
    "đang làm": "noted", "在做": "noted", "in progress": "noted", "chưa xong": "noted", "还没": "noted",
    # without accents, in a hurry, or as the young write
    "xog": "done", "xg r nha": "done", "xong òi": "done", "lam xong rui a": "done", "oki xong": "done", "ok了，做完": "done", "搞定": "done", "弄好了": "done",
    "còn 40%": "60", "剩40%": "60", "40% left": "60", "60phan tram": "60", "gia công còn khoảng 40%": "60", "40%还没做": "60", "40% not done": "60", "六成": "60", "百分之六十": "60", "mới làm": "noted", "k xong": "noted", "ko kip": "noted", "還沒": "noted", "not yet": "noted",
    "mai nha": "27/11", "t6": "27/11", "15h": "26/11", "chieu nay": "26/11", "tmr": "27/11", "下午三点": "26/11",
    "het muc": "material", "may hu": "machine", "xe hỏng": "machine", "mat dien": "machine", "không có ai làm": "people", "khach doi y roi": "customer",
    "停電": "machine", "打印机卡纸": "machine", "客人没确认": "customer", "没料了": "material", "車壞了": "machine", "人手不够": "people",
    "the printer is jammed": "machine", "paper jam": "machine", "power is out": "machine", "no vinyl left": "material", "no one here today": "people",
    "the truck broke down": "machine", "customer hasn't replied": "customer", "chờ khách nghiệm thu": "customer", "bên thiết kế chưa đưa file": "noted",
    # heard, polite, or not understood: never taken for an answer
    "ok": "asked", "dc r": "asked", "👍": "asked", "好的": "asked", "roger": "asked", "roi": "asked", "đc": "asked", "60": "asked", "bận quá": "asked", "40% 60%": "asked",
    "còn 40% mực": "asked", "剩40%的料": "asked", "remaining 40% of the vinyl": "asked", "mực còn 40%": "asked", "còn 40% tiền chưa thu": "payment",
    "不好意思": "asked", "忙": "asked", "busy with other orders": "asked", "设计还没给图": "asked", "vinyl done": "asked", "giao rồi": "asked",
    "kẹt": "asked", "卡住了": "asked", "stuck": "asked", "xong chưa?": "asked", "cảm ơn em": "asked", "谢谢": "asked",
}  # fmt: skip


@pytest.fixture
def nudged(company: Company) -> Nudged:
    return Nudged(company=company)


def known(company: Company, code: str = "KT-2411", stage: str = STAGE) -> str:
    record = company.order(code).stage(stage)
    if record.state is StageState.DONE:
        return "done"
    if record.hold is not None:
        return record.hold.kind
    if record.quantity is not None:
        return f"{record.quantity.done} of {record.quantity.total}"
    if record.estimate is not None:
        return f"{record.estimate.astimezone(company.centre.zone):%d/%m}"
    if record.percent is not None:
        return str(record.percent)
    return "asked" if record.reported_at is None else "noted"


def test_a_reply_to_a_nudge_of_one_line_is_a_report_on_it_in_any_language(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    for words, meant in SAID.items():
        heard = nudged.replies("Tú", nudging, words, group="production")
        assert (words, known(company)) == (words, meant)
        if meant == "asked":
            assert heard.says[0].only_for == company.sender("Tú").id or heard.keys()
        else:
            company.taps("Tú", heard, "Hoàn tác", group="production")


def test_words_nobody_understands_are_offered_as_what_they_may_be_and_none_are_lost(
    company: Company, nudged: Nudged
):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    heard = nudged.replies("Tú", nudging, "ok em", group="production")
    assert heard.answer.splitlines()[1].startswith("“ok em”: bot hiểu là đã đọc, nhưng Gia công tới đâu rồi?")
    assert {"Xong", "Chiều nay", "Mai", "Kẹt"} <= heard.labels
    for pressed, meant in (("Chỉ ghi chú", "noted"), ("Xong", "done")):
        asked = nudged.replies("Tú", nudging, "busy with other orders", group="production")
        assert asked.says[0].only_for == company.sender("Tú").id
        assert "“busy with other orders”" in asked.answer
        answered = company.taps("Tú", asked, pressed, group="production")
        assert (known(company), "“busy with other orders”" in answered.answer) == (meant, True)
        company.taps("Tú", answered, "Hoàn tác", group="production")
    asked = nudged.replies("Tú", nudging, "设计还没给图", group="production")
    kinds = company.taps("Tú", asked, "Kẹt vì chuyện này", group="production")
    assert "Gia công kẹt vì gì?" in kinds.answer
    company.taps("Tú", kinds, "Chờ duyệt", group="production")
    hold = company.order("KT-2411").stage(STAGE).hold
    assert (hold.kind, hold.reason) == ("approval", "设计还没给图")
    thanks = nudged.replies("Tú", nudging, "cảm ơn em", group="production")
    assert "Chưa ghi" not in thanks.answer
    stranger = nudged.replies("Lan", nudging, "bận quá", group="production")
    assert "Chỉ ghi chú" not in stranger.labels


def test_a_picture_or_a_voice_below_several_lines_waits_for_its_number(company: Company, nudged: Nudged):
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    nudging = nudged.nudge(local(26, 8))["production"]
    for kind, sent in (("tin thoại", VOICE), ("ảnh", PHOTO)):
        asked = nudged.replies("Tú", nudging, "", group="production", attachments=(sent,))
        assert asked.answer == f"{'Ảnh' if sent is PHOTO else 'Tin'} này của việc số nào?"
        assert f"kèm 1 {kind}" in company.taps("Tú", asked, "2", group="production").answer
    assert known(company, "KT-2412") == "noted"
    assert known(company) == "asked"


def test_an_album_or_a_voice_below_one_line_is_its_evidence(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    for number in range(3):
        picture = replace(PHOTO, unique_id=f"a{number}", file_id=f"a{number}")
        words = "" if number else "70%"
        company.says(
            "Tú", words, group="production", reply_to=nudging.message, attachments=(picture,), album="g"
        )
    nudged.replies("Tú", nudging, "", group="production", attachments=(VOICE,))
    record = company.order("KT-2411").stage(STAGE)
    assert (record.percent, [one.kind for one in record.evidence]) == (70, ["photo"] * 3 + ["voice"])


def test_an_edited_reply_runs_only_if_nothing_was_recorded_of_it(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    thanks = nudged.replies("Tú", nudging, "60 phần", group="production")
    recorded = company.edits(thanks, "60%")
    assert "Gia công: 60%" in recorded.answer
    told = company.edits(thanks, "xong")
    assert "Hoàn tác" in told.labels
    assert known(company) == "60"
    chatter = company.says("Tú", "xong", group="production")
    assert company.edits(chatter, "xong rồi").says == ()


def test_below_an_old_nudge_it_is_told_what_happened_and_who_may(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    stranger = nudged.replies("Lan", nudging, "xong", group="production")
    assert "Người báo được: Vận hành – Sản xuất" in stranger.answer
    company.passes(minutes=20)
    nudged.replies("Bảo", nudging, "xong", group="production")
    for words in ("xong", "60%", "thiếu mica"):
        late = nudged.replies("Tú", nudging, words, group="production")
        assert "Bảo, 08:20" in late.answer
        assert late.says[0].only_for == company.sender("Tú").id


@pytest.mark.parametrize(
    ("words", "first", "told"),
    [
        ("1 xong\n9 xong", "done", "Danh sách không có số 9, hoặc"),
        ("1 60%, 9 xong", "60", "Danh sách không có số 9, hoặc"),
        ("1 xong 9 60%", "done", "Danh sách không có số 9, hoặc"),
        ("1 完成，9 完成", "done", "Danh sách không có số 9, hoặc"),
        ("1 xong\n2 blah", "done", "2. KT-2412"),
    ],
)
def test_of_two_numbers_the_good_one_counts_and_the_bad_one_is_explained(
    company: Company, nudged: Nudged, words: str, first: str, told: str
):
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    nudging = nudged.nudge(local(26, 8))["production"]
    heard = nudged.replies("Tú", nudging, words, group="production")
    assert known(company) == first
    assert told in heard.answer


def in_group(company: Company, heard: Heard, department: str) -> int:
    """The number of the message a department's group got of it."""
    numbers = dict(zip((say.chat for say in heard.says), company.delivers(heard), strict=True))
    return numbers[company.groups[department]]


def test_a_push_is_answered_below_it_by_number_where_it_asked_after_several(company: Company):
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    alone = in_group(
        company, company.says("Điệp", "/push 2411 khách hỏi", group="coordination"), "production"
    )
    answer = company.says("Tú", "完成30%", group="production", reply_to=alone)
    assert known(company) == "30"
    assert "Trả lời lời giục của bạn" in answer.told(company.sender("Điệp").id)
    company.passes(hours=2)
    push = company.says("Điệp", "/push Sản xuất gấp", group="coordination")
    several = in_group(company, push, "production")
    which = company.says("Tú", "xong", group="production", reply_to=several)
    assert which.labels == {"1", "2"}
    assert known(company) == "30"
    assert company.taps("Tú", which, "2", group="production").answer.startswith("KT-2412")
    company.says("Tú", "1 60%\n2 xong", group="production", reply_to=several)
    assert (known(company), known(company, "KT-2412")) == ("60", "done")


def test_news_of_a_handover_is_received_or_given_back_in_words_below_it(company: Company, nudged: Nudged):
    for code in ("KT-2411", "KT-2412"):
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        done = company.says("Lan", f"/update {code} nhận đơn xong", group="sales")
        news = in_group(company, done, "design")
        company.says("Minh", f"/update {code} vị trí sản xuất 10%")
    company.says("Minh", "收到", group="design", reply_to=news)
    assert company.order("KT-2412").stage("design").state is StageState.ACTIVE
    company.says("Lan", "/new KT-2413; Khánh Thy; Biển alu")
    news = in_group(company, company.says("Lan", "/update KT-2413 nhận đơn xong", group="sales"), "design")
    company.says("Minh", "/update KT-2413 vị trí sản xuất 10%")
    asked = company.says("Minh", "trả lại", group="design", reply_to=news)
    assert "Lý do" in asked.answer or "Vì sao" in asked.answer
    assert company.order("KT-2413").stage("design").state is StageState.OFFERED
    nudging = nudged.nudge(local(23, 11))["design"]
    assert "KT-2413" in nudging.text
    number = next(n for n, line in enumerate(nudging.lines) if "KT-2413" in line)
    heard = nudged.replies("Minh", nudging, f"{number} 退回，尺寸不对", group="design")
    assert "尺寸不对" in heard.answer
    assert company.order("KT-2413").stage("reception").state is StageState.ACTIVE


def test_an_orders_card_is_answered_like_its_news(company: Company):
    company.in_fabrication("KT-2411")
    company.says("Tú", "/order 2411", group="production")

    def post(conn: Connection) -> None:
        taken = cards_rows.claim(conn, owner="t", now=company.now, lease=LEASE, limit=9)
        [card] = [one for one in taken if one.kind == "order"]
        cards_rows.shown(conn, card, card.wanted, 777)

    company.store.write(post).result()
    company.says("Tú", "45%", group="production", reply_to=777)
    assert known(company) == "45"
    company.says("Tú", "", group="production", reply_to=777, attachments=(FILE,))
    assert company.order("KT-2411").stage(STAGE).evidence


def test_words_that_give_back_approve_and_refuse():
    assert [given_back(one) for one in ("trả lại: thiếu số đo", "Không nhận vì sai", "退回", "return, wrong size")] == [
        "thiếu số đo", "sai", "", "wrong size",
    ]  # fmt: skip
    assert not any(
        map(given_back, ("không nhận được hàng", "trả lại chưa?", "đã nhận", "returning customer"))
    )
    assert [refused(one) for one in ("không duyệt, sai màu", "驳回：颜色不对", "not approved")] == [
        "sai màu", "颜色不对", "",
    ]  # fmt: skip
    assert all(map(approved, ("duyệt", "Đã duyệt!", "批准", "同意", "approved")))
    assert not any(map(approved, ("không duyệt", "duyệt chưa?", "chờ duyệt", "approved by whom")))


def test_whoever_is_named_as_silent_disputes_it_and_coordination_hears_once(company: Company, nudged: Nudged):
    """Lesson 8: a dispute button on the naming list; what is on record is shown, and nothing is made up."""
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    nudging = nudged.nudge(local(26, 8))["production"]
    opened = company.forges("Tú", nudging.keys["1"], group="production")
    disputed = company.taps("Tú", opened, "Đã báo rồi mà", group="production")
    assert "Việc mới nhất ở Gia công: đã nhận, Tú, 09:00 T2 23/11" in disputed.answer
    told = disputed.told(company.groups["coordination"])
    assert "Vận hành – Sản xuất nói đã báo KT-2411" in told
    assert told.endswith("Sổ ghi gần nhất: đã nhận, 09:00 T2 23/11.")
    company.delivers(disputed)
    for words in ("1 báo rồi mà", "1 早就报过了", "1 already reported"):
        again = nudged.replies("Tú", nudging, words, group="production")
        assert "Việc mới nhất ở Gia công" in again.answer
        assert not again.told(company.groups["coordination"])
    assert known(company) == "asked"
    assert "Người báo được" in nudged.replies("Lan", nudging, "1 đã báo rồi", group="production").answer
