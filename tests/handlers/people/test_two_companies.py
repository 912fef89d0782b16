"""A newcomer who applies at two companies of a holding: each decides about what was said to it, and about nothing else."""

import time
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from handlers.dispatch import handle
from handlers.incoming import Incoming
from handlers.tap_data import TapData, pack
from storage.engine import open_store
from storage.intake import kept_reports
from storage.people import chats_rows
from tests.support.coming_in import departments, do, link_in, person
from tests.support.company import PHOTO, Company, Heard
from tests.support.holding import SECOND, in_fabrication, joins, order_of, with_second

FIRST = "adtech"
IN, DOWN = "li", "ld"
AT = {FIRST: ("Bảo", "production", "KT-1"), SECOND: ("Sơn", "neon production", "NB-1")}


@pytest.fixture
def holding(company: Company) -> Company:
    """KT-1 of the first and NB-1 of the second lie with the production of each."""
    with_second(company)
    company.in_fabrication("KT-1")
    in_fabrication(company, "NB-1")
    return company


def applies(company: Company) -> None:
    """Tâm reports on each in its company's group, which asks for him to be let in."""
    company.says("Tâm", "/update KT-1 gia công 40%", group="production")
    company.says("Tâm", "/update NB-1 gia công 60%", group="neon production")


def decides(company: Company, firm: str, what: str) -> Heard:
    """The head of that company's production answers, in private."""
    tap = TapData(verb=what, order=person(company, "Tâm").id, stage=firm)
    return company.forges(AT[firm][0], pack(tap))


def percent(company: Company, firm: str) -> int | None:
    order = order_of(company, firm, AT[firm][2])
    assert order is not None
    return order.stage("fabrication").percent


def percents(company: Company) -> tuple[int | None, int | None]:
    return percent(company, FIRST), percent(company, SECOND)


def kept(company: Company) -> int:
    return len(do(company, kept_reports.of, company.sender("Tâm").id))


def starts_again(company: Company, url: str) -> None:
    company.close()
    company.store = open_store(url)


def words(heard: Heard) -> str:
    return "\n".join(heard.read(one) for one in heard.says)


# --- what was said in the groups ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_both_let_in_and_each_report_is_made_in_its_company(holding: Company, order: tuple[str, str]) -> None:
    applies(holding)
    before = dict(zip((FIRST, SECOND), percents(holding), strict=True))
    said = {FIRST: 40, SECOND: 60}
    one, other = order
    decides(holding, one, IN)
    assert (percent(holding, one), percent(holding, other)) == (said[one], before[other])
    assert kept(holding) == 1
    decides(holding, other, IN)
    assert percents(holding) == (40, 60)
    assert kept(holding) == 0


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
@pytest.mark.parametrize("answers", [(IN, DOWN), (DOWN, IN)])
def test_who_is_let_in_by_one_alone_has_reported_there(
    holding: Company, order: tuple[str, str], answers: tuple[str, str]
) -> None:
    applies(holding)
    before = dict(zip((FIRST, SECOND), percents(holding), strict=True))
    said = {FIRST: 40, SECOND: 60}
    for firm, answer in zip(order, answers, strict=True):
        decides(holding, firm, answer)
    for firm, answer in zip(order, answers, strict=True):
        assert percent(holding, firm) == (said[firm] if answer == IN else before[firm])
    assert kept(holding) == 0


def test_both_turn_down_and_nothing_is_kept(holding: Company) -> None:
    applies(holding)
    holding.says("Tâm", "KT-1 gia công 45%")
    before = percents(holding)
    decides(holding, SECOND, DOWN)
    assert kept(holding) == 2, "of the other company, and in private"
    decides(holding, FIRST, DOWN)
    assert kept(holding) == 0
    assert percents(holding) == before


def test_a_start_between_the_two_decisions_loses_nothing(holding: Company, database_url: str) -> None:
    applies(holding)
    starts_again(holding, database_url)
    decides(holding, SECOND, IN)
    starts_again(holding, database_url)
    decides(holding, FIRST, IN)
    assert percents(holding) == (40, 60)


