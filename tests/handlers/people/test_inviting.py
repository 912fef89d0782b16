"""/invite: links for one or many, who may make them, and how they end."""

import re

import pytest

from handlers.people.entry_codes import code_in, hashed_setup_code, new_setup_code, new_token
from storage import audit
from storage.people import invites
from tests.support.coming_in import ask, departments, link_in, person
from tests.support.company import Company


def test_an_invitation_is_a_link_a_poster_and_a_line_on_record(company: Company):
    """Lesson 9: who comes in by the link has pressed Start."""
    heard = company.says("An", "/invite thiết kế 20")
    token = link_in(heard)
    assert len(token) >= 22
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token)
    assert f"https://t.me/dieuphoi_bot?start={token}" in heard.answer
    assert "20 lượt" in heard.answer
    assert "30/11" in heard.answer
    assert heard.keys()["Chép link"].endswith(token)
    [picture] = [say.picture for say in heard.says if say.picture]
    assert picture.texts["title"][0].params["name"] == company.centre.names_of("design")
    [entry] = ask(company, audit.recent, company.centre.id)
    assert (entry.act, entry.data["uses"], entry.who) == ("invite.made", 20, person(company, "An").id)
    [kept] = ask(company, invites.open_ones, company.centre.id, company.now)
    assert token not in kept.token_hash


def test_in_a_group_a_link_is_for_the_asker_alone(company: Company):
    heard = company.says("An", "/invite design", group="design")
    assert [say.only_for for say in heard.says] == [company.sender("An").id]


@pytest.mark.parametrize(
    "typed", ["sản xuất head 3", "production 3 trưởng", "生产 3人 主管", "PRODUCTION 3 HEAD"]
)
def test_heads_are_invited_in_any_order_of_words(company: Company, typed: str):
    token = link_in(company.says("An", f"/invite {typed}"))
    company.says("Tâm", f"/start {token}")
    [member] = person(company, "Tâm").memberships
    assert (member.department, member.is_head) == ("production", True)
    assert "còn 2 lượt" in company.says("An", "/invite").answer


def test_a_head_invites_staff_into_the_own_department_alone(company: Company):
    assert "không có quyền" in company.says("Vy", "/invite production").answer
    assert "không có quyền" in company.says("Vy", "/invite design head").answer
    assert "không có quyền" in company.says("Minh", "/invite design").answer
    assert "chỉ xem" in company.says("Soát", "/invite design").answer
    token = link_in(company.says("Vy", "/invite design"))
    company.says("Tâm", f"/start {token}")
    assert departments(company, "Tâm") == ["design"]


@pytest.mark.parametrize("uses", ["0", "201", "999999"])
def test_an_invitation_is_for_one_to_two_hundred(company: Company, uses: str):
    heard = company.says("An", f"/invite design {uses}")
    assert "từ 1 đến 200" in heard.answer
    assert ask(company, invites.open_ones, company.centre.id, company.now) == ()


def test_an_unknown_department_is_named_and_what_is_near_suggested(company: Company):
    assert "Không có bộ phận “xyzzy”" in company.says("An", "/invite xyzzy").answer
    assert "design" in company.says("An", "/invite desing").answer


def test_two_taps_make_an_invitation(company: Company):
    menu = company.says("An", "/invite")
    asked = company.taps("An", menu, "Kinh doanh")
    made = company.taps("An", asked, "20 người")
    assert "20 lượt" in made.answer
    assert "Kinh doanh" in made.answer


def test_a_revoked_invitation_lets_nobody_in(company: Company):
    made = company.says("An", "/invite design 5")
    assert "thu hồi" in company.taps("An", made, "Thu hồi").answer
    heard = company.says("Tâm", f"/start {link_in(made)}")
    assert "không dùng được" in heard.answer
    assert "từ trước" in company.taps("An", made, "Thu hồi").answer


def test_open_invitations_are_listed_each_with_its_button(company: Company):
    company.says("An", "/invite design 5")
    company.says("An", "/invite sales")
    menu = company.says("An", "/invite")
    assert "còn 5 lượt" in menu.answer
    company.taps("An", menu, "Thu hồi link 1")
    left = ask(company, invites.open_ones, company.centre.id, company.now)
    assert len(left) == 1
    assert "Link đang" not in company.says("Bảo", "/invite").answer, (
        "other departments are not a head's business"
    )


def test_an_invitation_ends_after_a_week(company: Company):
    token = link_in(company.says("An", "/invite design 5"))
    company.passes(days=7, seconds=1)
    assert "không dùng được" in company.says("Tâm", f"/start {token}").answer


def test_an_enrolled_person_joins_one_more_department_and_wastes_no_use(company: Company):
    token = link_in(company.says("An", "/invite sales 1"))
    assert "đã đúng như vậy" in company.says("Lan", f"/start {token}").answer
    assert "Kinh doanh" in company.says("Minh", f"/start {token}").answer
    assert departments(company, "Minh") == ["design", "sales"]


def test_a_staff_link_takes_nothing_from_a_head(company: Company):
    token = link_in(company.says("An", "/invite design 3"))
    company.says("Vy", f"/start {token}")
    [member] = person(company, "Vy").memberships
    assert member.is_head


def test_a_heads_link_makes_a_head_of_who_is_staff_there(company: Company):
    token = link_in(company.says("An", "/invite design head"))
    assert "(trưởng)" in company.says("Minh", f"/start {token}").answer
    [member] = person(company, "Minh").memberships
    assert member.is_head


@pytest.mark.parametrize(
    "data",
    [
        "iv::adtech::design",
        "iv::nosuch::design",
        "iv::adtech::nosuch",
        "iv::adtech::design:x",
        "ir::adtech::abc",
    ],
)
def test_forged_buttons_make_nothing(company: Company, data: str):
    company.forges("Minh", data)
    company.forges("Soát", data)
    company.forges("An", data.replace("design:x", "design:-1"))
    assert ask(company, invites.open_ones, company.centre.id, company.now) == ()


def test_a_setup_code_is_the_same_however_it_is_typed():
    code = new_setup_code()
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code)
    assert hashed_setup_code(f" {code.lower().replace('-', ' ')} ") == hashed_setup_code(code)
    assert new_setup_code() != code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("AbCdEfGh_-12", "AbCdEfGh_-12"),
        ("https://t.me/dieuphoi_bot?start=AbCdEfGh_-12", "AbCdEfGh_-12"),
        ("t.me/dieuphoi_bot?start=AbCdEfGh", "AbCdEfGh"),
        ("ABCD EFGH IJKL", "ABCD-EFGH-IJKL"),
        ("hi", ""),
        ("chào anh em", ""),
        ("x" * 65, ""),
        ("", ""),
    ],
)
def test_a_code_is_found_in_what_was_pasted(words: str, code: str):
    assert code_in(words) == code


def test_every_token_is_another():
    assert len({new_token() for _ in range(100)}) == 100
