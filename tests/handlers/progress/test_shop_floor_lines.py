"""Lines of the shop floor, from the words to what is recorded."""

import pytest

from orders.order import StageState
from orders.quantities import Quantity
from tests.support.company import Company


@pytest.fixture
def working(company: Company) -> Company:
    company.in_fabrication("KT-2411")
    return company


def _pieces(company: Company) -> Quantity | None:
    return company.order("KT-2411").stage("fabrication").quantity


@pytest.mark.parametrize(
    "words",
    [
        "2411 hôm nay không xong",
        "2411 xong, hỏng 3 bộ",
        "2411 gia công 100%",
        "2411 xong mai giao",
        "2411 xong lúc 8h",
        "2411 khách bảo xong",
        "2411 客户完成",
        "2411 120 done",
        "2411 ch xong",
        "2411 xong phần khung",
    ],
)
def test_what_leaves_doubt_closes_nothing(working: Company, words: str) -> None:
    heard = working.says("Tú", words)
    order = working.order("KT-2411")
    assert order.stage("fabrication").state is StageState.ACTIVE, heard.answer
    assert order.stage("fabrication").estimate is None
    assert order.stage("acceptance").done_at is None


def test_a_day_that_is_denied_is_kept_as_it_was_said(working: Company) -> None:
    assert "hôm nay không xong" in working.says("Tú", "2411 hôm nay không xong").answer


def test_what_is_left_is_reckoned_from_a_known_total(working: Company) -> None:
    working.says("Tú", "2411 gia công 120/200 bộ")
    working.says("Tú", "2411 còn 20 bộ")
    assert _pieces(working) == Quantity(done=180, total=200, unit="bộ")


def test_what_is_left_of_nobody_knows_how_many_is_a_note(working: Company) -> None:
    assert "còn 20 bộ" in working.says("Tú", "2411 còn 20 bộ").answer
    assert _pieces(working) is None


def test_rejects_alone_say_nothing_of_how_much_is_done(working: Company) -> None:
    assert "hỏng 3 bộ" in working.says("Tú", "2411 gia công hỏng 3 bộ").answer
    assert _pieces(working) is None
    working.says("Tú", "2411 gia công 120/200 bộ")
    working.says("Tú", "2411 gia công hỏng 3 bộ")
    assert _pieces(working) == Quantity(done=120, total=200, rejected=3, unit="bộ")


def test_an_amount_without_a_unit_leaves_no_gap_behind(working: Company) -> None:
    answer = working.says("Tú", "2411 gia công 30/40").answer
    assert "30/40 (" in answer


def test_a_slip_in_a_stage_is_asked_with_the_stage_as_a_button(working: Company) -> None:
    assert "Gia công" in working.says("Tú", "2411 fabricasion done").labels


@pytest.mark.parametrize(
    "words", ["2411 còn 20 bộ", "KT-2411 bao giờ xong", "KT-2411 tạm dừng", "KT-2411 to be done"]
)
def test_the_word_behind_a_code_hides_no_code(working: Company, words: str) -> None:
    assert "KT-2411" in working.says("Tú", words).answer


def test_a_code_behind_the_words_is_asked_for_at_the_front(working: Company) -> None:
    assert "2411 xong" in working.says("Tú", "xong 2411").answer


@pytest.mark.parametrize("words", ["2411 2412 xong", "2411 xong, 2412 xong"])
def test_several_orders_in_a_line_are_named_and_nothing_is_recorded(working: Company, words: str) -> None:
    working.in_fabrication("KT-2412")
    answer = working.says("Tú", words).answer
    assert "KT-2411" in answer
    assert "KT-2412" in answer
    assert working.order("KT-2411").stage("fabrication").state is StageState.ACTIVE