def test_orders_of_one_code_in_both_are_not_mixed_up(holding: Company) -> None:
    """Whoever is in the one company is a stranger in the other's group: said there, it is never about the own order."""
    in_fabrication(holding, "KT-1")
    applies(holding)
    decides(holding, FIRST, IN)
    heard = holding.says("Tâm", "/update KT-1 gia công 70%", group="neon production")
    assert "chờ quản trị duyệt" in heard.answer
    assert percent(holding, FIRST) == 40
    decides(holding, SECOND, IN)
    other = order_of(holding, SECOND, "KT-1")
    assert other is not None
    assert (other.stage("fabrication").percent, percent(holding, FIRST)) == (70, 40)


def test_staff_of_one_company_may_ask_to_be_let_into_another(holding: Company) -> None:
    heard = holding.says("Tú", "/update NB-1 gia công 60%", group="neon production")
    assert "Đã gửi yêu cầu" in heard.answer
    assert departments(holding, "Tú") == ["production"]
    key = next(data for label, data in heard.keys().items() if "Tú" in label)
    holding.forges("Sơn", key)
    assert percent(holding, SECOND) == 60


def test_a_chat_that_is_the_companys_no_more_still_says_whose_its_reports_are(holding: Company) -> None:
    """A report of a chat that is bound to nobody any more is its company's all the same."""
    in_fabrication(holding, "KT-1")
    applies(holding)
    holding.says("Tâm", "/update KT-1 gia công 70%", group="neon production")
    holding.says("Sơn", "/bind", group="neon production")
    holding.forges("Sơn", f"bu::{SECOND}", group="neon production")
    decides(holding, FIRST, IN)
    assert percent(holding, FIRST) == 40
    decides(holding, SECOND, IN)
    other = order_of(holding, SECOND, "KT-1")
    assert other is not None
    assert (other.stage("fabrication").percent, percents(holding)) == (70, (40, 60))


def test_an_invitation_into_the_second_company_makes_what_was_said_there(holding: Company) -> None:
    applies(holding)
    decides(holding, FIRST, IN)
    token = link_in(holding.says("Sơn", "/invite production"))
    holding.says("Tâm", f"/start {token}")
    assert percents(holding) == (40, 60)
    assert kept(holding) == 0


def test_who_is_let_go_by_one_company_is_still_asking_at_the_other(holding: Company) -> None:
    applies(holding)
    decides(holding, FIRST, IN)
    holding.forges("An", pack(TapData(verb="mz", order=person(holding, "Tâm").id, stage=FIRST)))
    assert departments(holding, "Tâm") == []
    assert [one.company for one in person(holding, "Tâm").asked] == [SECOND]
    decides(holding, SECOND, IN)
    assert percent(holding, SECOND) == 60


def removed(company: Company, who: str) -> None:
    """An takes them out of the first company, card and question skipped."""
    company.forges("An", pack(TapData(verb="mz", order=person(company, who).id, stage=FIRST)))
    assert FIRST not in {one.company for one in person(company, who).memberships}


def enrols(company: Company) -> None:
    """Whoever writes in the first company's production group is made its staff."""
    do(company, chats_rows.bind, company.groups["production"], None, FIRST, ("production",), enrols=True)


@pytest.mark.parametrize("elsewhere", ["asks", "is in", "nothing"])
def test_no_group_takes_back_whom_its_company_has_put_out(holding: Company, elsewhere: str) -> None:
    enrols(holding)
    holding.says("Tâm", "chào mọi người", group="production")
    assert departments(holding, "Tâm") == ["production"]
    if elsewhere != "nothing":
        holding.says("Tâm", "/update NB-1 gia công 60%", group="neon production")
    if elsewhere == "is in":
        decides(holding, SECOND, IN)
    removed(holding, "Tâm")
    before = percent(holding, FIRST)
    assert holding.says("Tâm", "chào mọi người", group="production").says == ()
    heard = holding.says("Tâm", "/update KT-1 gia công 77%", group="production")
    assert "ra khỏi danh sách" in heard.answer
    assert FIRST not in {one.company for one in person(holding, "Tâm").memberships}
    assert percent(holding, FIRST) == before


