"""Replies typed with one hand: numbers where a message has one line, the numbers of others, words where no order is meant."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orders.order import StageState
from storage.chasing import duty_rows
from tests.support.company import Company
from tests.support.duty_days import DutyDays, Message, local

OWED = """\
duties:
  plan: {names: {vi: Bảng kế hoạch, zh: 计划表, en: Plan}, department: production, at: 09:00, to: sales}
"""
Opened = Callable[..., DutyDays]


@pytest.fixture
def opened(database_url: str, tmp_path: Path) -> Iterator[Opened]:
    """Friday, 10:00: the workshop has these orders in hand."""
    founded: list[Company] = []

    def make(*codes: str) -> DutyDays:
        file = tmp_path / "works.yaml"
        shipping = (Path(__file__).parents[1] / "shipping.yaml").read_text(encoding="utf-8")
        asked_often = shipping.replace("after: [review]}", "after: [review], due: 1wd, update_every: 2wh}")
        file.write_text(asked_often + OWED, encoding="utf-8")
        founded.append(Company.founded(database_url, local(20, 10), centre_file=file))
        days = DutyDays(company=founded[-1])
        days.begin()
        for code in codes:
            days.company.says("Lan", f"/new {code}; Khánh; Biển; 25/12")
            days.company.says("Lan", f"/confirm {code}")
            days.company.says("Lan", f"/update {code} xét đơn xong")
            days.company.says("Tú", f"/update {code} sản xuất đã nhận")
        days.deliver()
        return days

    yield make
    for company in founded:
        company.close()


def asked(days: DutyDays, day: int, hour: int, minute: int = 0, who: str = "production") -> Message:
    days.heard(local(day, hour, minute))
    return days.last(who)


def handed_in(days: DutyDays) -> bool:
    rows = days.company.store.read(
        lambda conn: duty_rows.since(conn, days.company.centre.id, local(23, 0).date())
    ).result()
    return any(day.handed is not None for day in rows)


@pytest.mark.parametrize(
    ("words", "percent", "state"),
    [
        ("1 xong", None, StageState.DONE),
        ("1. 完成", None, StageState.DONE),
        ("1 60%", 60, StageState.ACTIVE),
        ("60 phan tram", 60, StageState.ACTIVE),
        ("xong hết", None, StageState.DONE),
    ],
)
def test_the_only_line_of_a_reminder_may_be_called_by_number_one(
    opened: Opened, words: str, percent: int | None, state: StageState
) -> None:
    days = opened("A1")
    reminder = asked(days, 20, 14)
    assert "1. " not in reminder.text

    days.company.says("Tú", words, group="production", reply_to=reminder.number)

    made = days.company.order("A1").stage("making")
    assert (made.percent, made.state) == (percent, state)


@pytest.mark.parametrize("words", ["9 xong", "1,3 xong", "1-3 done", "1 mai 2 xong", "2 完成"])
def test_numbers_that_the_only_line_cannot_have_are_asked_about(opened: Opened, words: str) -> None:
    days = opened("A1")
    before = days.company.order("A1").stage("making")

    said = days.company.says("Tú", words, group="production", reply_to=asked(days, 20, 14).number)

    assert days.company.order("A1").stage("making") == before
    assert {"Xong", "Chỉ ghi chú"} <= said.labels


@pytest.mark.parametrize("words", ["60 phan tram", "60 phần trăm", "60 percent"])
def test_per_cent_in_words_is_no_number_of_a_line(opened: Opened, words: str) -> None:
    days = opened("A1", "B1")
    reminder = asked(days, 20, 14).number

    said = days.company.says("Tú", words, group="production", reply_to=reminder)
    assert said.answer.startswith(f"Chưa ghi “{words}”: của việc số nào?")

    days.company.says("Tú", f"2 {words}", group="production", reply_to=reminder)
    assert [days.company.order(code).stage("making").percent for code in ("A1", "B1")] == [None, 60]


@pytest.mark.parametrize(
    ("words", "handed"),
    [
        ("1 xong", True),
        ("1 nộp rồi", True),
        ("1 已提交", True),
        ("1 submitted", True),
        ("1 người nghỉ", False),
        ("1 mai", False),
        ("9 xong", False),
        ("mai", False),
    ],
)
def test_the_only_duty_of_a_reminder_may_be_called_by_number_one(
    opened: Opened, words: str, *, handed: bool
) -> None:
    days = opened()
    reminder = asked(days, 23, 8, 5)
    assert reminder.text.startswith("🔔 Bảng kế hoạch")

    days.company.says("Tú", words, group="production", reply_to=reminder.number)

    assert handed_in(days) is handed


@pytest.mark.parametrize("words", ["mai", "1 xong", "chưa", "60%"])
def test_below_a_roll_call_of_others_it_is_told_who_hands_in_and_how(opened: Opened, words: str) -> None:
    days = opened()
    called = asked(days, 23, 9, 5, who="coordination")
    assert "Điểm danh" in called.text

    said = days.company.says("Điệp", words, group="coordination", reply_to=called.number)

    assert said.answer.startswith("Việc trong tin này do bộ phận khác nộp, bot chưa ghi gì.")
    assert not handed_in(days)

    days.company.says("Điệp", "1 xong, theo lời anh Tú", group="coordination", reply_to=called.number)
    assert handed_in(days)


@pytest.mark.parametrize("words", ["ok em", "知道了", "roger", "dạ"])
def test_an_example_never_repeats_what_says_nothing(opened: Opened, words: str) -> None:
    days = opened("A1", "A2")
    reminder = asked(days, 20, 14)
    answer = days.company.says("Tú", words, group="production", reply_to=reminder.number).answer
    assert "của việc số nào" in answer
    assert "ví dụ: 1 xong" in answer
