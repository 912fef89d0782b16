"""An edited message is answered for every part it has recorded: what stands, what is not recorded, the way back of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.company import Company
from tests.support.duty_days import DutyDays, local

OWED = """\
duties:
  plan: {names: {vi: Bảng kế hoạch, zh: 计划表, en: Plan}, department: production, at: 09:00, to: sales}
"""
HEAD = "Sửa tin không đổi được. Tin này đã ghi:"
TAIL = "Phần nào sai thì hoàn tác phần đó. Những gì khác trong tin sửa chưa được ghi: gửi thành tin mới."


@pytest.fixture
def works(database_url: str, tmp_path: Path) -> Iterator[DutyDays]:
    """Monday, 08:00: the workshop is asked for two orders and its plan in one message."""
    file = tmp_path / "works.yaml"
    shipping = (Path(__file__).parent / "shipping.yaml").read_text(encoding="utf-8")
    file.write_text(shipping + OWED, encoding="utf-8")
    days = DutyDays(company=Company.founded(database_url, local(20, 10), centre_file=file))
    days.begin()
    for code in ("A1", "B1"):
        days.company.says("Lan", f"/new {code}; Khánh; Biển; 25/12")
        days.company.says("Lan", f"/confirm {code}")
        days.company.says("Lan", f"/update {code} xét đơn xong")
    days.heard(local(23, 8))
    assert "1. A1" in days.last("production").text
    assert "3. Bảng kế hoạch" in days.last("production").text
    yield days
    days.company.close()


def percents(company: Company) -> list[int | None]:
    return [company.order(code).stage("making").percent for code in ("A1", "B1")]


def test_stages_and_a_duty_of_one_message_are_all_named_each_with_its_way_back(works: DutyDays) -> None:
    company, asked = works.company, works.last("production").number
    said = company.says("Tú", "1 60%\n2 70%; 3 xong", group="production", reply_to=asked)
    assert percents(company) == [60, 70]

    told = company.edits(said, "1 80%\n2 70%; 3 xong")

    assert told.answer.splitlines() == [
        HEAD,
        "1. Bảng kế hoạch (T2 23/11): đã nộp lúc 08:00",
        "2. A1 · Khánh · Sản xuất: 60%, lúc 08:00",
        "3. B1 · Khánh · Sản xuất: 70%, lúc 08:00",
        TAIL,
    ]
    assert percents(company) == [60, 70]
    assert told.labels == {"Hoàn tác 1", "Hoàn tác 2", "Hoàn tác 3"}

    company.taps("Tú", told, "Hoàn tác 2", group="production")
    assert percents(company) == [None, 70]
    again = company.edits(said, "1 80%\n2 70%; 3 xong")
    assert "A1" not in again.answer
    assert again.labels == {"Hoàn tác 1", "Hoàn tác 2"}

    company.taps("Tú", again, "Hoàn tác 1", group="production")
    company.taps("Tú", company.edits(said, "1 80%"), "Hoàn tác", group="production")
    company.edits(said, "1 80%")
    assert percents(company) == [80, None], "nothing of the first form stands: it is read anew"


def test_lines_of_one_command_are_all_named(works: DutyDays) -> None:
    company = works.company
    said = company.says("Tú", "/update A1 60%\nB1 70%")

    told = company.edits(said, "/update A1 60%\nB1 80%")

    assert "1. A1 · Khánh · Sản xuất: 60%" in told.answer
    assert "2. B1 · Khánh · Sản xuất: 70%" in told.answer
    assert percents(company) == [60, 70]


def test_a_line_that_was_refused_and_is_mended_is_not_taken_for_recorded(works: DutyDays) -> None:
    company = works.company
    said = company.says("Tú", "/update A1 60%\nKT-99 70%")

    told = company.edits(said, "/update A1 60%\nB1 70%")

    assert told.answer.splitlines() == [HEAD, "1. A1 · Khánh · Sản xuất: 60%, lúc 08:00", TAIL]
    assert percents(company) == [60, None]


def test_a_single_report_is_told_in_one_sentence(works: DutyDays) -> None:
    company = works.company
    said = company.says("Tú", "/update A1 60%")

    told = company.edits(said, "/update A1 80%")

    assert told.answer.startswith("A1 · Khánh: tin này đã ghi “báo tiến độ” lúc 08:00")
    assert told.labels == {"Hoàn tác", "Xem đơn"}