@pytest.mark.parametrize("elsewhere", ["asks", "is in", "nothing"])
def test_no_link_brings_back_whom_its_company_has_put_out(holding: Company, elsewhere: str) -> None:
    unused, other = (link_in(holding.says("An", "/invite production 5")) for _ in "12")
    applies(holding)
    decides(holding, FIRST, IN)
    if elsewhere != "asks":
        decides(holding, SECOND, IN if elsewhere == "is in" else DOWN)
    removed(holding, "Tâm")
    for token in (unused, other, unused):  # to have asked once opens nothing
        heard = holding.says("Tâm", f"/start {token}")
        assert "cần người duyệt" in heard.answer
        assert FIRST not in {one.company for one in person(holding, "Tâm").memberships}
    enrols(holding)
    holding.says("Tâm", "chào mọi người", group="production")
    holding.says("Tâm", "/update KT-1 gia công 77%", group="production")
    assert percent(holding, FIRST) == 40
    decides(holding, FIRST, IN)
    assert percent(holding, FIRST) == 77, "brought back by a decision"
    assert "đã đúng như vậy" in holding.says("Tâm", f"/start {unused}").answer


def test_a_link_of_the_other_company_is_no_way_back_either(holding: Company) -> None:
    first = link_in(holding.says("An", "/invite production 5"))
    holding.says("Tâm", f"/start {first}")
    removed(holding, "Tâm")
    assert person(holding, "Tâm").state == "left"
    second = link_in(holding.says("Sơn", "/invite production 5"))
    assert "cần người duyệt" in holding.says("Tâm", f"/start {second}").answer
    decides(holding, SECOND, IN)
    assert "cần người duyệt" in holding.says("Tâm", f"/start {first}").answer
    assert [one.company for one in person(holding, "Tâm").memberships] == [SECOND]


def test_a_link_into_another_department_still_moves_somebody(holding: Company) -> None:
    """Taken out of one department by its head they stay staff: only that one takes them back by a decision alone."""
    design, production = (link_in(holding.says("An", f"/invite {one} 5")) for one in ("design", "production"))
    holding.says("Tâm", f"/start {production}")
    holding.says("Tâm", f"/start {design}")
    who = person(holding, "Tâm").id
    holding.forges("Bảo", pack(TapData(verb="mz", order=who, stage=FIRST, choice="production")))
    assert departments(holding, "Tâm") == ["design"]
    assert "cần người duyệt" in holding.says("Tâm", f"/start {production}").answer
    sales = link_in(holding.says("An", "/invite sales"))
    assert "Kinh doanh" in holding.says("Tâm", f"/start {sales}").answer
    assert departments(holding, "Tâm") == ["design", "sales"]
    decides(holding, FIRST, IN)
    assert set(departments(holding, "Tâm")) == {"design", "sales", "production"}


def while_let_in(holding: Company, firm: str, report: Incoming) -> None:
    """The report comes in while that company's head is letting its sender in."""
    now, around = holding.now, holding.around
    tap = TapData(verb=IN, order=person(holding, "Tâm").id, stage=firm)
    decision = holding.tap(AT[firm][0], pack(tap))
    let_in = Event()

    def decide(conn: Any) -> None:
        handle(conn, decision, around, now=now, machine_now=now)
        let_in.set()
        time.sleep(0.2)  # the report is being read, and nothing of this is to be seen yet

    deciding = holding.store.write(decide)
    assert let_in.wait(10)
    holding.store.write(lambda conn: handle(conn, report, around, now=now, machine_now=now)).result()
    deciding.result()


def test_what_is_said_while_somebody_is_being_let_in_is_not_kept_for_nobody(holding: Company) -> None:
    applies(holding)
    while_let_in(holding, FIRST, holding.message("Tâm", "/update KT-1 gia công 70%", group="production"))
    assert percent(holding, FIRST) == 70
    assert kept(holding) == 1, "of the other company"


def test_what_staff_of_one_say_while_the_other_lets_them_in_is_not_kept_for_nobody(holding: Company) -> None:
    applies(holding)
    decides(holding, FIRST, IN)
    while_let_in(holding, SECOND, holding.message("Tâm", "NB-1 gia công 80%"))
    assert percents(holding) == (40, 80)
    assert kept(holding) == 0


