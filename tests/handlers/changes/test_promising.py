"""The day a customer asked for, the day promised, and every time the promise was moved, with its reason."""

from datetime import date

from tests.support.company import Company


def opened(company: Company, more: str = "") -> None:
    company.says("Lan", f"/new KT-2411; Khánh Thy; Biển alu; 25/12; 12tr500{more}")


def test_the_day_asked_for_is_the_customers_and_not_the_day_of_the_order(company: Company) -> None:
    opened(company)
    assert company.order("KT-2411").requested_on is None


def test_the_day_asked_for_stands_anywhere_behind_the_customer(company: Company) -> None:
    company.says("Lan", "/new KT-2412; Khánh Thy; khách cần trước 20/12; Biển alu; 25/12")
    order = company.order("KT-2412")
    assert (order.requested_on, order.promised_on) == (date(2026, 12, 20), date(2026, 12, 25))
    assert order.facts.title == "Biển alu"


def test_an_unclear_day_asked_for_stays_words(company: Company) -> None:
    opened(company, "; ngày khách cần: sớm")
    order = company.order("KT-2411")
    assert order.requested_on is None
    assert order.facts.requirements == "ngày khách cần: sớm"


def test_it_is_changed_like_any_part_and_told_before_and_after(company: Company) -> None:
    opened(company, "; khách cần trước 20/12")
    heard = company.says("Hùng", "/sua 2411 ngày khách cần 18/12")
    assert company.order("KT-2411").requested_on == date(2026, 12, 18)
    assert "Ngày khách cần: CN 20/12 → T6 18/12" in heard.answer
    menu = company.says("Hùng", "/sua 2411")
    company.taps("Hùng", menu, "Ngày khách cần")
    company.says("Hùng", "16/12")
    assert company.order("KT-2411").requested_on == date(2026, 12, 16)


def test_a_promise_is_moved_in_one_line_with_its_reason(company: Company) -> None:
    opened(company)
    company.says("Điệp", "/henngay 2411 28/12 khách hẹn lại")
    order = company.order("KT-2411")
    assert (order.promised_on, order.first_promised_on) == (date(2026, 12, 28), date(2026, 12, 25))
    assert company.history(order.id)[-1].note == "khách hẹn lại"


def test_without_a_reason_it_is_asked(company: Company) -> None:
    opened(company)
    company.says("Điệp", "/gaiqi 2411 28/12")
    assert company.order("KT-2411").promised_on == date(2026, 12, 25)
    company.says("Điệp", "khách đổi ý")
    assert company.order("KT-2411").promised_on == date(2026, 12, 28)


def test_without_a_day_it_is_asked_and_the_reason_kept(company: Company) -> None:
    opened(company)
    company.says("Điệp", "/promise 2411 lý do khách đổi ý")
    company.says("Điệp", "28/12")
    order = company.order("KT-2411")
    assert order.promised_on == date(2026, 12, 28)
    assert company.history(order.id)[-1].note == "khách đổi ý"


def test_the_command_alone_tells_all_the_days_and_who_moved_them_why(company: Company) -> None:
    opened(company, "; khách cần trước 20/12")
    company.says("Điệp", "/promise 2411 28/12 khách hẹn lại")
    company.says("Hùng", "/promise 2411 30/12 thiếu mica")
    heard = company.says("Lan", "/henngay 2411")
    assert "Khách cần: CN 20/12" in heard.answer
    assert "T6 25/12 → T2 28/12, Điệp quyết “khách hẹn lại”" in heard.answer
    assert "T2 28/12 → T4 30/12, Hùng quyết “thiếu mica”" in heard.answer
    assert "Đổi ngày hẹn" not in heard.labels
    assert "Đổi ngày hẹn" in company.says("Điệp", "/henngay 2411").labels


def test_what_was_taken_back_is_no_promise(company: Company) -> None:
    opened(company)
    company.says("Điệp", "/promise 2411 28/12 khách hẹn lại")
    company.says("Điệp", "/undo 2411")
    company.says("Điệp", "/promise 2411 30/12 thiếu mica")
    answer = company.says("Điệp", "/promise 2411").answer
    assert "khách hẹn lại" not in answer
    assert "thiếu mica" in answer


def test_others_are_told_who_may(company: Company) -> None:
    opened(company)
    heard = company.says("Tú", "/promise 2411 28/12 thiếu mica")
    assert company.order("KT-2411").promised_on == date(2026, 12, 25)
    assert "điều phối" in heard.answer.lower()


def test_without_an_order_it_says_what_to_type(company: Company) -> None:
    company.in_fabrication("KT-1")

    answer = company.says("Tú", "/henngay").answer

    assert "/henngay KT-1 25/12" in answer
