"""Late, silent and without a word mean the same wherever they are said: in the chart, on the board, in a push."""

import re

import pytest

from bot.i18n.split import TEXT_LIMIT
from handlers.overviews.chart_lines import CODES
from handlers.overviews.kind_lists import IN_A_GROUP
from tests.support.company import Company

_CODE = re.compile(r"KT-\d+")


@pytest.fixture
def mixed(company: Company) -> Company:
    """One late by its stage, one by its promise alone, one (KT-6) that owes a word in time, one nobody said a word of, one fresh."""
    company.in_fabrication("KT-1")
    company.passes(days=4)
    company.in_fabrication("KT-2")
    company.in_fabrication("KT-3", promised="2/12/2026")
    company.says("Lan", "/new KT-4; Minh Long; Hộp đèn; 31/12/2026")
    company.passes(days=3)
    company.says("Tú", "/update KT-1 gia công 60%")  # late, and just heard of
    for code in ("KT-2", "KT-3"):
        company.says("Tú", f"/update {code} gia công mai xong")
    company.in_fabrication("KT-6")
    company.passes(days=3)
    company.in_fabrication("KT-5")
    return company


def section(answer: str, mark: str) -> set[str]:
    """The codes below a heading of the chart, or in its line."""
    found = re.search(rf"^{mark}.*?(?=^[⏰🔕💤⭕🚪📵📍]|\Z)", answer, re.MULTILINE | re.DOTALL)
    return set(_CODE.findall(found[0])) if found else set()


@pytest.mark.parametrize(("word", "marks"), [("trễ", "⏰"), ("im", "🔕"), ("không tin", "💤⭕")])
def test_a_word_means_the_same_orders_everywhere(mixed: Company, word: str, marks: str) -> None:
    chart = mixed.says("Điệp", "/chart").answer
    in_chart = {code for mark in marks for code in section(chart, mark)}
    listed = set(_CODE.findall(mixed.says("Điệp", f"/bang {word}").answer))
    pushed = set(_CODE.findall(mixed.says("Điệp", f"/giuc {word}").answer))
    assert in_chart == listed == pushed != set()


def test_the_board_counts_as_late_what_the_chart_does(mixed: Company) -> None:
    chart = mixed.says("Điệp", "/chart").answer
    _, _, rest = mixed.says("Điệp", "/board").answer.partition("⏰ ")
    head, *lines = rest.split("\n\n")[0].split("\n")
    late = section(chart, "⏰")
    assert head == f"Trễ ({len(late)})"
    assert {line.split(" ")[0] for line in lines} == late
    assert any("hẹn" in line for line in lines)
    assert any("quá hạn từ" in line for line in lines)


def test_orders_without_a_word_are_all_listed_however_many(company: Company) -> None:
    """S0-23: what the chart counts beyond its line has a command that names it."""
    codes = [f"KT-{number:02}" for number in range(40)]
    for code in codes:
        company.says("Lan", f"/new {code}; Minh Long; Hộp đèn; 31/12/2026")
    company.passes(days=4)

    chart = company.says("Điệp", "/chart").answer
    assert f"(40): {', '.join(codes[:CODES])} và {40 - CODES} đơn nữa" in chart
    assert "Xem hết: /bang không tin." in chart
    heard = company.says("Điệp", "/bang không tin")
    assert _CODE.findall(heard.answer) == codes
    assert "(40)" in heard.answer


def test_a_group_gets_one_message_of_what_is_worst_and_a_private_chat_page_after_page(
    company: Company,
) -> None:
    codes = [f"KT-{number:03}" for number in range(50)]
    for code in codes:
        company.says("Lan", f"/new {code}; Công ty TNHH Minh Long Hưng Thịnh; Hộp đèn; 31/12/2026")
        company.says("Lan", f"/update {code} nhận đơn xong")
        company.passes(minutes=1)
    company.passes(days=9)

    asked = company.says("Điệp", "/bang trễ", group="sales")
    heading, *lines, rest = asked.answer.split("\n")
    assert "(50)" in heading
    assert [_CODE.findall(line) for line in lines] == [[code] for code in codes[:IN_A_GROUP]]
    assert rest == f"… và {50 - IN_A_GROUP} nữa. Xem hết: nhắn riêng cho bot /bang trễ"
    assert len(asked.answer) < TEXT_LIMIT / 2, "one message, however long the names are"

    pages = [company.says("Điệp", f"/bang trễ{page}").answer for page in ("", " 2", " 9")]
    assert [_CODE.findall(page) for page in pages] == [codes[:40], codes[40:], codes[40:]]
    assert all("(50)" in page for page in pages)
    assert "… và 10 nữa. Xem tiếp: /bang trễ 2" in pages[0]
    assert "Xem" not in pages[1]
    assert max(map(len, pages)) < 2 * TEXT_LIMIT


@pytest.mark.parametrize("word", ["trễ", "im", "không tin", "chưa trả lời"])
def test_where_there_is_none_of_a_kind_that_is_said(company: Company, word: str) -> None:
    company.in_fabrication("KT-1")
    assert "/bang" in company.says("Điệp", f"/bang {word}").answer
    assert "KT-1" not in company.says("Điệp", f"/bang {word}").answer


def test_with_nothing_to_push_it_is_said_whether_there_is_none_or_all_were_pushed(mixed: Company) -> None:
    assert "Không có công đoạn nào như vậy" in mixed.says("Điệp", "/giuc kẹt").answer
    mixed.says("Tú", "/ket KT-5 gia công chờ khách")
    for word in ("im", "kẹt"):
        assert "Đã giục" in mixed.says("Điệp", f"/giuc {word}").answer
        mixed.passes(minutes=10)
        again = mixed.says("Điệp", f"/giuc {word}").answer
        assert "vừa được giục trong một giờ qua" in again
        assert "Giục lại được từ " in again
        assert "Không có công đoạn nào" not in again