# --- what was said in private ------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_words_in_private_go_to_the_company_whose_order_they_name(
    holding: Company, order: tuple[str, str]
) -> None:
    applies(holding)
    holding.says("Tâm", "KT-1 gia công 45%")
    holding.says("Tâm", "NB-1 gia công 65%")
    one, other = order
    before = percent(holding, other)
    said = {FIRST: 45, SECOND: 65}
    decides(holding, one, IN)
    assert (percent(holding, one), percent(holding, other)) == (said[one], before)
    decides(holding, other, IN)
    assert percents(holding) == (45, 65)
    assert kept(holding) == 0


@pytest.mark.parametrize("answer", [IN, DOWN])
def test_words_in_private_that_either_may_mean_wait_for_both(holding: Company, answer: str) -> None:
    in_fabrication(holding, "KT-1")
    applies(holding)
    holding.says("Tâm", "KT-1 gia công 45%")
    decides(holding, FIRST, IN)
    assert percent(holding, FIRST) == 40
    assert kept(holding) == 2
    heard = decides(holding, SECOND, answer)
    if answer == DOWN:
        assert percent(holding, FIRST) == 45
    else:
        assert percent(holding, FIRST) == 40
        assert "KT-1" in words(heard)
        assert [one for one in heard.labels if "Neon" in one], "asked, of which company"
    assert kept(holding) == 0


def test_a_report_to_the_company_that_has_yet_to_decide_is_kept_for_it(holding: Company) -> None:
    applies(holding)
    decides(holding, FIRST, IN)
    heard = holding.says("Tâm", "NB-1 gia công 80%")
    assert "giữ lại" in heard.answer
    edited = holding.edits(heard, "NB-1 gia công 85%")
    assert "vừa sửa" in edited.answer
    assert "vừa sửa" not in holding.says("Tâm", "KT-1 gia công 50%").answer
    assert percents(holding) == (50, 5)
    decides(holding, SECOND, IN)
    assert percents(holding) == (50, 85)


def asks_elsewhere(company: Company) -> None:
    """Vy, of the first company, waits for the second, whose customer is Hoa Sen."""
    company.says("Vy", "/update NB-1 gia công 60%", group="neon production")
    do(
        company,
        kept_reports.forget,
        [one.id for one in do(company, kept_reports.of, company.sender("Vy").id)],
    )


def kept_of_vy(company: Company) -> int:
    return len(do(company, kept_reports.of, company.sender("Vy").id))


def test_an_answer_to_an_open_question_is_none_of_the_other_companys(holding: Company) -> None:
    joins(holding, "Vy", FIRST, "sales")
    asks_elsewhere(holding)
    asked = holding.says("Vy", "/new Minh Long")
    heard = holding.says("Vy", "Hoa Sen")
    assert "giữ lại" not in words(heard)
    assert words(heard) != words(asked), "the next question of the same order"
    assert kept_of_vy(holding) == 0
    assert "giữ lại" in words(holding.says("Vy", "NB-1 gia công 80%")), "a code is what it is"
    assert "giữ lại" in words(holding.says("Vy", "/update NB-1 gia công 81%"))
    assert kept_of_vy(holding) == 2


def test_what_is_asked_about_a_complaint_is_answered_for_it(holding: Company) -> None:
    joins(holding, "Vy", FIRST, "sales")
    asks_elsewhere(holding)
    holding.says("Vy", "/complaint KT-1")
    assert "giữ lại" not in words(holding.says("Vy", "Hoa Sen chê màu chữ"))
    assert kept_of_vy(holding) == 0


def test_a_reply_to_the_bot_is_about_what_it_said(holding: Company) -> None:
    asks_elsewhere(holding)
    assert "giữ lại" not in words(holding.says("Vy", "Hoa Sen gọi hỏi", reply_to=7))
    assert kept_of_vy(holding) == 0
    assert "giữ lại" in words(holding.says("Vy", "Hoa Sen gọi hỏi")), "no reply, and no question"
    assert "giữ lại" in words(holding.says("Vy", "NB-1 gia công 80%", reply_to=7)), "a code is what it is"


