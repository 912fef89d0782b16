"""A message that handed something in, or tried to, is edited afterwards: its writer always reads what became of it."""

from collections.abc import Iterator

import pytest

from handlers.incoming import Attachment
from orders.duties import DutyState
from storage.chasing import duty_rows
from tests.support.duty_days import DutyDays, founded, local

PLAN, MEETING = "Bảng kế hoạch sản xuất", "Họp sản xuất và xét đơn"


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Monday, 07:40: the meeting and the plan have been asked for."""
    days = founded(database_url, local(21, 17))
    days.heard(local(23, 7, 40))
    yield days
    days.company.close()


def test_what_was_handed_in_stays_and_the_edit_reads_what_was_recorded_with_the_way_back(
    factory: DutyDays,
) -> None:
    company = factory.company
    first = company.says("Kế", f"/nop {PLAN}: 12 bộ biển alu")
    assert first.answer.startswith("✅")
    told = company.edits(first, f"/nop {PLAN}: 15 bộ biển alu")
    assert told.answer == (
        f"{PLAN} (T2 23/11): tin này đã ghi là nộp lúc 07:40, sửa tin không đổi được. Sai thì hoàn tác rồi gửi lại."
    )
    assert notes(factory)[PLAN] == "12 bộ biển alu"

    company.taps("Kế", told, "Hoàn tác")
    assert notes(factory)[PLAN] is None
    assert company.edits(first, f"/nop {PLAN}: 15 bộ biển alu").answer.startswith("✅")
    assert notes(factory)[PLAN] == "15 bộ biển alu"


def test_an_edit_of_yesterdays_message_hands_nothing_in_for_today(factory: DutyDays) -> None:
    company = factory.company
    first = company.says("Kế", f"/nop {PLAN}: 12 bộ biển alu")
    factory.heard(local(25, 7, 40))  # Tuesday is a holiday: the next plan is being asked for
    told = company.edits(first, f"/nop {PLAN}: 15 bộ biển alu")
    assert f"{PLAN} (T2 23/11): tin này đã ghi là nộp lúc 07:40" in told.answer
    assert [day.state for day in today(factory)] == [DutyState.WANTED] * len(today(factory))


def test_one_message_that_handed_in_several_reads_each(factory: DutyDays) -> None:
    company = factory.company
    lines = company.says("Kế", "/viec")
    company.delivers(lines)
    both = company.says("Kế", "1 xong, 2 xong")
    assert both.answer.count("✅") == 2, both.answer
    told = company.edits(both, "1 xong, 2 chưa")
    assert told.answer.count("đã nộp lúc 07:40") == 2
    assert [PLAN in told.answer, MEETING in told.answer] == [True, True]
    company.taps("Kế", told, "Hoàn tác 2")
    assert [notes(factory)[PLAN], notes(factory)[MEETING]].count(None) == 1


def test_a_workbook_that_was_handed_in_is_a_hand_in_whatever_else_is_made_of_its_lines(
    factory: DutyDays,
) -> None:
    company = factory.company
    table = Attachment(kind="file", file_id="x-1", unique_id="x1", name="ke-hoach.xlsx")
    first = company.says("Kế", f"/nop {PLAN}", attachments=(table,))
    told = company.edits(first, f"/nop {PLAN} bản 2")
    assert "tin này đã ghi là nộp lúc 07:40" in told.answer
    assert told.labels == {"Hoàn tác"}


def test_an_edit_of_what_was_refused_is_read_anew(factory: DutyDays) -> None:
    company = factory.company
    first = company.says("Kế", "/nop xyz")
    assert "✅" not in first.answer
    assert company.edits(first, f"/nop {PLAN}: 15 bộ biển alu").answer.startswith("✅")


def test_a_command_an_edit_does_not_run_says_so(factory: DutyDays) -> None:
    company = factory.company
    first = company.says("Kế", "/nghi 25/11")
    assert company.edits(first, "/nghi 26/11").answer == (
        "Bot không đọc tin sửa này. Lần đầu đã ghi thì vẫn giữ (sai thì huỷ), chưa ghi thì gửi tin mới: /nghi"
    )


def notes(factory: DutyDays) -> dict[str, str | None]:
    """What was handed in, by the name of the duty; None: nothing."""
    centre = factory.company.centre
    days = factory.company.store.read(
        lambda conn: duty_rows.since(conn, centre.id, local(23, 0).date())
    ).result()
    names = {duty.id: duty.names.vi for duty in centre.duties}
    return {names[day.duty]: day.handed.note if day.handed else None for day in days}


def today(factory: DutyDays) -> list:
    centre = factory.company.centre
    day = factory.company.now.astimezone(centre.zone).date()
    days = factory.company.store.read(lambda conn: duty_rows.since(conn, centre.id, day)).result()
    return [one for one in days if centre.duty(one.duty).names.vi == PLAN]
