"""Answers to a digest: by number, below it or right after it, by tap; nothing that was not said is recorded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.tap_data import TapData, pack
from orders.order import StageState
from storage.people import chats_rows
from tests.support.company import PHOTO, Company
from tests.support.nudged import Nudged, Nudging

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
CODES = ("KT-2411", "KT-2412", "KT-2413", "KT-2414")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def nudged(company: Company) -> Nudged:
    return Nudged(company=company)


@pytest.fixture
def four(company: Company, nudged: Nudged) -> Nudging:
    """Four orders production has said nothing of, in one message in its group."""
    for code in CODES:
        company.in_fabrication(code)
    return nudged.nudge(local(26, 8))["production"]


@pytest.fixture
def one(company: Company, nudged: Nudged) -> Nudging:
    company.in_fabrication("KT-2411")
    return nudged.nudge(local(26, 8))["production"]


def alone(company: Company) -> None:
    """Production has no group: its people are reminded in private."""
    company.store.write(lambda conn: chats_rows.unbind(conn, company.groups["production"], None)).result()


def states(company: Company) -> list[StageState]:
    return [company.order(code).stage("fabrication").state for code in CODES]


def untouched(company: Company) -> bool:
    return all(company.order(code).stage("fabrication").reported_at in {None, local(23, 9)} for code in CODES)


def test_several_numbers_are_closed_by_one_word_and_answered_in_one_message(
    company: Company, nudged: Nudged, four: Nudging
):
    heard = nudged.replies("Tú", four, "1 3 xong", group="production")
    assert states(company) == [StageState.DONE, StageState.ACTIVE, StageState.DONE, StageState.ACTIVE]
    assert heard.answer.splitlines() == [
        "1. KT-2411 · Khánh Thy: ✅ Gia công: xong (Tú, 08:00)",
        "3. KT-2413 · Khánh Thy: ✅ Gia công: xong (Tú, 08:00)",
    ]
    assert heard.says[0].only_for is None
    assert list(heard.keys(heard.says[0])) == ["Hoàn tác 1", "Hoàn tác 3"]
    company.taps("Tú", heard, "Hoàn tác 3", group="production")
    assert states(company) == [StageState.DONE, *[StageState.ACTIVE] * 3]


def test_each_line_of_a_message_reports_on_its_own_number(company: Company, nudged: Nudged, four: Nudging):
    nudged.replies("Tú", four, "1 xong, 2 60%\n3 mai xong\n4 thiếu mica\nđang chờ kho", group="production")
    first, second, third, fourth = (company.order(code).stage("fabrication") for code in CODES)
    assert first.state is StageState.DONE
    assert second.percent == 60
    assert third.estimate == local(27, 17)
    assert fourth.hold is not None
    assert fourth.hold.kind == "material"
    assert fourth.hold.reason == "thiếu mica\nđang chờ kho"


def test_one_number_alone_is_answered_like_any_report(company: Company, nudged: Nudged, four: Nudging):
    heard = nudged.replies("Tú", four, "2 60%", group="production")
    assert heard.answer.startswith("KT-2412 · Khánh Thy\n✅ Gia công: 60%")
    assert "Hoàn tác" in heard.labels


@pytest.mark.parametrize(
    ("words", "recorded"),
    [
        ("1 người nghỉ, mai xong", "1 người nghỉ, mai xong"),
        ("1 thợ nghỉ", "1 thợ nghỉ"),
        ("1 máy hỏng", "1 máy hỏng"),
        ("1 tấm mica thiếu", "1 tấm mica thiếu"),
        ("1 人手不够", "1 人手不够"),
        ("1 man off, done tomorrow", "1 man off, done tomorrow"),
        ("1 thiếu mica", "thiếu mica"),
        ("1. thợ nghỉ", "thợ nghỉ"),
        ("số 1 thợ nghỉ", "thợ nghỉ"),
        ("1 缺亚克力", "缺亚克力"),
        ("1 waiting for mica", "waiting for mica"),
    ],
)
def test_below_a_single_line_a_one_that_may_count_something_is_recorded(
    company: Company, nudged: Nudged, one: Nudging, words: str, recorded: str
):
    heard = nudged.replies("Tú", one, words, group="production")

    stage = company.order("KT-2411").stage("fabrication")
    assert stage.hold is not None or stage.estimate is not None, heard.answer
    assert f"“{recorded}”" in company.says("Hùng", "/history KT-2411").answer


@pytest.mark.parametrize(
    "words", ["1 gia công xong", "1 xong", "dạ 1 em xong rồi", "1项加工完成", "1 fabrication done"]
)
def test_below_a_single_line_a_one_before_what_is_said_of_it_is_its_number(
    company: Company, nudged: Nudged, one: Nudging, words: str
):
    nudged.replies("Tú", one, words, group="production")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


@pytest.mark.parametrize("words", ["xong hết", "全部完成", "all done", "cả 4 xong"])
def test_everything_is_closed_only_by_words_that_say_so(
    company: Company, nudged: Nudged, four: Nudging, words: str
):
    nudged.replies("Tú", four, words, group="production")
    assert states(company) == [StageState.DONE] * 4


@pytest.mark.parametrize(
    "words",
    [
        "xong",
        "xong hết chưa?",
        "chưa xong hết",
        "60%",
        "xong 2",
        "cảm ơn em",
        "9 xong",
        "1 60",
        "2 bộ xong",
        "1",
        "1 3",
    ],
)
def test_what_names_no_number_clearly_changes_nothing_and_offers_them(
    company: Company, nudged: Nudged, four: Nudging, words: str
):
    heard = nudged.replies("Tú", four, words, group="production")
    assert untouched(company)
    assert heard.says[0].only_for == company.sender("Tú").id
    assert heard.keys()


@pytest.mark.parametrize("words", ["1 chưa xong", "1 xong chưa?", "1 gần xong", "1 mai xong", "1 没完成"])
def test_what_is_not_yet_never_closes_a_line(company: Company, nudged: Nudged, four: Nudging, words: str):
    nudged.replies("Tú", four, words, group="production")
    assert states(company) == [StageState.ACTIVE] * 4


def test_a_number_it_has_not_is_refused_beside_what_is_recorded(
    company: Company, nudged: Nudged, four: Nudging
):
    heard = nudged.replies("Tú", four, "1, 9 xong", group="production")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE
    assert "Danh sách không có số 9, hoặc" in heard.answer


def test_a_line_somebody_answered_meanwhile_says_who_and_when(
    company: Company, nudged: Nudged, four: Nudging
):
    company.passes(minutes=5)
    company.says("Bảo", "2411 gia công xong")
    heard = nudged.replies("Tú", four, "1 2 xong", group="production")
    first, second = heard.answer.splitlines()
    assert first.startswith("1. KT-2411 · Khánh Thy: Đã ghi rồi: báo xong, Bảo, 08:05")
    assert second.startswith("2. KT-2412 · Khánh Thy: ✅ Gia công: xong")


def test_who_else_is_concerned_hears_of_every_line(company: Company, nudged: Nudged, four: Nudging):
    heard = nudged.replies("Tú", four, "1 4 kẹt chờ khách duyệt mẫu", group="production")
    held = [company.order(code).stage("fabrication").hold is not None for code in CODES]
    assert held == [True, False, False, True]
    told = heard.told(company.groups["sales"])
    assert "KT-2411" in told
    assert "KT-2414" in told


def test_those_who_may_not_are_refused_line_by_line_for_their_eyes_alone(
    company: Company, nudged: Nudged, four: Nudging
):
    heard = nudged.replies("Lan", four, "1 2 xong", group="production")
    assert untouched(company)
    assert heard.says[0].only_for == company.sender("Lan").id


def test_another_order_in_the_same_message_is_reported_on_too(
    company: Company, nudged: Nudged, four: Nudging
):
    company.says("Lan", "/new KT-2500; Hoàng Gia; Biển mica")
    company.says("Lan", "2500 nhận đơn xong")
    nudged.replies("Điệp", four, "1 xong\nKT-2500 thiết kế 30%", group="production")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE
    assert company.order("KT-2500").stage("design").percent == 30


def test_an_order_below_a_digest_is_that_order(company: Company, nudged: Nudged, four: Nudging):
    nudged.replies("Tú", four, "2414 xong", group="production")
    assert states(company) == [StageState.ACTIVE] * 3 + [StageState.DONE]


def test_a_reply_to_the_answer_leads_back_to_the_numbers(company: Company, nudged: Nudged, four: Nudging):
    answer = nudged.replies("Tú", four, "1 3 xong", group="production")
    number = company.delivers(answer)[0]
    company.says("Tú", "2 60%", group="production", reply_to=number)
    assert company.order("KT-2412").stage("fabrication").percent == 60


def test_a_number_key_opens_its_lines_answers_for_the_tapper_alone(
    company: Company, nudged: Nudged, four: Nudging
):
    opened = company.forges("Tú", four.keys["2"], group="production")
    assert opened.says[0].only_for == company.sender("Tú").id
    assert opened.answer.startswith("KT-2412 · Khánh Thy")
    assert list(opened.keys()) == ["Xong", "Chiều nay", "Mai", "Kẹt", "Đã báo rồi mà", "Xem đơn"]
    company.taps("Tú", opened, "Chiều nay", group="production")
    assert company.order("KT-2412").stage("fabrication").estimate == local(26, 17)
    again = company.forges("Bảo", four.keys["2"], group="production")
    assert "Việc mới nhất ở Gia công: hẹn xong, Tú, 08:00" in again.answer


@pytest.mark.parametrize(
    "data", [TapData(verb="dl", order=99, choice="1"), TapData(verb="dl", order=1, choice="x")]
)
def test_a_forged_number_key_is_answered_like_an_old_one(company: Company, four: Nudging, data: TapData):
    assert "Nút này" in company.forges("Tú", pack(data), group="production").answer
    assert untouched(company)


def test_below_a_digest_of_one_line_words_need_no_number(company: Company, nudged: Nudged, one: Nudging):
    nudged.replies("Tú", one, "70%", group="production")
    assert company.order("KT-2411").stage("fabrication").percent == 70
    nudged.replies("Tú", one, "xong", group="production")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_thanks_below_a_digest_of_one_line_are_hinted_at(company: Company, nudged: Nudged, one: Nudging):
    heard = nudged.replies("Tú", one, "cảm ơn em", group="production")
    assert heard.says[0].only_for == company.sender("Tú").id
    assert company.order("KT-2411").stage("fabrication").reported_at is None


def test_this_afternoon_silences_until_then(company: Company, nudged: Nudged, one: Nudging):
    company.forges("Tú", one.keys["Chiều nay"], group="production")
    assert company.order("KT-2411").stage("fabrication").estimate == local(26, 17)
    assert nudged.nudge(local(26, 16, 59)) == {}
    told = nudged.nudge(local(27, 8))["production"]
    assert "đã quá giờ hẹn xong 17:00 T5 26/11" in told.text


def test_said_on_a_day_off_this_afternoon_is_that_of_the_next_working_day(company: Company, one: Nudging):
    company.now = local(29, 10)
    company.forges("Tú", one.keys["Chiều nay"], group="production")
    assert company.order("KT-2411").stage("fabrication").estimate == local(30, 17)


def test_an_old_button_says_what_happened_meanwhile(company: Company, one: Nudging):
    company.says("Bảo", "2411 gia công 80%")
    heard = company.forges("Tú", one.keys["Xong"], group="production")
    assert "Bảo" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_a_photo_below_several_lines_waits_for_its_number(company: Company, nudged: Nudged, four: Nudging):
    asked = nudged.replies("Tú", four, "", group="production", attachments=(PHOTO,))
    assert asked.answer == "Ảnh này của việc số nào?"
    company.taps("Tú", asked, "3", group="production")
    assert company.order("KT-2413").stage("fabrication").evidence


def test_a_photo_with_a_number_belongs_to_its_line(company: Company, nudged: Nudged, four: Nudging):
    heard = nudged.replies("Tú", four, "2 xong", group="production", attachments=(PHOTO,))
    record = company.order("KT-2412").stage("fabrication")
    assert record.state is StageState.DONE
    assert record.evidence
    assert heard.handled.reply.reaction == "👌"


def test_whoever_answers_for_a_hold_says_how_it_stands_and_until_when(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công kẹt chờ khách duyệt mẫu")
    told = nudged.nudge(local(30, 8))
    [nudging] = [one for one in told.values() if "Vẫn kẹt" in one.keys]
    group = nudging.chat
    asked = company.forges("Lan", nudging.keys["Vẫn kẹt"], group=group)
    [question, *_] = company.delivers(asked)
    company.says("Lan", "khách hẹn mai trả lời", group=group, reply_to=question)
    record = company.order("KT-2411").stage("fabrication")
    assert record.hold is not None
    assert record.estimate == local(30, 17) + timedelta(days=1)
    assert "khách hẹn mai trả lời" in [event.note for event in company.history(company.order("KT-2411").id)]
    assert nudged.nudge(local(30, 16)) == {}


def test_below_a_hold_that_it_is_still_stuck_is_no_second_hold(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công kẹt thiếu mica")
    nudging = nudged.nudge(local(26, 8))["production"]
    heard = nudged.replies("Tú", nudging, "vẫn thiếu mica, thứ 7 có", group="production")
    assert "vẫn thiếu mica" in heard.answer
    record = company.order("KT-2411").stage("fabrication")
    assert record.hold is not None
    assert record.hold.since == local(23, 9)


# --- in private, right after it ---


@pytest.fixture
def private(company: Company, nudged: Nudged) -> Nudging:
    alone(company)
    for code in CODES:
        company.in_fabrication(code)
    return nudged.nudge(local(26, 8))["Tú"]


def test_in_private_numbers_need_no_reply(company: Company, private: Nudging):
    company.says("Tú", "1 3 xong")
    assert states(company) == [StageState.DONE, StageState.ACTIVE, StageState.DONE, StageState.ACTIVE]
    company.says("Tú", "2 60%")
    assert company.order("KT-2412").stage("fabrication").percent == 60


@pytest.mark.parametrize("words", ["xong hết", "全部完成", "all done"])
def test_of_a_list_of_ones_own_only_a_short_one_is_closed_by_words_that_name_no_number(
    company: Company, words: str
):
    for code in CODES[:3]:
        company.in_fabrication(code)
    [short] = company.delivers(company.says("Tú", "/my"))
    company.in_fabrication(CODES[3])
    listed = company.says("Tú", "/my")
    assert listed.answer.endswith("Trả lời bằng số, ví dụ “1 xong”, “2 60%”.")
    [long] = company.delivers(listed)
    heard = company.says("Tú", words, reply_to=long)
    assert heard.labels == {"Ghi xong cả 4 việc", "1", "2", "3", "4"}
    assert untouched(company)
    company.says("Tú", words, reply_to=short)
    assert states(company) == [*[StageState.DONE] * 3, StageState.ACTIVE]


def test_in_private_a_code_is_an_order_and_a_bare_word_no_answer(company: Company, private: Nudging):
    company.says("Tú", "2412 xong")
    company.says("Tú", "xong hết")
    assert states(company) == [StageState.ACTIVE, StageState.DONE, StageState.ACTIVE, StageState.ACTIVE]


def test_in_private_numbers_that_are_an_orders_code_as_well_are_asked(company: Company, private: Nudging):
    company.says("Lan", "/new KT-2134; Hoàng Gia; Biển mica")
    heard = company.says("Tú", "1 3 4 xong")
    assert untouched(company)
    assert "KT-2134" in heard.labels
    company.says("Tú", "134 xong")
    assert untouched(company)


def test_in_private_numbers_after_another_list_are_not_of_the_digest(
    company: Company, nudged: Nudged, private: Nudging
):
    own = company.says("Tú", "/my")
    company.delivers(own)
    fourth = next(line for line in own.answer.splitlines() if line.startswith("4. "))
    company.says("Tú", "4 60%")
    [reported] = [code for code in CODES if company.order(code).stage("fabrication").percent]
    assert reported in fourth
    nudged.replies("Tú", private, "1 xong")
    assert states(company)[0] is StageState.DONE


def test_in_private_numbers_of_yesterday_are_not_read(company: Company, private: Nudging):
    company.passes(hours=25)
    company.says("Tú", "1 xong")
    assert untouched(company)


def test_in_private_a_digest_newer_than_an_open_question_is_answered_first(company: Company, nudged: Nudged):
    alone(company)
    for code in CODES:
        company.in_fabrication(code)
    company.now = local(26, 7, 45)
    which = company.taps("Tú", company.says("Tú", "2414 gia công?"), "Trả về")
    company.delivers(company.taps("Tú", which, "Thiết kế"))
    nudged.nudge(local(26, 8))
    company.says("Tú", "1 xong")
    assert states(company)[0] is StageState.DONE


@pytest.mark.parametrize("words", ["hết kẹt rồi", "xong", "gỡ xong", "解决了", "solved"])
def test_asked_how_a_hold_stands_done_is_said_of_the_hold_and_closes_no_stage(
    company: Company, nudged: Nudged, words: str
):
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công kẹt thiếu mica")
    nudging = nudged.nudge(local(26, 8))["production"]
    assert "chưa có tin gỡ tới đâu" in nudging.text
    heard = nudged.replies("Tú", nudging, words, group="production")
    assert f"“{words}”" not in heard.answer
    record = company.order("KT-2411").stage("fabrication")
    assert record.hold is None
    assert record.state is StageState.ACTIVE


@pytest.mark.parametrize("words", ["ok", "dạ", "đã rõ", "ok em", "đã nhận", "知道了", "收到", "roger", "👍"])
def test_asked_how_a_hold_stands_ok_says_only_that_it_was_read_and_lifts_nothing(
    company: Company, nudged: Nudged, words: str
):
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công kẹt thiếu mica")
    nudging = nudged.nudge(local(26, 8))["production"]
    heard = nudged.replies("Tú", nudging, words, group="production")
    assert f"“{words}”: bot hiểu là đã đọc, nhưng Gia công gỡ tới đâu rồi?" in heard.answer
    assert {"Hết kẹt", "Vẫn kẹt"} <= heard.labels
    record = company.order("KT-2411").stage("fabrication")
    assert (record.state, record.hold.reason) == (StageState.ACTIVE, "kẹt thiếu mica")


def test_by_its_number_ok_lifts_no_hold_and_is_asked_beside_what_is_recorded(
    company: Company, nudged: Nudged
):
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
        company.says("Tú", f"{code} gia công kẹt chờ khách duyệt mẫu")
    told = nudged.nudge(local(26, 8))
    [nudging] = [one for one in told.values() if len(one.keys) == 2]
    heard = nudged.replies("Lan", nudging, "1 ok, 2 xong", group="sales")
    held = [company.order(code).stage("fabrication").hold is not None for code in ("KT-2411", "KT-2412")]
    assert held == [True, False]
    assert "“ok”: bot hiểu là đã đọc" in heard.answer
    assert heard.labels >= {"1"}
    assert "2" not in heard.labels


def test_by_its_number_a_hold_is_over_and_what_is_not_yet_leaves_it(company: Company, nudged: Nudged):
    for code in ("KT-2411", "KT-2412", "KT-2413"):
        company.in_fabrication(code)
        company.says("Tú", f"{code} gia công kẹt chờ khách duyệt mẫu")
    told = nudged.nudge(local(26, 8))
    [nudging] = [one for one in told.values() if len(one.keys) == 3]
    nudged.replies("Lan", nudging, "1 hết kẹt\n2 chưa hết kẹt\n3 xong", group="sales")
    held = [
        company.order(code).stage("fabrication").hold is not None
        for code in ("KT-2411", "KT-2412", "KT-2413")
    ]
    assert held == [False, True, False]
