"""What was ordered line by line: written in /new and /change, shown with prices only where money may be seen."""

from decimal import Decimal

import pytest

from orders.facts import Line
from tests.support.company import Company

SIGNS = Line(spec="biển alu", quantity=Decimal(3), unit="bộ", price=2_500_000)
FILM = Line(spec="decal", quantity=Decimal("12.5"), unit="m2", price=90_000)


def test_one_line_opens_an_order_with_what_was_ordered(company: Company) -> None:
    heard = company.says(
        "Lan", "/new KT-1; Khánh Thy; Biển cửa hàng; 3 bộ biển alu x 2tr5; 12,5 m2 decal @ 90k; 25/12; 9tr"
    )
    facts = company.order("KT-1").facts
    assert (facts.title, facts.lines, facts.amount) == ("Biển cửa hàng", (SIGNS, FILM), 9_000_000)
    assert "• biển alu: 3 bộ × 2.500.000\u00a0₫" in heard.answer
    assert "• decal: 12,5 m2 × 90.000\u00a0₫" in heard.answer
    assert "Tổng các mặt hàng: 8.625.000\u00a0₫, giá trị đơn cao hơn 375.000\u00a0₫" in heard.answer


def test_what_the_lines_come_to_is_the_amount_where_none_is_said(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; 3 bộ biển alu x 2tr5; 12,5 m2 decal; 25/12")
    facts = company.order("KT-1").facts
    assert (facts.title, facts.amount) == ("biển alu, decal", None)  # one of them has no price
    company.says("Lan", "/new KT-2; Khánh Thy; 3 bộ biển alu x 2tr5; 25/12")
    assert company.order("KT-2").facts.amount == 7_500_000


@pytest.mark.parametrize("title", ["20 bộ standee", "Biển 3 cái x 2 mặt", "Bảng 3 cái x 2"])
def test_a_title_with_a_number_in_it_is_no_line(company: Company, title: str) -> None:
    company.says("Lan", f"/new KT-1; Khánh Thy; {title}; 25/12")
    company.says("Lan", "/new Khánh Thy")
    company.says("Lan", title)
    for code in ("KT-1", "DH-261101"):
        facts = company.order(code).facts
        assert (facts.title, facts.lines) == (title, ())


def test_lines_called_so_need_no_price(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; hàng: 20 bộ standee; 2 cái biển vẫy; 25/12")
    order = company.order("KT-1")
    assert [one.spec for one in order.facts.lines] == ["standee", "biển vẫy"]
    assert order.promised_on is not None


def test_a_line_that_is_not_clear_is_asked_for_again_before_the_order_is_opened(company: Company) -> None:
    heard = company.says("Lan", "/new KT-1; Khánh Thy; Biển; hàng: 3 bộ biển alu x 1tr25; 25/12")
    assert "Chưa rõ" in heard.answer
    assert "mỗi dòng một món" in heard.answer.lower()
    company.says("Lan", "3 bộ biển alu x 1.250.000")
    assert company.order("KT-1").facts.lines[0].price == 1_250_000
    assert company.order("KT-1").state.value == "open"


def test_in_the_guided_way_what_to_do_is_answered_line_by_line(company: Company) -> None:
    company.says("Lan", "/new Khánh Thy")
    company.says("Lan", "3 bộ biển alu x 2tr5\n12,5 m2 decal x 90k")
    heard = company.says("Lan", "25/12")
    heard = company.taps("Lan", heard, "8.625.000")
    facts = company.order("DH-261101").facts
    assert (facts.title, facts.lines, facts.amount) == ("biển alu, decal", (SIGNS, FILM), 8_625_000)


@pytest.mark.parametrize(
    "typed",
    [
        "/change KT-1 hàng 3 bộ biển alu x 2tr5\n12,5 m2 decal x 90k",
        "/sua KT-1 mặt hàng: 3 bộ biển alu x 2tr5; 12,5 m2 decal x 90k; lý do khách đổi",
        "/biangeng KT-1 明细 biển alu 3 bộ 单价 2tr5\n- decal 12,5 m2 × 90k",
    ],
)
def test_change_takes_the_whole_list_anew(company: Company, typed: str) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12; 8tr625")
    heard = company.says("Hùng", typed)
    assert company.order("KT-1").facts.lines == (SIGNS, FILM)
    assert "• biển alu: 3 bộ" in heard.answer


def test_lines_are_changed_by_button_and_taken_off_by_a_word(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; 3 bộ biển alu x 2tr5; 25/12")
    menu = company.says("Hùng", "/change KT-1")
    company.taps("Hùng", menu, "Danh sách hàng")
    company.says("Hùng", "biển đẹp lắm")
    assert company.order("KT-1").facts.lines == (SIGNS,)
    company.says("Hùng", "12,5 m2 decal x 90k")
    assert company.order("KT-1").facts.lines == (FILM,)
    company.says("Hùng", "/change KT-1 hàng bỏ")
    assert company.order("KT-1").facts.lines == ()


def test_prices_stand_only_where_money_may_be_seen(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; 3 bộ biển alu x 2tr5; 25/12; 7tr5")
    for_sales = company.card("KT-1", group="sales")
    for_workers = company.card("KT-1", group="production")
    assert "3 bộ × 2.500.000" in for_sales
    assert "• biển alu: 3 bộ" in for_workers
    assert "₫" not in for_workers


def test_workers_hear_of_other_numbers_but_not_of_other_prices(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.says("Hùng", "/change KT-1 hàng 3 bộ biển alu x 2tr5")
    production = company.groups["production"]
    dearer = company.says("Hùng", "/change KT-1 hàng 3 bộ biển alu x 3tr")
    assert "KT-1" not in dearer.told(production)
    fewer = company.says("Hùng", "/change KT-1 hàng 2 bộ biển alu x 3tr")
    assert "• biển alu: 2 bộ" in fewer.told(production)
    assert "₫" not in fewer.told(production)


def test_a_long_list_says_how_many_more_there_are(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; 25/12")
    company.says("Hùng", "/change KT-1 hàng " + "\n".join(f"{n} cái món {n}" for n in range(1, 19)))
    card = company.card("KT-1", group="sales")
    assert "món 15" in card
    assert "món 16" not in card
    assert "3 mặt hàng nữa" in card


def test_naming_the_list_alone_asks_for_it_and_empties_nothing(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; 3 bộ biển alu x 2tr5; 25/12")
    asked = company.says("Hùng", "/sua KT-1 mặt hàng")
    assert "Danh sách hàng mới?" in asked.answer
    assert company.order("KT-1").facts.lines == (SIGNS,)
    company.says("Hùng", "bỏ")
    assert company.order("KT-1").facts.lines == ()


def test_a_fence_is_no_list_of_goods(company: Company) -> None:
    """ "Hàng rào" begins with the word for goods: only a colon makes it the name of a part."""
    company.says("Lan", "/new KT-1; Khánh Thy; Hàng rào quảng cáo 60 m in bạt; 25/12")

    facts = company.order("KT-1").facts
    assert (facts.title, facts.lines) == ("Hàng rào quảng cáo 60 m in bạt", ())
