"""/members: who is where; heads, roles and removal by tap; /whoami."""

import pytest

from storage import audit
from storage.people import memberships, people_rows
from tests.support.coming_in import ask, departments, do, person
from tests.support.company import Company, Heard


def card(company: Company, who: str, department: str, name: str) -> Heard:
    listed = company.taps(who, company.says(who, "/members"), department)
    return company.taps(who, listed, name)


def test_the_list_shows_departments_heads_roles_and_who_has_not_pressed_start(company: Company):
    """Lesson 9: whom the bot cannot write to is seen before it matters."""
    do(company, people_rows.set_reachable, company.sender("Tú").id, reachable=False)
    answer = company.says("An", "/members").answer
    assert "Vận hành – Sản xuất (3): Bảo (trưởng), Tú ○, 王伟" in answer
    assert "Điều phối: An, Điệp" in answer
    assert "start=hi" in answer


def test_without_anybody_silent_there_is_no_legend(company: Company):
    answer = company.says("An", "/members").answer
    assert "○" not in answer


def test_the_list_is_for_those_who_look_after_people(company: Company):
    assert "không có quyền" in company.says("Minh", "/members").answer
    assert "Thiết kế" in company.says("Vy", "/members").answer
    assert list(company.says("Vy", "/members").keys()) == ["Kỹ thuật – Thiết kế …"]
    assert company.says("Soát", "/members").keys() == {}


def test_a_head_is_made_and_told(company: Company):
    heard = company.taps("An", card(company, "An", "Kỹ thuật", "Minh"), "Cho làm trưởng")
    assert "Minh: Kỹ thuật – Thiết kế (trưởng)" in heard.answer
    assert "trưởng Kỹ thuật" in heard.told(company.sender("Minh").id)
    assert person(company, "Minh").memberships[0].is_head
    company.taps("An", heard, "Thôi làm trưởng")
    assert not person(company, "Minh").memberships[0].is_head
    assert [one.act for one in ask(company, audit.recent, company.centre.id)] == ["head.ended", "head.made"]


def test_a_button_pressed_twice_does_it_once(company: Company):
    shown = card(company, "An", "Kỹ thuật", "Minh")
    company.taps("An", shown, "Cho làm trưởng")
    company.taps("An", shown, "Cho làm trưởng")
    assert person(company, "Minh").memberships[0].is_head


def test_roles_are_the_admins_to_give_and_take(company: Company):
    heard = company.taps("An", card(company, "An", "Kỹ thuật", "Minh"), "+ Điều phối")
    assert [one.role for one in person(company, "Minh").roles] == ["coordinator"]
    assert "Điều phối" in heard.told(company.sender("Minh").id)
    company.taps("An", heard, "− Điều phối")
    assert person(company, "Minh").roles == ()

    of_coordinator = card(company, "Điệp", "Kỹ thuật", "Minh").keys()
    assert not any(label.startswith("+") for label in of_coordinator)
    minh = person(company, "Minh").id
    assert "không có quyền" in company.forges("Điệp", f"mr:{minh:x}:adtech::admin:1").answer
    assert person(company, "Minh").roles == ()


def test_the_last_admin_stays(company: Company):
    shown = card(company, "An", "Điều phối", "An")
    assert "ít nhất một quản trị" in company.taps("An", shown, "− Quản trị").answer
    sure = company.taps("An", shown, "Cho ra khỏi công ty")
    assert "ít nhất một quản trị" in company.taps("An", sure, "Đúng").answer
    company.taps("An", card(company, "An", "EANT", "Khoa"), "+ Quản trị")
    company.taps("An", shown, "− Quản trị")
    assert [one.role for one in person(company, "An").roles] == ["coordinator"]


