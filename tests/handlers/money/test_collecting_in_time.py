"""An instalment that falls due is asked for and chased until it is paid (S0-12, S3-29, S3-30)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.company import PEOPLE, Company, Heard
from tests.support.nudged import Nudged, Nudging
from tests.support.paying import TCB, accepted, asked, priced_order, with_accounts

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=SAIGON)  # Monday is the 23rd, Tuesday a holiday
THURSDAY_CLOSING = datetime(2026, 11, 26, 17, tzinfo=SAIGON)  # two working days after Monday
NEXT_WEEK = datetime(2026, 12, 4, 17, tzinfo=SAIGON)


@pytest.fixture
def nudged(company: Company) -> Nudged:
    with_accounts(company, TCB)
    return Nudged(company=company)


def in_time(moment: datetime, nudged: Nudged) -> list[tuple[str, str]]:
    """Who is reminded of the deposit up to that moment, and how."""
    return [
        (nudging.chat, line)
        for nudging in nudged.nudge_until(moment)
        for line in nudging.lines
        if "Cọc" in line
    ]


@pytest.fixture
def due(company: Company, nudged: Nudged) -> Nudging:
    """Monday, 09:00: the order is signed, its deposit falls due."""
    priced_order(company)
    return nudged.nudge(company.now)["finance"]


def test_finance_is_told_when_an_instalment_falls_due_and_asks_for_it_by_one_tap(
    company: Company, nudged: Nudged, due: Nudging
):
    [line] = [line for line in due.lines if "Cọc" in line]
    assert "KT-9 · Khánh Thy: Cọc 50 % đã đến hạn thu từ 09:00 T2 23/11, chưa gửi mã cho khách" in line
    assert "000.000" not in due.text
    heard = company.forges("Thu", due.keys["Gửi mã cho khách"], group="finance")
    [picture] = [say.picture for say in heard.says if say.picture is not None]
    assert "6000000" in picture.data["payload"]
    assert in_time(WEDNESDAY, nudged) == []


def test_what_nobody_asks_for_climbs_and_names_nobody(company: Company, nudged: Nudged, due: Nudging):
    told = in_time(NEXT_WEEK, nudged)
    assert {"finance", "coordination"} <= {who for who, _ in told}
    groups = [line for who, line in told if who in company.groups]
    assert not any(name in line.replace("Khánh Thy", "") for line in groups for name in PEOPLE)
    listed = company.says("An", "/audit KT-9").answer
    assert "Cọc 50 % (Kế toán – Tài chính) · khách phải được gửi mã từ 09:00 T2 23/11" in listed
    assert "✅" in listed


def test_what_was_asked_for_and_is_not_paid_in_time_is_said_to_who_collects_and_to_who_has_sold(
    company: Company, nudged: Nudged, due: Nudging
):
    company.forges("Thu", due.keys["Gửi mã cho khách"], group="finance")
    before = in_time(THURSDAY_CLOSING - timedelta(minutes=1), nudged)
    told = in_time(THURSDAY_CLOSING + timedelta(days=1), nudged)
    assert before == []
    assert {"finance", "sales"} <= {who for who, _ in told}
    assert all("quá hạn trả từ 17:00 T5 26/11" in line for _, line in told)
    listed = company.says("An", "/audit KT-9").answer
    assert "✅" in listed
    assert listed.index("khách phải được gửi mã") < listed.index("tiền phải về trước 17:00 T5 26/11")


def test_money_that_came_in_full_ends_the_chase_and_one_taken_back_begins_it_anew(
    company: Company, nudged: Nudged, due: Nudging
):
    company.forges("Thu", due.keys["Gửi mã cho khách"], group="finance")
    company.says("Thu", "/paid KT-9 2tr")
    assert in_time(THURSDAY_CLOSING + timedelta(hours=20), nudged) != []
    paid = company.says("Thu", "/paid KT-9 4tr")
    assert in_time(NEXT_WEEK, nudged) == []
    company.taps("Thu", paid, "Hoàn tác")
    assert in_time(NEXT_WEEK + timedelta(days=4), nudged) != []


def test_a_number_opens_the_next_step_for_one_person_and_closes_nothing(
    company: Company, nudged: Nudged, due: Nudging
):
    priced_order(company, "KT-10")
    two = nudged.nudge(WEDNESDAY)["finance"]
    heard = nudged.replies("Thu", two, "1 xong", group="finance")
    assert "/thu KT-" in heard.answer
    assert "Gửi mã cho khách" in heard.labels
    assert in_time(NEXT_WEEK, nudged) != []


def test_an_event_taken_back_an_order_cancelled_and_one_without_a_price_ask_for_nothing(
    company: Company, nudged: Nudged
):
    priced_order(company, "KT-1")
    company.says("Lan", "/undo KT-1")
    priced_order(company, "KT-2")
    company.taps("Điệp", company.says("Điệp", "/cancel KT-2 khách bỏ"), "Huỷ đơn")
    company.says("Lan", "/new KT-3; Khánh Thy; Biển alu; 4/12")
    company.says("Lan", "/update KT-3 reception xong")
    assert in_time(WEDNESDAY, nudged) == []
    company.says("Điệp", "/change KT-3 giá 10tr")
    [(who, line)] = in_time(WEDNESDAY + timedelta(hours=1), nudged)
    assert who == "finance"
    assert "KT-3" in line


def test_a_paused_order_is_not_asked_for_money_and_when_it_goes_on_those_asked_before_hear_first(
    company: Company, nudged: Nudged, due: Nudging
):
    company.now += timedelta(hours=1)
    company.taps("Điệp", company.says("Điệp", "/cancel KT-9 khách xin dời"), "Tạm dừng")
    assert in_time(NEXT_WEEK, nudged) == []
    assert "chưa nhắc thu tiền" in company.card("KT-9", group="finance")
    company.now = NEXT_WEEK + timedelta(days=3)
    company.says("Điệp", "/resume KT-9")
    told = in_time(company.now + timedelta(days=1), nudged)
    assert told[0][0] == "finance"
    assert "09:00 T2 23/11" in told[0][1]
    assert len({who for who, _ in told}) > 1, "from there it climbs"
    listed = company.says("An", "/audit KT-9").answer
    assert "✅" in listed
    assert "đơn tạm dừng, chạy tiếp từ" in listed


@pytest.mark.parametrize(
    "words", ["nhắc sau", "để mai", "xong", "đã gửi mã", "khách chuyển 6tr rồi", "稍后提醒"]
)
def test_words_below_a_reminder_of_money_record_nothing_and_are_shown_the_next_step(
    company: Company, nudged: Nudged, due: Nudging, words: str
):
    said = nudged.replies("Thu", due, words, group="finance")

    assert said.answer.splitlines() == [
        f"Chưa ghi “{words}”. Bấm nút để trả lời.",
        "KT-9 · Khánh Thy",
        "Gửi mã cho khách: /thu KT-9. Tiền về rồi: /dathu KT-9",
    ]
    assert "Gửi mã cho khách" in said.labels


@pytest.mark.parametrize("words", ["1 nhắc sau; 2 để mai", "1 2 xong"])
def test_of_several_lines_of_money_each_says_that_its_button_answers(
    company: Company, nudged: Nudged, words: str
):
    priced_order(company)
    priced_order(company, "KT-10")
    due = nudged.nudge(company.now)["finance"]

    said = nudged.replies("Thu", due, words, group="finance")

    assert said.answer.count("việc này trả lời bằng nút.") == 2
    assert said.labels == {"1", "2"}


def settled(company: Company, who: str = "Thu", group: str | None = "finance") -> Heard:
    """The customer has accepted, and the stage that settles is reported done."""
    accepted(company)
    return company.says(who, "/update KT-9 settlement xong, khách chuyển đủ", group=group)


def test_closing_the_stage_that_settles_asks_whether_the_money_came_and_one_tap_records_all_of_it(
    company: Company, nudged: Nudged, due: Nudging
):
    heard = settled(company)
    assert "Chưa ghi tiền về: Cọc 50 %, Nghiệm thu 50 %" in heard.answer
    assert asked(company) == (), "a stage that is done proves no money"
    done = company.taps("Thu", heard, "Tiền đã về đủ", group="finance")
    names = [(one.request.demand.instalment, one.standing.received) for one in asked(company)]
    assert names == [("deposit", 6_000_000), ("final", 6_000_000)]
    assert in_time(NEXT_WEEK, nudged) == []
    twice = company.taps("Thu", heard, "Tiền đã về đủ", group="finance")
    assert "đã được ghi đủ" in twice.answer
    assert len(asked(company)) == 2
    company.taps("Thu", done, "Hoàn tác", group="finance")
    assert [one.standing.received for one in asked(company)] == [6_000_000, 0], "each has its own"


def test_a_code_that_waits_is_what_the_money_that_came_pays(company: Company, nudged: Nudged, due: Nudging):
    company.says("Thu", "/qr KT-9 cọc")
    company.says("Thu", "/qr KT-9 2tr")
    company.taps("Thu", settled(company), "Tiền đã về đủ", group="finance")
    stand = [
        (one.request.demand.instalment, one.standing.asked, one.standing.remainder) for one in asked(company)
    ]
    assert stand == [("deposit", 6_000_000, 0), ("", 2_000_000, 0), ("final", 4_000_000, 0)]


def test_who_may_not_record_money_is_told_who_may_and_a_button_older_than_a_payment_asks_again(
    company: Company, nudged: Nudged, due: Nudging
):
    heard = settled(company, "Điệp", None)
    company.taps("Điệp", heard, "Tiền đã về đủ")
    assert asked(company) == ()
    assert "Chưa ghi tiền về: Cọc 50 %, Nghiệm thu 50 %" in heard.told(company.groups["finance"])
    company.says("Thu", "/qr KT-9 cọc")
    company.says("Thu", "/paid KT-9")
    again = company.forges("Thu", heard.keys()["Tiền đã về đủ"])
    assert "Chưa ghi tiền về: Nghiệm thu 50 %." in again.answer
    company.taps("Thu", again, "Tiền đã về đủ")
    assert [one.standing.received for one in asked(company)] == [6_000_000, 6_000_000]


def test_once_all_of_it_is_recorded_the_stage_that_settles_asks_nothing(
    company: Company, nudged: Nudged, due: Nudging
):
    accepted(company)
    company.says("Thu", "/qr KT-9 12tr")
    company.says("Thu", "/paid KT-9")
    heard = company.says("Thu", "/update KT-9 settlement xong", group="finance")
    assert "Chưa ghi tiền về" not in heard.answer
    assert not any("về đủ" in label for label in heard.labels)


def test_after_the_stage_that_settles_the_reminder_asks_for_the_money_and_no_more_for_a_code(
    company: Company, nudged: Nudged, due: Nudging
):
    settled(company)
    lines = [line for _, line in in_time(NEXT_WEEK, nudged)]
    assert lines
    assert all("Quyết toán đã báo xong 09:00 T2 23/11, chưa ghi tiền về" in line for line in lines)


def test_a_reminder_of_money_nobody_asked_for_is_answered_by_one_tap_that_it_came(
    company: Company, nudged: Nudged, due: Nudging
):
    company.forges("Thu", due.keys["Tiền đã về"], group="finance")
    [one] = asked(company)
    assert (one.request.demand.instalment, one.standing.received) == ("deposit", 6_000_000)
    assert in_time(NEXT_WEEK, nudged) == []
