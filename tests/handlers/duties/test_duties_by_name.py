"""A duty is handed in by its name, or by so much of it that no other is meant; what is unclear is asked by buttons."""

from collections.abc import Iterator

import pytest

from storage.chasing import duty_rows
from tests.support.company import PHOTO
from tests.support.duty_days import DutyDays, founded, local

PLAN, MEETING, SHIPPED = "Bảng kế hoạch sản xuất", "Họp sản xuất và xét đơn", "Thống kê xuất hàng hôm qua"
WHICH = "Nộp việc nào? Bot chưa ghi gì, bấm đúng tên giúp."


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Monday, 07:40: the meeting and the plan have been asked for."""
    days = founded(database_url, local(21, 17))
    days.heard(local(23, 7, 40))
    yield days
    days.company.close()


def handed_in(factory: DutyDays) -> dict[str, str]:
    """What was handed in, with its words, by the Vietnamese name of the duty."""
    centre = factory.company.centre
    days = factory.company.store.read(
        lambda conn: duty_rows.since(conn, centre.id, local(23, 0).date())
    ).result()
    names = {duty.id: duty.names.vi for duty in centre.duties}
    return {names[day.duty]: day.handed.note for day in days if day.handed is not None}


@pytest.mark.parametrize(
    ("words", "handed"),
    [
        (PLAN, {PLAN: ""}),
        ("bang ke hoach san xuat", {PLAN: ""}),
        ("kế hoạch sản xuất 12 bộ", {PLAN: "12 bộ"}),
        ("生产计划表 完成", {PLAN: ""}),
        ("bảng kế hoạch", {PLAN: ""}),
        ("bảng kế hoạch: 12 bộ", {PLAN: "12 bộ"}),
        ("họp sản xuất xong", {MEETING: ""}),
        ("生产计", {PLAN: ""}),
    ],
)
def test_its_name_hands_it_in_and_so_does_enough_of_it(
    factory: DutyDays, words: str, handed: dict[str, str]
) -> None:
    factory.company.says("Kế", f"/nop {words}")

    assert handed_in(factory) == handed


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("bảng", {PLAN}),  # one begun word
        ("kế", {PLAN}),
        ("họp", {MEETING}),
        ("họp xong", {MEETING}),
        ("họp khách", {MEETING}),
        ("bảng kế hoạhc sản xuất", {PLAN}),  # a slip behind what it begins with
        ("kế hoạch vật tư", {PLAN}),  # begins like one, and is something else
        ("thống kê", {SHIPPED}),  # the other one is not theirs
        ("1 xong", {MEETING, PLAN, SHIPPED}),
        ("trăng sao", {MEETING, PLAN, SHIPPED}),
    ],
)
def test_a_word_that_is_unclear_hands_nothing_in_and_is_asked_by_buttons(
    factory: DutyDays, words: str, meant: set[str]
) -> None:
    asked = factory.company.says("Kế", f"/nop {words}")

    only = f"Nộp {''.join(meant)} (T2 23/11)? Bot chưa ghi gì, đúng thì bấm tên giúp."
    assert asked.answer.endswith(WHICH if len(meant) > 1 else only)
    assert asked.labels == meant
    assert handed_in(factory) == {}


def test_the_button_hands_in_what_came_with_the_word(factory: DutyDays) -> None:
    company = factory.company
    asked = company.says("Kế", "/nop họp\nchốt 3 đơn, dời 1 đơn", attachments=(PHOTO,))

    handed = company.taps("Kế", asked, MEETING)

    assert handed.answer.startswith(f"✅ Đã nhận {MEETING}")
    assert handed_in(factory) == {MEETING: "chốt 3 đơn, dời 1 đơn"}


@pytest.mark.parametrize("words", ["họp chưa xong", "bảng mai nộp"])
def test_what_is_not_ready_is_not_asked_about(factory: DutyDays, words: str) -> None:
    said = factory.company.says("Kế", f"/nop {words}")

    assert said.labels == frozenset()
    assert handed_in(factory) == {}


def test_who_owes_nothing_of_that_kind_reads_what_there_is(factory: DutyDays) -> None:
    said = factory.company.says("Thu", "/nop trăng sao")

    assert "Không có việc phải nộp nào tên “trăng sao”. Đang có: " in said.answer
    assert said.labels == frozenset()