def test_removal_is_asked_twice_and_ends_every_right_at_once(company: Company):
    sure = company.taps("An", card(company, "An", "Vận hành", "Tú"), "Cho ra khỏi công ty")
    assert "Cho Tú ra khỏi" in sure.answer
    assert departments(company, "Tú") == ["production"]
    gone = company.taps("An", sure, "Đúng")
    assert "đã ra khỏi" in gone.answer
    assert "ra khỏi Adtech" in gone.told(company.sender("Tú").id)
    assert person(company, "Tú").state == "left"
    assert "ra khỏi danh sách" in company.says("Tú", "/my").answer


def test_a_head_removes_from_the_own_department_alone(company: Company):
    do(company, memberships.join, person(company, "Minh").id, company.centre.id, "sales", company.now)
    shown = card(company, "Vy", "Kỹ thuật", "Minh")
    assert list(shown.keys()) == ["Cho ra khỏi Kỹ thuật – Thiết kế"]
    company.taps("Vy", company.taps("Vy", shown, "Cho ra"), "Đúng")
    assert departments(company, "Minh") == ["sales"]
    assert person(company, "Minh").state == "active"
    tu = person(company, "Tú").id
    for data in (f"mz:{tu:x}:adtech::production", f"mz:{tu:x}:adtech", f"mh:{tu:x}:adtech::production:1"):
        assert "không có quyền" in company.forges("Vy", data).answer
    assert departments(company, "Tú") == ["production"]


def test_only_an_admin_removes_an_admin(company: Company):
    shown = card(company, "Điệp", "Điều phối", "An")
    assert "không có quyền" in company.taps("Điệp", shown, "Cho ra khỏi công ty").answer
    assert person(company, "An").state == "active"


def test_who_has_a_role_and_no_department_is_found(company: Company):
    do(company, memberships.part, person(company, "Khoa").id, company.centre.id, "eant")
    shown = company.taps("An", company.says("An", "/members"), "Chỉ có vai trò")
    assert "Khoa: Quản lý" in company.taps("An", shown, "Khoa").answer


@pytest.mark.parametrize(
    "data",
    [
        "md::nosuch::design",
        "mp:zz:adtech",
        "mh:2:adtech::nosuch:1",
        "mr:2:adtech::king:1",
        "li:2:nosuch",
        "la",
    ],
)
def test_forged_buttons_change_nothing(company: Company, data: str):
    before = [person(company, name) for name in ("Lan", "Hùng", "An")]
    assert "Nút này cũ" in company.forges("An", data).answer
    assert [person(company, name) for name in ("Lan", "Hùng", "An")] == before


def test_an_auditor_changes_nobody(company: Company):
    minh = person(company, "Minh").id
    company.forges("Soát", f"mh:{minh:x}:adtech::design:1")
    company.forges("Soát", f"mz:{minh:x}:adtech")
    assert departments(company, "Minh") == ["design"]
    assert not person(company, "Minh").memberships[0].is_head


def test_an_auditor_lets_nobody_in_whatever_else_he_is(company: Company):
    do(
        company,
        memberships.join,
        person(company, "Soát").id,
        company.centre.id,
        "design",
        company.now,
        is_head=True,
    )
    asking = company.says("Tâm", "/my", group="design")
    assert "Duyệt Tâm" in set(asking.keys())
    company.taps("Soát", asking, "Duyệt Tâm")
    assert departments(company, "Tâm") == []


def test_whoami_says_what_is_known(company: Company):
    answer = company.says("An", "/toi").answer
    assert "Điều phối trung tâm (trưởng), Quản trị, Điều phối" in answer
    assert "Tiếng Việt" in answer
    assert str(company.sender("An").id) in answer


def test_whoami_offers_the_private_chat_to_who_has_none(company: Company):
    do(company, people_rows.set_reachable, company.sender("Minh").id, reachable=False)
    heard = company.says("Minh", "/whoami", group="design")
    assert "bấm Start" in heard.answer
    assert heard.keys()["Mở tin riêng"] == "https://t.me/dieuphoi_bot?start=hi"