def test_an_edit_may_show_which_company_is_meant(holding: Company) -> None:
    applies(holding)
    heard = holding.says("Tâm", "KT-9 gia công 50%")
    decides(holding, FIRST, IN)
    assert kept(holding) == 2, "no order of either: said again once both have decided"
    holding.edits(heard, "KT-1 gia công 50%")
    assert percent(holding, FIRST) == 50
    assert kept(holding) == 1


# --- edits and albums --------------------------------------------------------------------------------------------


def test_what_was_last_written_counts_at_the_time_it_was_first_said(holding: Company) -> None:
    first = holding.says("Tâm", "/update KT-1 gia công 40%", group="production")
    said = holding.now
    holding.passes(minutes=5)
    edited = holding.edits(first, "/update KT-1 gia công 45%")
    assert "giữ bản bạn vừa sửa" in edited.answer
    assert kept(holding) == 1
    holding.passes(hours=1)
    decides(holding, FIRST, IN)
    order = order_of(holding, FIRST, "KT-1")
    assert order is not None
    events = [one for one in holding.history(order.id) if one.by == person(holding, "Tâm").id]
    assert [(one.at, one.source.message) for one in events] == [(said, first.incoming.message)]
    assert percent(holding, FIRST) == 45
    again = holding.edits(first, "/update KT-1 gia công 90%")
    assert "đã ghi" in again.answer.lower()
    assert percent(holding, FIRST) == 45


def test_an_edit_that_reports_nothing_any_more_is_kept_no_longer(holding: Company) -> None:
    first = holding.says("Tâm", "/update KT-1 gia công 40%", group="production")
    assert "không giữ nữa" in holding.edits(first, "/my").answer
    assert kept(holding) == 0


def test_an_edit_that_makes_a_report_of_it_is_kept_as_one(holding: Company) -> None:
    first = holding.says("Tâm", "/updat KT-1 gia công 40%", group="production")
    assert first.says == ()
    edited = holding.edits(first, "/update KT-1 gia công 40%")
    assert "giữ lại" in words(edited)
    decides(holding, FIRST, IN)
    assert percent(holding, FIRST) == 40


def pictures(company: Company, number: int, caption: str, at: int, **where: str) -> list[Heard]:
    """An album, its words below one of the pictures."""
    return [
        company.says(
            "Tâm",
            caption if one == at else "",
            attachments=(replace(PHOTO, file_id=f"photo-{one}", unique_id=f"p{one}"),),
            album="an album",
            **where,  # type: ignore[arg-type]  # a group
        )
        for one in range(number)
    ]


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("group", ["production", ""])
def test_an_album_is_kept_as_one_report_with_all_its_pictures(holding: Company, at: int, group: str) -> None:
    where = {"group": group} if group else {}
    heard = pictures(holding, 4, "/update KT-1 gia công 40%", at, **where)
    assert sum(bool(one.says) for one in heard) == 1, "answered once"
    assert kept(holding) == 1
    if not group:
        holding.says("Tâm", "/my", group="production")
    holding.passes(hours=1)
    decides(holding, FIRST, IN)
    order = order_of(holding, FIRST, "KT-1")
    assert order is not None
    assert percent(holding, FIRST) == 40
    assert {one.unique_id for one in order.stage("fabrication").evidence} == {"p0", "p1", "p2", "p3"}
    events = [one for one in holding.history(order.id) if one.by == person(holding, "Tâm").id]
    assert len(events) == 1


def test_a_caption_edited_below_any_picture_of_the_album_is_its_words(holding: Company) -> None:
    heard = pictures(holding, 3, "/update KT-1 gia công 40%", 0, group="production")
    holding.edits(heard[0], "/update KT-1 gia công 45%")
    decides(holding, FIRST, IN)
    assert percent(holding, FIRST) == 45
    order = order_of(holding, FIRST, "KT-1")
    assert order is not None
    assert len(order.stage("fabrication").evidence) == 3


def test_an_album_without_a_word_is_asked_about_once(holding: Company) -> None:
    heard = pictures(holding, 3, "", 9)
    assert sum(bool(one.says) for one in heard) == 1
    holding.says("Tâm", "/my", group="production")
    done = decides(holding, FIRST, IN)
    assert words(done).count("Ảnh này của việc nào?") == 1
