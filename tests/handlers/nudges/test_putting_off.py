"""Putting off what no day can be named for: by a button or in words, within bounds, on record and to be seen."""

import pytest
from sqlalchemy import Connection

from handlers.nudges.later_keys import until_of
from handlers.reading.later import puts_off
from orders.order import StageState
from storage.post import cards_rows
from tests.handlers.nudges.test_answering_digests import local
from tests.support.company import Company
from tests.support.nudged import Nudged, Nudging
from tests.support.sweeping import LEASE


@pytest.fixture
def nudged(company: Company) -> Nudged:
    return Nudged(company=company)


@pytest.fixture
def offered(company: Company, nudged: Nudged) -> Nudging:
    """Design was offered an order on Monday at nine and has not confirmed it by eleven."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    company.says("Minh", "/update KT-2411 vị trí sản xuất mai xong")
    return nudged.nudge(local(23, 11))["design"]


@pytest.mark.parametrize(
    "words",
    ["nhắc sau", "Nhắc lại sau 2 tiếng nhé", "để mai", "để sau", "mai nhắc", "sáng mai nhắc lại", "chiều nhắc lại", "hoãn nhắc",
     "lát nữa", "để lát nữa", "để chiều nhé", "nhắc lại thứ 5", "nhắc lại lúc 15:30", "nhac lai sau 2h", "稍后提醒", "晚点再说", "明天再提醒", "明早提醒我", "等一下", "过两小时再提醒", "2小时后提醒", "半小时后再问", "两個小時後提醒我",
     "稍後提醒", "明天再說", "later", "remind me later", "remind me tomorrow", "snooze", "snooze 2h", "not now", "remind me in 3 hours", "ask again tomorrow"],
)  # fmt: skip
def test_words_that_ask_for_a_later_reminder(words: str):
    assert puts_off(words)


@pytest.mark.parametrize(
    "words",
    ["mai xong", "để mai xong", "nhắc", "nhắc khách", "xong", "đã nhận", "明天完成", "明天", "tomorrow", "done later", "remind the customer", "hoàn lại",
     "để kho nhận", "chưa xong, mai nhắc khách", "等客户", "稍后完成", "mai"],
)  # fmt: skip
def test_words_that_do_not(words: str):
    assert not puts_off(words)


def test_a_nudge_put_off_comes_back_to_the_same_people_and_says_so_where_it_climbs(
    company: Company, nudged: Nudged, offered: Nudging
):
    heard = company.forges("Minh", offered.keys["⏰ Sáng T4 25/11"], group="design")
    assert heard.answer.splitlines()[1] == "⏰ Thiết kế: 08:00 T4 25/11 nhắc lại (Minh, 11:00)"
    assert len(heard.says) == 1
    assert company.order("KT-2411").stage("design").state is StageState.OFFERED
    off = "⏰ Thiết kế: hoãn nhắc đến 08:00 T4 25/11, đã hoãn 1 lần"
    assert f"{off} (Kỹ thuật – Thiết kế)" in company.card("KT-2411", group="coordination")
    assert f"{off} (Minh)" in company.says("Điệp", "/today").answer
    assert "Minh: Thiết kế, hoãn nhắc (08:00 T4 25/11)" in company.says("Điệp", "/history 2411").answer

    company.says("Điệp", "/order 2411", group="coordination")
    _shows(company)
    assert _out_of_date(company) == set()
    again, head = nudged.nudge_until(local(25, 10))
    assert _out_of_date(company) >= {"order"}  # it says until when it was put off
    assert (again.chat, again.heard.now) == ("design", local(25, 8))
    assert "chưa bấm “Đã nhận”, đã hoãn 1 lần (Kỹ thuật – Thiết kế)" in again.text
    assert (head.chat, head.heard.now) == ("Vy", local(25, 10))
    assert "đã nhắc 2 lần, đã hoãn 1 lần (Minh)" in head.text
    assert "hoãn" not in company.card("KT-2411", group="coordination")


def _shows(company: Company) -> None:
    def show(conn: Connection) -> None:
        for card in cards_rows.claim(conn, owner="t", now=company.now, lease=LEASE, limit=50):
            cards_rows.shown(conn, card, card.wanted, 777)

    company.store.write(show).result()


def _out_of_date(company: Company) -> set[str]:
    """The kinds of cards that show less than is wanted."""

    def look(conn: Connection) -> set[str]:
        return {one.kind for one in cards_rows.claim(conn, owner="u", now=company.now, lease=LEASE, limit=50)}

    return company.store.write(look).result()


def test_what_is_put_off_is_asked_at_once_when_that_is_taken_back(
    company: Company, nudged: Nudged, offered: Nudging
):
    heard = nudged.replies("Minh", offered, "để mai", group="design")
    assert "08:00 T4 25/11 nhắc lại" in heard.answer
    assert nudged.nudge_until(local(23, 16)) == []
    company.taps("Minh", heard, "Hoàn tác", group="design")
    assert [(one.chat, "hoãn" in one.text) for one in nudged.nudge_until(local(23, 16))] == [("Vy", False)]


def test_a_receipt_answers_what_was_put_off(company: Company, nudged: Nudged, offered: Nudging):
    nudged.replies("Minh", offered, "nhắc sau", group="design")
    company.passes(minutes=10)
    company.forges("Minh", offered.keys["Đã nhận"], group="design")
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE
    assert "hoãn" not in company.card("KT-2411", group="coordination")
    assert "không có gì phải nhắc" in nudged.replies("Minh", offered, "nhắc sau", group="design").answer


def test_bounds_of_putting_off(company: Company, nudged: Nudged, offered: Nudging):
    """Who may not answer it may not put it off, and nobody for longer than the company allows."""
    for who, words, told in (
        ("Lan", "để mai", "Người báo được: Kỹ thuật – Thiết kế"),
        ("Minh", "nhắc lại sau 9 ngày nữa", "lâu nhất là đến 17:00 T4 25/11"),
    ):
        heard = nudged.replies(who, offered, words, group="design")
        assert told in heard.answer
        assert heard.says[0].only_for == company.sender(who).id
        assert company.order("KT-2411").put_off == ()


def test_the_same_question_is_put_off_twice_and_no_more(company: Company, nudged: Nudged, offered: Nudging):
    first = nudged.replies("Minh", offered, "nhắc sau", group="design")
    assert "13:00 T2 23/11 nhắc lại" in first.answer
    [again] = nudged.nudge_until(local(23, 13, 5))
    company.forges("Vy", again.keys["⏰ Nhắc sau 2 giờ"], group="design")
    [third] = nudged.nudge_until(local(23, 15, 5))
    assert "đã hoãn 2 lần" in third.text
    assert not any("⏰" in label for label in third.keys)
    refused = nudged.replies("Minh", third, "để mai", group="design")
    assert "đã hoãn nhắc 2 lần (lần cuối: Vy)" in refused.answer


def test_what_would_come_after_work_comes_when_work_begins_and_says_so(company: Company, nudged: Nudged):
    company.now = local(25, 13)
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "2411 nhận đơn xong")
    company.says("Minh", "/confirm 2411 vị trí sản xuất")
    nudging = nudged.nudge(local(25, 15))["design"]
    assert [label for label in nudging.keys if "⏰" in label] == ["⏰ Sáng mai"]
    for words in ("nhắc sau", "nhắc lại lúc 19h"):
        assert "08:00 T5 26/11 nhắc lại" in nudged.replies("Minh", nudging, words, group="design").answer


def test_lines_are_put_off_by_number_work_is_given_a_day_instead(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.says("Lan", "/new KT-2412; Hoàng Gia; Biển mica")
    company.says("Tú", "2411 gia công kẹt máy hỏng")
    company.in_fabrication("KT-2413")
    nudging = nudged.nudge(local(26, 8))["production"]
    held, work = (
        next(n for n, line in enumerate(nudging.lines) if code in line) for code in ("KT-2411", "KT-2413")
    )
    heard = nudged.replies("Tú", nudging, f"{held} nhắc sau\n{work} nhắc sau", group="production")
    assert f"{held}. KT-2411 · Khánh Thy: ⏰ Gia công: 10:00 T5 26/11 nhắc lại (Tú, 08:00)" in heard.answer
    assert "hẹn lúc nào xong giúp" in heard.answer
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert company.order("KT-2413").stage("fabrication").estimate is None
    nudged.replies("Tú", nudging, f"{work} để mai", group="production")
    assert company.order("KT-2413").stage("fabrication").estimate == local(27, 17)


def test_a_draft_is_put_off_by_whoever_left_it(company: Company, nudged: Nudged):
    company.says("Lan", "/new KT-2411")
    nudging = nudged.nudge(local(23, 14))["sales"]
    company.forges("Lan", nudging.keys["⏰ Nhắc sau 2 giờ"], group="sales")
    assert nudged.nudge(local(23, 15)) == {}
    assert "đã hoãn 1 lần" in nudged.nudge(local(23, 16))["sales"].text


def test_a_morning_that_is_a_date_is_that_morning_whenever_it_is_tapped_and_none_that_has_begun(
    company: Company,
):
    calendar = company.centre.calendar_of("design")
    assert until_of("20261125", calendar, local(23, 11)) == local(25, 8)  # the 24th is a holiday
    assert until_of("20261125", calendar, local(24, 11)) == local(25, 8)
    assert until_of("20261125", calendar, local(25, 9)) == local(26, 8)
    assert until_of("20261131", calendar, local(23, 11)) is None
