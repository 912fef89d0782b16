"""/chart: the finding as a sentence, what is late and silent by department, and a picture with fixed figures."""

import pytest
from sqlalchemy import Connection

from handlers.reply import Names
from storage import chat_moves
from storage.people import people_rows
from tests.support.company import PEOPLE, Company, Heard


@pytest.fixture
def busy(company: Company) -> Company:
    """Two orders in fabrication that are late; a draft and an order at reception that are silent, all of last week."""
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    company.says("Lan", "/new KT-3; Khánh Thy; Biển alu")
    company.passes(days=7)
    company.says("Lan", "/new KT-4; Minh Long; Hộp đèn")
    return company


def picture(heard: Heard) -> dict[str, list[list[int]]]:
    drawn = heard.says[0].picture
    assert drawn is not None
    assert drawn.kind == "daily_chart"
    return dict(drawn.data)


def test_before_the_first_order_there_is_a_next_step_and_no_picture(company: Company) -> None:
    heard = company.says("Điệp", "/chart")
    assert "/donmoi" in heard.answer
    assert "100" not in heard.answer
    assert heard.says[0].picture is None


@pytest.mark.parametrize("who", ["Điệp", "Hùng", "Thu", "Khoa", "An", "Soát"])
@pytest.mark.parametrize("command", ["/chart", "/bieudo", "/tubiao"])
def test_heads_and_up_may_ask_for_it_by_any_name(company: Company, who: str, command: str) -> None:
    assert "/donmoi" in company.says(who, command).answer


def test_staff_may_not(busy: Company) -> None:
    heard = busy.says("Lan", "/chart", group="sales")
    assert heard.says[0].picture is None
    assert "KT-1" not in heard.answer


def test_the_first_line_is_the_finding_with_how_many_out_of_how_many_and_where(busy: Company) -> None:
    first = busy.says("Điệp", "/chart").answer.splitlines()[0]
    assert first == "📊 3 trong 4 đơn trễ, nhiều nhất ở Vận hành – Sản xuất"


def test_it_is_posted_where_it_was_asked_for_in_reply(busy: Company) -> None:
    heard = busy.says("Điệp", "/chart", group="coordination", thread=7)
    [say] = heard.says
    assert (say.chat, say.thread, say.reply_to) == (busy.groups["coordination"], 7, heard.incoming.message)
    assert say.only_for is None


def test_elsewhere_than_in_a_departments_group_late_and_silent_ones_stand_by_department(
    busy: Company,
) -> None:
    for group in (None, "coordination"):
        lines = busy.says("Điệp", "/chart", group=group).answer.splitlines()
        assert "⏰ Trễ 3/4" in lines
        assert "Vận hành – Sản xuất: KT-1, KT-2" in lines


def test_a_departments_own_group_gets_its_own_list_with_what_passed(busy: Company) -> None:
    answer = busy.says("Bảo", "/chart", group="production").answer
    assert "⏰ Vận hành – Sản xuất: trễ 2/2" in answer
    assert "KT-1 · Khánh Thy – Gia công: hạn 17:00 T6 27/11" in answer
    assert "KT-3" not in answer
    assert "3 trong 4 đơn trễ" in answer


def test_the_words_are_whole_without_the_picture(busy: Company) -> None:
    assert "📍 Theo công đoạn: Nhận đơn 2, Gia công 2" in busy.says("Điệp", "/chart").answer


def test_a_department_in_time_is_told_so_and_one_without_orders_too(busy: Company) -> None:
    assert "Kỹ thuật – Thiết kế: không giữ đơn nào" in busy.says("Vy", "/chart", group="design").answer


def test_no_person_is_named(busy: Company) -> None:
    for group in (None, "production", "coordination"):
        answer = busy.says("Điệp", "/chart", group=group).answer
        assert [
            name for name in PEOPLE if name in answer.replace("Khánh Thy", "").replace("Minh Long", "")
        ] == []


def test_a_report_ends_the_silence_and_an_ended_order_is_not_counted(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    company.passes(days=3)
    assert "2 trong 2 đơn im lặng" in company.says("Điệp", "/chart").answer
    company.says("Tú", "/update KT-1 gia công 60%")
    assert "1 trong 2 đơn im lặng" in company.says("Điệp", "/chart").answer
    company.taps("Điệp", company.says("Điệp", "/cancel KT-2 khách bỏ"), "Huỷ đơn")
    assert "1 đơn đang chạy: không đơn nào trễ" in company.says("Điệp", "/chart").answer


def test_a_department_of_which_nobody_can_be_asked_is_named_and_not_called_silent(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.passes(days=3)
    asked = company.says("Điệp", "/chart").answer
    assert "1 trong 1 đơn im lặng" in asked
    assert "Không có ai để hỏi" not in asked

    def gone(conn: Connection) -> None:
        chat_moves.mark_gone(conn, company.groups["production"], company.now)
        for user in company.users.values():
            people_rows.set_reachable(conn, user, reachable=False)

    company.store.write(gone).result()

    unasked = company.says("Điệp", "/chart").answer
    assert "đơn im lặng" not in unasked
    name = company.centre.department_or_coordination("production").names.vi
    assert f"Không có ai để hỏi ở {name}:" in unasked.replace("<b>", "").replace("</b>", "")


def test_the_figures_are_fixed_in_what_is_stored(busy: Company) -> None:
    heard = busy.says("Điệp", "/chart")
    asked = picture(heard)
    assert sum(map(sum, asked["stages"])) == 4
    busy.says("Tú", "/update KT-1 gia công xong")
    [letter] = heard.handled.letters
    assert letter.payload["picture"]["data"] == asked


def test_each_bar_has_a_name_in_every_language(busy: Company) -> None:
    drawn = busy.says("Điệp", "/chart").says[0].picture
    assert drawn is not None
    for part in ("stages", "departments"):
        assert len(drawn.texts[part]) == len(drawn.data[part])
    assert isinstance(drawn.texts["departments"][0].params["name"], Names)


def test_of_what_nobody_said_a_word_for_a_working_day_stands_apart_with_the_next_step(
    company: Company,
) -> None:
    """S0-23: every order is followed. What was opened and left alone is told apart from what fell silent."""
    company.in_fabrication("KT-1")
    company.says("Lan", "/new KT-2; Minh Long; Hộp đèn")
    company.passes(hours=1)
    assert "không có tin" not in company.says("Điệp", "/chart").answer
    company.passes(days=3)
    company.says("Lan", "/new KT-3; Khánh Thy; Biển alu")
    answer = company.says("Điệp", "/chart").answer
    assert "💤 Cả ngày làm việc không có tin (1): KT-1\n" in answer
    assert "⭕ Từ khi mở chưa ai báo gì (1): KT-2" in answer
    production = company.says("Bảo", "/chart", group="production").answer
    assert "(1): KT-1\nXem hết: /bang không tin. Giục: /giuc không tin" in production
    assert "KT-2" not in production
    company.says("Tú", "/update KT-1 gia công 60%")
    assert "không có tin" not in company.says("Điệp", "/chart").answer
