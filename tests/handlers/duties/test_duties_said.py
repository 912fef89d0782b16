"""Words in one line that name a time: a plan of the day, or only the wish to hand it in later."""

from collections.abc import Iterator

import pytest

from orders.duties import DutyState
from storage.chasing import duty_rows
from tests.support.duty_days import DutyDays, founded, local

PLAN = "Bảng kế hoạch sản xuất"
NUMBERED = (
    "8h làm A1, 10h làm B2", "sáng nay làm A1, chiều làm B2", "thứ 2 làm A1", "mai làm A1", "làm P1", "8h A1 100 cái, 10h B2 50 cái",
    "A1 xong trước 10h, B2 xong trước 15h", "8点做A1，10点做B2", "上午做A1，下午做B2", "明天生产A1", "8am A1, 10am B2", "Monday: A1", "tomorrow we make A1",
)  # fmt: skip
OF_THINGS = ("sáng in biển, chiều lắp", "上午印刷，下午组装", "print in the morning, cut in the afternoon")
GIVEN_LATER = (
    "mai em nộp", "chiều nay nộp", "9h em gửi", "em đang họp, 9h em gửi", "mai nộp kế hoạch", "明天交", "下午提交生产计划", "will send at 9",
    "I'll send it this afternoon",
)  # fmt: skip
NOT_THERE = (
    "đang làm kế hoạch",
    "chưa làm được vì anh Kế nghỉ",
    "máy in kẹt giấy rồi",
    "还没做完",
    "等数据",
    "working on it",
)


@pytest.fixture
def asked(database_url: str) -> Iterator[DutyDays]:
    """Monday, 7:40: the plan is asked for."""
    days = founded(database_url, local(21, 17))
    days.heard(local(23, 7, 40))
    yield days
    days.company.close()


@pytest.mark.parametrize("words", [*NUMBERED, *OF_THINGS])
def test_a_plan_in_one_line_below_its_reminder_is_asked_about_and_taken_by_one_tap(
    asked: DutyDays, words: str
) -> None:
    company = asked.company
    whether = company.says("Kế", words, group="pmc", reply_to=asked.last("pmc").number)
    assert whether.answer.startswith(f"“{words}”: đây là {PLAN} cần nộp phải không?")
    assert state(asked) is DutyState.WANTED
    taken = company.taps("Kế", whether, "Đúng", group="pmc")
    assert "Đã nhận" in taken.answer
    assert words in company.taps("Hà", taken, "Ký", group="pmc").told(company.groups["production"])


def test_by_the_command_numbered_things_at_their_times_are_taken_and_others_are_asked_about(
    asked: DutyDays,
) -> None:
    company = asked.company
    for words in NUMBERED:
        handed = company.says("Kế", f"/nop {PLAN} {words}")
        assert "Đã nhận" in handed.answer, words
        company.taps("Kế", handed, "Hoàn tác")
    for words in OF_THINGS:
        whether = company.says("Kế", f"/nop {PLAN} {words}")
        assert "Đúng, đây là bản nộp" in whether.labels, words
    assert state(asked) is DutyState.WANTED


def test_the_wish_to_hand_it_in_later_is_none_whichever_way_it_is_said(asked: DutyDays) -> None:
    company, reminder = asked.company, asked.last("pmc").number
    for said, answer in ((GIVEN_LATER, "không hoãn được"), (NOT_THERE, "Chưa ghi là nộp")):
        for words in said:
            assert answer in company.says("Kế", words, group="pmc", reply_to=reminder).answer, words
            assert answer in company.says("Kế", f"/nop {PLAN} {words}").answer, words
    assert state(asked) is DutyState.WANTED


def state(days: DutyDays) -> DutyState:
    company = days.company
    rows = company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(23, 0).date())
    ).result()
    return next(one.state for one in rows if one.duty == "plan_out")
