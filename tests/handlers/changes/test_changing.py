"""/change: parts of an order, in one line or by button, shown before → after."""

from datetime import date

import pytest

from handlers.parts import Said, said_in
from orders.events import Kind
from tests.support.company import Company


def opened(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12; 12tr500; treo sáng")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ngày 28/12; lý do khách hẹn lại", [("promised_on", "28/12"), ("reason", "khách hẹn lại")]),
        ("ngay giao: 28/12", [("promised_on", "28/12")]),
        ("hẹn giao 28/12", [("promised_on", "28/12")]),
        ("日期 12月28日；原因 客户改期", [("promised_on", "12月28日"), ("reason", "客户改期")]),
        ("date 28/12\nreason customer moved it", [("promised_on", "28/12"), ("reason", "customer moved it")]),
        ("số tiền 13tr", [("amount", "13tr")]),
        ("金额 1300万", [("amount", "1300万")]),
        ("amount = 13,000,000", [("amount", "13,000,000")]),
        ("khách Nhật Minh", [("customer", "Nhật Minh")]),
        ("tên biển alu 4x5m", [("title", "biển alu 4x5m")]),
        ("sđt 0912 345 678", [("phone", "0912 345 678")]),
        ("địa chỉ 12 Lê Lợi", [("address", "12 Lê Lợi")]),
        ("要求：早上八点前", [("requirements", "早上八点前")]),
        ("客户 永兴", [("customer", "永兴")]),
        ("ghi chu giao cua sau", [("requirements", "giao cua sau")]),
        ("ngàymai", [("", "ngàymai")]),
        ("đổi giúp", [("", "đổi giúp")]),
        ("  ;  ", []),
    ],
)
def test_parts_are_named_in_every_language(line: str, said: list[tuple[str, str]]) -> None:
    assert list(said_in(line)) == [Said(part=part, words=words) for part, words in said]


def test_a_line_changes_several_parts_and_shows_before_and_after(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 tên Biển alu 4x5m; số tiền 13tr; lý do khách đổi cỡ")
    facts = company.order("KT-2411").facts
    assert (facts.title, facts.amount) == ("Biển alu 4x5m", 13_000_000)
    assert "Biển alu → Biển alu 4x5m" in heard.answer
    assert "12.500.000\u00a0₫ → 13.000.000\u00a0₫" in heard.answer
    assert "khách đổi cỡ" in heard.answer


def test_a_moved_promise_takes_its_reason_from_the_line(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/sua 2411 ngày 28/12; lý do khách hẹn lại")
    order = company.order("KT-2411")
    assert (order.promised_on, order.first_promised_on) == (date(2026, 12, 28), date(2026, 12, 25))
    assert "T6 25/12 → T2 28/12" in heard.answer


def test_a_moved_promise_without_a_reason_is_asked_for_it(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/biangeng 2411 日期 12月28日")
    assert company.order("KT-2411").promised_on == date(2026, 12, 25)
    assert "T6 25/12" in heard.answer
    company.says("Hùng", "khách hẹn lại")
    order = company.order("KT-2411")
    assert order.promised_on == date(2026, 12, 28)
    assert company.history(order.id)[-1].note == "khách hẹn lại"


def test_a_first_promise_needs_no_reason(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Hùng", "/change KT-1 ngày 28/12")
    assert company.order("KT-1").promised_on == date(2026, 12, 28)


def test_by_button_the_part_is_chosen_and_its_value_typed(company: Company) -> None:
    opened(company)
    menu = company.says("Hùng", "/change 2411")
    assert "12.500.000" in menu.answer
    asked = company.taps("Hùng", menu, "Giá trị")
    assert asked.answer.startswith("KT-2411")
    company.says("Hùng", "14 triệu")
    assert company.order("KT-2411").facts.amount == 14_000_000


def test_an_ambiguous_amount_is_asked_and_changed_as_chosen(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 số tiền 13tr25; lý do khách thêm chữ")
    assert company.order("KT-2411").facts.amount == 12_500_000
    company.taps("Hùng", heard, "13.250.000")
    order = company.order("KT-2411")
    assert order.facts.amount == 13_250_000
    assert company.history(order.id)[-1].note == "khách thêm chữ"


def test_an_ambiguous_day_keeps_the_reason_that_was_said(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 ngày 20/11; lý do khách hẹn lại")
    company.taps("Hùng", heard, "2027")
    assert company.order("KT-2411").promised_on == date(2027, 11, 20)


def test_among_several_parts_one_that_is_unclear_changes_nothing(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 tên Hộp đèn; số tiền mấy triệu")
    assert "mấy triệu" in heard.answer
    assert company.order("KT-2411").facts.title == "Biển alu"


def test_words_that_name_no_part_are_refused_with_an_example(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 làm to hơn")
    assert "làm to hơn" in heard.answer
    assert "28/12" in heard.answer


def test_the_same_once_more_is_told_to_change_nothing(company: Company) -> None:
    opened(company)
    heard = company.says("Hùng", "/change 2411 số tiền 12.500.000")
    assert "Không có gì" in heard.answer


def test_only_those_who_steer_an_open_order_change_it(company: Company) -> None:
    opened(company)
    heard = company.says("Lan", "/change 2411 số tiền 1tr")
    assert company.order("KT-2411").facts.amount == 12_500_000
    assert "Kinh doanh" in heard.answer
    assert "Kinh doanh" in company.forges("Lan", f"ch:{company.order('KT-2411').id}").answer


def test_a_customer_is_found_by_the_new_name(company: Company) -> None:
    opened(company)
    company.says("Hùng", "/change 2411 khách Nhật Minh")
    company.says("Lan", "/update nhật minh nhận đơn xong")
    assert company.order("KT-2411").facts.customer == "Nhật Minh"
    assert company.history(company.order("KT-2411").id)[-1].kind is Kind.OFFERED


def test_money_is_told_to_those_who_sell_and_collect_alone(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Hùng", "/change 2411 số tiền 13tr; tên Biển to", group="coordination")
    assert "Biển to" in heard.told(company.groups["production"])
    assert "13.000.000" not in heard.told(company.groups["production"])
    assert "13.000.000" in heard.told(company.groups["sales"])


def test_a_change_of_money_alone_is_no_news_for_production(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Hùng", "/change 2411 số tiền 13tr")
    assert heard.told(company.groups["production"]) == ""
    assert "13.000.000" in heard.told(company.groups["sales"])


def test_money_is_not_shown_in_a_group_that_may_not_see_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Hùng", "/change 2411 tên Biển to; số tiền 13tr", group="production")
    assert "Biển to" in heard.answer
    assert "13.000.000" not in heard.answer


def test_a_priority_is_chosen_by_button(company: Company) -> None:
    opened(company)
    heard = company.says("Điệp", "/change 2411 ưu tiên gấp")
    wanted = company.centre.priorities[-1]
    company.taps("Điệp", heard, wanted.names.vi)
    assert company.order("KT-2411").facts.priority == wanted.id
