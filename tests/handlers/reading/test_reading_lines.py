import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.codes import match_order
from handlers.reading.lines import Split, split_reports


def _begins(line: str) -> bool:
    return match_order(line, ("KT-2411", "KT-2412", "KT-2413")).hit is not None or line.startswith("lắp ráp")


@pytest.mark.parametrize(
    ("message", "reports"),
    [
        ("/update KT-2411 in xong đã giao 20 bộ", ["KT-2411 in xong đã giao 20 bộ"]),
        ("/capnhat@dieuphoi_bot 2411 gia công 60%", ["2411 gia công 60%"]),
        ("/update\n2411 in xong\n2412 gia công 60%", ["2411 in xong", "2412 gia công 60%"]),
        ("2411 in xong\n\nđã giao 20 bộ\ngửi anh Tú", ["2411 in xong\nđã giao 20 bộ\ngửi anh Tú"]),
        ("2411 in xong\nlắp ráp 60%", ["2411 in xong", "lắp ráp 60%"]),
        ("- 2411 in xong\n• 2412 in xong\n3. 2413 in xong", ["2411 in xong", "2412 in xong", "2413 in xong"]),
        ("/update 2411 xong\n/update 2412 xong", ["2411 xong", "2412 xong"]),
        ("2411 xong; 2412 60%", ["2411 xong", "2412 60%"]),
        ("2411 xong; hỏng 3", ["2411 xong; hỏng 3"]),
        ("120/200", ["120/200"]),
        ("/update", []),
        ("", []),
    ],
)
def test_a_message_is_taken_apart_into_its_reports(message: str, reports: list[str]) -> None:
    assert split_reports(message, _begins, most=20) == Split(reports=tuple(reports))


@given(st.text())
def test_any_message_can_be_taken_apart(message: str) -> None:
    assert all(report.strip() for report in split_reports(message, _begins, most=20).reports)


def test_what_is_too_much_for_one_message_is_handed_back_unread() -> None:
    asked: list[str] = []

    def begins(line: str) -> bool:
        asked.append(line)
        return line.startswith("24")

    split = split_reports("2411 xong; đẹp\n2412 xong\n2413 xong\nhỏng 3", begins, most=2)
    assert split == Split(reports=("2411 xong; đẹp", "2412 xong"), unread=("2413 xong", "hỏng 3"))
    asked.clear()
    assert len(split_reports("a\n" * 2000, begins, most=20).unread) > 1900
    assert len(asked) < 100
