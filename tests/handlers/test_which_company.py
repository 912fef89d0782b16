"""In private, somebody of two companies: a command is for the one where it may be used, or whose order it names, else it is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.audience import ways
from handlers.duties import duty_keeping
from handlers.duties.duty_keys import OPEN
from handlers.stage_keys import DIGEST_LINE, FILE_LINES, STAGE
from handlers.tap_data import TapData, pack
from orders.order import OrderState
from storage.chasing import digest_rows, duty_rows
from storage.intake import batch_rows
from storage.people import roster_rows
from tests.support.coming_in import do, link_in, person
from tests.support.company import FILE, RENDERER, Company, Heard
from tests.support.duty_days import founded, local
from tests.support.holding import SECOND, in_fabrication, joins, order_of, with_second

FIRST = "adtech"


@pytest.fixture
def holding(company: Company) -> Company:
    """KT-1 and NB-1 lie with production. Tú makes in the first and sells in the second; Lan sells in both; An steers both."""
    with_second(company)
    company.in_fabrication("KT-1")
    in_fabrication(company, "NB-1")
    joins(company, "Tú", SECOND, "sales")
    joins(company, "Lan", SECOND, "sales")
    joins(company, "An", SECOND, "coordination", "admin", "coordinator")
    joins(company, "Soát", SECOND, "production")
    return company


def words(heard: Heard) -> str:
    return "\n".join(heard.read(one) for one in heard.says)


def test_an_order_is_opened_where_one_may_open_it_without_being_asked(holding: Company) -> None:
    opened = holding.says("Tú", "/new NB-2; Hoa Sen; Bảng neon; 4/12; 25tr")
    assert "công ty nào" not in opened.answer
    assert "NB-2" in opened.answer
    order = order_of(holding, SECOND, "NB-2")
    assert order is not None
    assert order.state is OrderState.OPEN
    assert order_of(holding, FIRST, "NB-2") is None


def test_a_draft_of_the_second_company_is_asked_for_part_by_part(holding: Company) -> None:
    """The answers go where the question came from."""
    holding.says("Tú", "/new Hoa Sen")
    holding.says("Tú", "bảng neon")
    holding.says("Tú", "4/12")
    holding.says("Tú", "25tr")
    last = holding.says("Tú", "không có gì thêm")
    while "Mở đơn" not in " ".join(last.labels):
        last = holding.taps("Tú", last, "Bỏ qua")
    holding.taps("Tú", last, "Mở đơn")
    order = order_of(holding, SECOND, last.answer.split("·")[0].split()[-1])
    assert order is not None
    assert (order.state, order.facts.customer, order.facts.amount) == (OrderState.OPEN, "Hoa Sen", 25_000_000)


def test_who_may_open_orders_in_both_is_asked_where(holding: Company) -> None:
    asked = holding.says("Lan", "/new NB-3; Hoa Sen; Bảng neon", attachments=(FILE,))
    assert "công ty nào" in asked.answer
    assert [order_of(holding, one, "NB-3") for one in (FIRST, SECOND)] == [None, None]
    opened = holding.taps("Lan", asked, "Neon")
    assert "NB-3" in opened.answer
    order = order_of(holding, SECOND, "NB-3")
    assert order is not None
    assert order_of(holding, FIRST, "NB-3") is None
    [event, *_] = holding.history(order.id)
    assert event.source.message == asked.incoming.message
    assert "quá lâu" in holding.taps("Lan", asked, "Adtech").answer, "it is asked once"


def test_in_a_companys_group_nobody_is_asked(holding: Company) -> None:
    holding.says("Lan", "/new NB-4; Hoa Sen; Bảng neon", group="neon sales")
    holding.says("Lan", "/new KT-4; Hoa Sen; Bảng alu", group="sales")
    assert order_of(holding, SECOND, "NB-4") is not None
    assert order_of(holding, FIRST, "KT-4") is not None


def test_who_may_in_neither_is_refused(holding: Company) -> None:
    joins(holding, "Minh", SECOND, "production")
    assert "Kinh doanh" in holding.says("Minh", "/new NB-5; Hoa Sen; Bảng").answer
    assert order_of(holding, SECOND, "NB-5") is None


def test_an_auditor_of_the_first_reports_in_the_second(holding: Company) -> None:
    holding.says("Soát", "/update NB-1 gia công 40%")
    order = order_of(holding, SECOND, "NB-1")
    assert order is not None
    assert order.stage("fabrication").percent == 40
    holding.says("Soát", "/update KT-1 gia công 40%")
    assert holding.order("KT-1").stage("fabrication").percent is None


def test_a_push_is_for_the_company_whose_order_it_names(holding: Company) -> None:
    holding.passes(hours=3)
    pushed = holding.says("An", "/push NB-1 khách hỏi")
    assert "công ty nào" not in pushed.answer
    assert "khách hỏi" in pushed.told(holding.groups["neon production"])


@pytest.mark.parametrize(
    "words", ["KT-1, NB-1: khách hỏi", "NB-1 và KT-1 khách hỏi", "KT-1 khách hỏi\nNB-1 khách hỏi"]
)
def test_a_push_of_orders_of_two_companies_asks_each_of_its_own(holding: Company, words: str) -> None:
    holding.passes(hours=3)
    pushed = holding.says("An", f"/push {words}")
    assert ("công ty nào" in pushed.answer, "Không có đơn nào" in pushed.answer) == (False, False)
    for code, other, group in (("KT-1", "NB-1", "production"), ("NB-1", "KT-1", "neon production")):
        told = pushed.told(holding.groups[group])
        assert ("khách hỏi" in told, code in told, other in told) == (True, True, False)


def test_of_a_push_in_two_companies_each_order_is_refused_where_one_steers_nothing(holding: Company) -> None:
    holding.passes(hours=3)
    joins(holding, "Điệp", SECOND, "sales")
    for words in ("KT-1, NB-1: khách hỏi", "NB-1, KT-1: khách hỏi"):
        pushed = holding.says("Điệp", f"/push {words}")
        assert "khách hỏi" in pushed.told(holding.groups["production"])
        assert pushed.told(holding.groups["neon production"]) == ""
        assert "không có quyền" in next(line for line in pushed.answer.splitlines() if "NB-1" in line)
        holding.passes(hours=2)


def test_a_push_that_begins_with_a_code_of_both_is_asked_for(holding: Company) -> None:
    in_fabrication(holding, "KT-1")
    holding.passes(hours=3)
    asked = holding.says("An", "/push KT-1, NB-1: khách hỏi")
    assert "công ty nào" in asked.answer
    pushed = holding.taps("An", asked, "Neon").told(holding.groups["neon production"])
    assert ("KT-1" in pushed, "NB-1" in pushed) == (True, True)


def test_a_push_of_all_of_a_kind_is_asked_for_and_then_that_companys(holding: Company) -> None:
    holding.passes(hours=3)
    asked = holding.says("An", "/push vận hành")
    assert "công ty nào" in asked.answer
    pushed = holding.taps("An", asked, "Neon")
    assert "NB-1" in words(pushed)
    assert "KT-1" not in words(pushed)
    kinds = holding.taps("An", holding.says("An", "/push"), "Neon")
    assert "Nút này cũ" not in holding.taps("An", kinds, "Im").answer


def test_an_invitation_is_into_the_company_that_was_chosen(holding: Company) -> None:
    made = holding.taps("An", holding.says("An", "/invite production"), "Neon")
    token = link_in(made)
    holding.says("Mới", f"/start {token}")
    assert [one.company for one in person(holding, "Mới").memberships] == [SECOND]


def test_members_of_the_company_that_was_chosen_are_looked_after(holding: Company) -> None:
    listed = holding.taps("An", holding.says("An", "/members"), "Neon")
    assert "Sơn" in listed.answer
    assert "Bảo" not in listed.answer
    people = holding.taps("An", listed, "Sản xuất")
    card = holding.taps("An", people, "Soát")
    assert "Soát" in card.answer


def test_leave_is_noted_in_the_company_that_was_chosen(holding: Company) -> None:
    noted = holding.taps("Lan", holding.says("Lan", "/leave mai"), "Neon")
    assert "nghỉ" in noted.answer
    found = [do(holding, roster_rows.lasting, one, holding.now) for one in (FIRST, SECOND)]
    assert [len(one) for one in found] == [0, 1]


def test_a_complaint_is_of_the_company_whose_order_it_names(holding: Company) -> None:
    opened = holding.says("Lan", "/khieunai NB-1; chữ cong")
    assert "công ty nào" not in opened.answer
    case = order_of(holding, SECOND, "NB-1/1") or order_of(holding, SECOND, "KN-261101")
    assert case is not None
    parent = order_of(holding, SECOND, "NB-1")
    assert parent is not None
    assert case.parent == parent.id


def test_what_is_asked_next_is_answered_to_the_company_that_asks(holding: Company) -> None:
    asked = holding.taps("Lan", holding.says("Lan", "/khieunai"), "Neon")
    assert "công ty nào" not in asked.answer
    opened = holding.says("Lan", "khách: chị Hoa; 0901 234 567; chữ cong")
    assert "Phiếu: Khiếu nại" in opened.answer
    case = order_of(holding, SECOND, "KN-261101")
    assert case is not None
    assert (case.facts.customer, order_of(holding, FIRST, "KN-261101")) == ("chị Hoa", None)


def test_a_kind_of_case_tapped_in_the_list_is_opened_in_the_company_of_the_list(holding: Company) -> None:
    listed = holding.taps("Lan", holding.says("Lan", "/case"), "Neon")
    holding.taps("Lan", listed, "Khiếu nại")
    holding.says("Lan", "khách: chị Hoa; chữ cong")
    assert order_of(holding, SECOND, "KN-261101") is not None
    assert order_of(holding, FIRST, "KN-261101") is None


def test_other_lists_of_cases_stay_in_the_company_that_was_chosen(holding: Company) -> None:
    holding.says("Lan", "/khieunai KT-1; chữ cong")
    holding.says("Lan", "/khieunai NB-1; đèn tắt")
    listed = holding.taps("Lan", holding.says("Lan", "/case khiếu nại tất cả"), "Neon")
    for label in ("Của tôi", "Đang mở", "Tất cả"):
        listed = holding.taps("Lan", listed, label)
        assert "Khiếu nại" in listed.answer.splitlines()[0], label
        assert ("Hoa Sen" in listed.answer, "Khánh Thy" in listed.answer) == (True, False), label
    holding.taps("Lan", listed, "➕ Khiếu nại")
    holding.says("Lan", "khách: chị Hoa; chữ cong")
    assert order_of(holding, SECOND, "KN-261102") is not None
    assert order_of(holding, FIRST, "KN-261102") is None


def test_charts_are_those_of_the_companies_one_oversees(holding: Company) -> None:
    joins(holding, "Khoa", SECOND, "production")
    assert len(holding.says("Khoa", "/chart").says) == 1
    assert len(holding.says("An", "/chart").says) == 2


def test_help_lists_what_may_be_used_in_any_of_them(holding: Company) -> None:
    joins(holding, "Minh", SECOND, "coordination", "coordinator")
    assert "/giuc" in holding.says("Minh", "/help").answer


def test_an_order_both_have_is_asked_by_the_companys_name(holding: Company) -> None:
    in_fabrication(holding, "KT-1")
    joins(holding, "Tú", SECOND, "production")
    asked = holding.says("Tú", "KT-1 gia công 70%")
    told = holding.taps("Tú", asked, "Neon")
    assert "70" in told.answer
    order = order_of(holding, SECOND, "KT-1")
    assert order is not None
    assert (order.stage("fabrication").percent, holding.order("KT-1").stage("fabrication").percent) == (
        70,
        None,
    )


# --- as which company it answers ---------------------------------------------------------------------------------


def voiced_as(heard: Heard) -> set[str]:
    return {letter.company for letter in heard.handled.letters}


def test_what_is_done_in_a_company_is_said_as_that_company(holding: Company) -> None:
    """By command, by button, by an answer in words, and where it is refused."""
    asked = holding.says("Lan", "/new NB-3; Hoa Sen; Bảng neon")
    assert voiced_as(asked) == {FIRST}
    assert voiced_as(holding.taps("Lan", asked, "Neon")) == {SECOND}
    assert voiced_as(holding.says("Tú", "/new NB-2; Hoa Sen; Bảng neon; 4/12; 25tr")) == {SECOND}
    assert voiced_as(holding.taps("Lan", holding.says("Lan", "/khieunai"), "Neon")) == {SECOND}
    assert voiced_as(holding.says("Lan", "khách: chị Hoa; 0901 234 567; chữ cong")) == {SECOND}
    refused = holding.says("Tú", "/new NB-2; Hoa Sen; Bảng neon; 4/12; 25tr")
    assert "đã có" in refused.answer
    assert voiced_as(refused) == {SECOND}
    assert voiced_as(holding.says("Lan", "/khieunai KT-1; chữ cong")) == {FIRST}


def test_each_hour_is_that_of_the_company_it_is_for(company: Company) -> None:
    """The second works in Dubai, three hours behind."""
    with_second(company, time_zone="Asia/Dubai")
    joins(company, "An", SECOND, "coordination", "admin", "coordinator")
    for firm, hour in (("Neon", "06:00"), ("Adtech", "09:00")):
        made = company.taps("An", company.says("An", "/invite production"), firm)
        assert f"đến {hour}" in read_by_letter(company, made), firm


def read_by_letter(company: Company, heard: Heard) -> str:
    """The answer as it reaches its reader."""
    [letter, *_] = heard.handled.letters
    [way] = do(
        company, lambda conn: ways(conn, letter, company.centres, now=company.now, machine_now=company.now)
    )
    return "\n".join(RENDERER.say(heard.says[0], way.reader).parts)


def test_the_number_of_a_leave_is_no_order(holding: Company) -> None:
    """Both begin at one: KT-1 of the first has the number of a leave in the second."""
    noted = holding.taps("Lan", holding.says("Lan", "/leave mai"), "Neon")
    [entry] = do(holding, roster_rows.lasting, SECOND, holding.now)
    assert entry.id == holding.order("KT-1").id
    assert voiced_as(holding.taps("Lan", noted, "Bỏ lịch nghỉ này")) == {SECOND}
    assert do(holding, roster_rows.lasting, SECOND, holding.now) == ()


def test_the_number_of_a_file_is_no_order(holding: Company) -> None:
    holding.says("Lan", "/new", group="neon sales", attachments=(replace(FILE, name="tuần.xlsx"),))
    batch = do(holding, batch_rows.by_id, 1)
    assert (batch.company, batch.id) == (SECOND, holding.order("KT-1").id)
    assert voiced_as(holding.forges("Lan", pack(TapData(verb=FILE_LINES, order=batch.id)))) == {SECOND}


def test_the_number_of_a_digest_is_no_order(holding: Company) -> None:
    chat = holding.sender("Lan").id
    digest = holding.store.write(
        lambda conn: digest_rows.unsent(conn, SECOND, chat, None, holding.now)
    ).result()
    assert digest == holding.order("KT-1").id
    tap = TapData(verb=DIGEST_LINE, order=digest, choice="1")
    assert voiced_as(holding.forges("Lan", pack(tap))) == {SECOND}


def test_a_stage_named_like_a_company_is_no_company(company: Company) -> None:
    with_second(company, id="fabrication")
    company.in_fabrication("KT-1")
    joins(company, "Tú", "fabrication", "sales")
    tap = TapData(verb=STAGE, order=company.order("KT-1").id, stage="fabrication")
    shown = company.forges("Tú", pack(tap))
    assert ("Gia công" in shown.answer, voiced_as(shown)) == (True, {FIRST})


# --- duties of one name ------------------------------------------------------------------------------------------

PLAN = "Bảng kế hoạch sản xuất"


@pytest.fixture
def factories(database_url: str) -> Iterator[Company]:
    """Two factories that owe the same plan on Monday morning."""
    company = founded(database_url, local(23, 7, 40)).company
    with_second(company)
    now, centres = company.now, company.centres
    while company.store.write(lambda conn: duty_keeping.keep(conn, centres=centres, now=now)).result():
        pass
    yield company
    company.close()


def test_the_number_of_a_duty_is_no_order(factories: Company) -> None:
    joins(factories, "Kế", SECOND, "pmc")
    [day, *_] = do(factories, duty_rows.since, SECOND, factories.now.date())
    assert voiced_as(factories.forges("Kế", pack(TapData(verb=OPEN, order=day.id)))) == {SECOND}


def handed_in(company: Company) -> list[str]:
    """Whose plan is there."""
    found = [
        do(company, duty_rows.since, one, company.now.date() - timedelta(days=3)) for one in company.centres
    ]
    return [day.company for days in found for day in days if day.handed is not None]


def test_a_duty_is_handed_in_for_the_company_whose_department_owes_it(factories: Company) -> None:
    joins(factories, "Xưởng", SECOND, "pmc")
    got = factories.says("Xưởng", f"/nop {PLAN} xong")
    assert "công ty nào" not in got.answer
    assert handed_in(factories) == [SECOND]


def test_who_owes_the_same_duty_in_both_companies_is_asked(factories: Company) -> None:
    joins(factories, "Kế", SECOND, "pmc")
    for words in (f"/nop {PLAN} 25 đơn", f"{PLAN} 25 đơn xong"):
        asked = factories.says("Kế", words)
        assert "công ty nào" in asked.answer
        assert handed_in(factories) == []
    factories.taps("Kế", asked, "Neon")
    assert handed_in(factories) == [SECOND]
