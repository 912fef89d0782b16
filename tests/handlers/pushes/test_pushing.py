"""Somebody asks how work stands: one order, or all of a kind; the answer comes back, and nobody is asked twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from handlers.stories.story import story_of
from storage.order_book import events_rows
from tests.support.company import Company


def offered(company: Company, code: str = "KT-2411") -> None:
    company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
    company.says("Lan", f"/update {code} nhận đơn xong")


def test_a_push_goes_to_the_department_with_the_comment_and_the_answer_comes_back(company: Company) -> None:
    offered(company)

    asked = company.says("Điệp", "/giuc 2411 thiết kế: khách đang hỏi")
    notice = asked.told(company.groups["design"])
    assert "Điệp giục" in notice
    assert "khách đang hỏi" in notice
    assert "KT-2411" in notice
    assert "Thiết kế" in asked.answer

    company.passes(minutes=5)
    said = company.says("Minh", "/update 2411 thiết kế 60% chờ mực", group="design")
    back = said.told(company.users["Điệp"])
    assert "Trả lời lời giục" in back
    assert "60" in back

    again = company.says("Minh", "/update 2411 thiết kế 70%")
    assert "lời giục" not in again.told(company.users["Điệp"])  # once


def test_an_order_without_stage_is_asked_after_wherever_it_lies_in_one_message(company: Company) -> None:
    offered(company)

    asked = company.says("An", "/push 2411")

    to_design = [say for say in asked.says[1:] if say.chat == company.groups["design"]]
    assert len(to_design) == 1
    assert "1. " in asked.read(to_design[0])
    assert "2. " in asked.read(to_design[0])


def test_a_reply_to_a_push_is_a_report_on_its_stage(company: Company) -> None:
    offered(company)
    asked = company.says("Điệp", "/giuc 2411 thiết kế")
    numbers = company.delivers(asked)
    place = next(place for place, say in enumerate(asked.says) if say.chat == company.groups["design"])

    company.says("Minh", "60%", group="design", reply_to=numbers[place])

    assert company.order("KT-2411").stage("design").percent == 60


def test_the_same_is_not_asked_twice_within_an_hour(company: Company) -> None:
    offered(company)
    company.says("Điệp", "/giuc 2411 thiết kế")
    company.passes(minutes=59)

    refused = company.says("An", "/giuc 2411 thiết kế")
    assert "vừa được Điệp giục" in refused.answer
    assert refused.told(company.groups["design"]) == ""

    company.passes(minutes=1)
    second = company.says("An", "/giuc 2411 thiết kế")
    assert "giục lần 2" in second.told(company.groups["design"])
    pushed = company.order("KT-2411").stage("design").pushed
    assert pushed is not None
    assert pushed.count == 2
    answered = company.says("Minh", "/update 2411 thiết kế 60%")
    assert "lời giục" in answered.told(company.users["Điệp"])
    assert "lời giục" in answered.told(company.users["An"])


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("trễ", {"KT-1"}),
        ("late", {"KT-1"}),
        ("kẹt", {"KT-2"}),
        ("迟", {"KT-1"}),
    ],
)
def test_all_of_a_kind_are_asked_after_bundled_by_department(
    company: Company, words: str, codes: set[str]
) -> None:
    for code in ("KT-1", "KT-2", "KT-3"):
        offered(company, code)
        company.says("Minh", f"/confirm {code} vị trí sản xuất")
    company.says("Minh", "/confirm KT-1 thiết kế")
    company.says("Minh", "/confirm KT-2 thiết kế")
    company.passes(days=10)
    for code in ("KT-1", "KT-2", "KT-3"):
        company.says("Minh", f"/update {code} vị trí sản xuất xong")
        company.says("Minh", "Xưởng Bình Tân")
    company.says("Minh", "/ket KT-2 thiết kế chờ khách duyệt maket")

    asked = company.says("Khoa", f"/giuc {words} sếp hỏi")

    told = [say for say in asked.says[1:] if say.chat == company.groups["design"]]
    named = {code for say in asked.says[1:] for code in ("KT-1", "KT-2", "KT-3") if code in asked.read(say)}
    assert named >= codes
    assert len(told) <= 1
    assert "sếp hỏi" in "\n".join(asked.read(say) for say in asked.says[1:])

    again = company.says("Khoa", f"/giuc {words}")
    assert "trong một giờ qua" in again.answer
    assert again.says[1:] == ()


def test_a_department_is_asked_after_all_it_holds(company: Company) -> None:
    offered(company, "KT-1")
    offered(company, "KT-2")

    asked = company.says("Hùng", "/giuc thiết kế")  # a head of another department may ask too

    told = asked.told(company.groups["design"])
    assert "KT-1" in told
    assert "KT-2" in told


def test_more_than_twenty_are_asked_after_in_turns(company: Company) -> None:
    for number in range(11):
        offered(company, f"KT-{number:02}")

    first, second = company.says("Điệp", "/giuc thiết kế"), company.says("Điệp", "/giuc thiết kế")

    assert "Đã giục 20" in first.answer
    assert "gõ lại lệnh" in first.answer
    assert "Đã giục 2 " in second.answer


def test_staff_and_auditor_push_nobody(company: Company) -> None:
    offered(company)

    refused = company.says("Tú", "/giuc 2411").answer
    assert "trưởng bộ phận" in refused
    assert "điều phối" in refused
    assert "chỉ xem" in company.says("Soát", "/giuc 2411").answer
    assert company.order("KT-2411").stage("design").pushed is None


def test_nothing_is_asked_of_a_draft_or_of_what_has_not_begun(company: Company) -> None:
    company.says("Lan", "/new KT-9")
    offered(company)

    assert "nháp" in company.says("Điệp", "/giuc KT-9").answer
    waits = company.says("Điệp", "/giuc 2411 gia công").answer
    assert "lần" not in waits
    assert company.order("KT-2411").stage("fabrication").pushed is None


def test_it_is_asked_by_button_undone_and_told_in_the_story(company: Company) -> None:
    offered(company)
    menu = company.taps("Điệp", company.says("Điệp", "/giuc"), "Im lặng")
    assert "Không có công đoạn nào" in menu.answer
    asked = company.says("Điệp", "/giuc 2411 thiết kế khách hỏi")
    company.delivers(asked)

    assert "khách hỏi" in company.says("Lan", "/history 2411").answer
    company.says("Điệp", "/undo 2411")
    assert company.order("KT-2411").stage("design").pushed is None


def test_a_push_is_no_update_and_does_not_break_a_silence(company: Company) -> None:
    offered(company)
    company.passes(days=3)
    company.says("Điệp", "/giuc 2411 thiết kế")
    company.now += timedelta(days=3)

    def gaps(conn: Connection) -> int:
        order = company.order("KT-2411")
        history = events_rows.history(conn, order.id)
        return len(story_of(order, history, company.centre.calendar, company.now).gaps)

    assert company.store.read(gaps).result() == 1
    assert company.order("KT-2411").stage("design").reported_at is None
