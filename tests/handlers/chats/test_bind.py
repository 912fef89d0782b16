"""/bind: departments meet in groups and topics; what the bot lacks there is said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.centres.centre_files import load
from handlers.incoming import Chat
from orders.centre_file.centre import Centres
from storage import audit
from storage.people import chats_rows, memberships
from storage.post import cards_rows
from tests.support.coming_in import ask, do, membership, person
from tests.support.company import CENTRES, Company, Heard

NEW = -100777


@pytest.fixture
def group(company: Company) -> str:
    """A group nobody has bound yet, the bot a member of it."""
    company.groups["new"] = NEW
    membership(company, Chat(id=NEW, kind="supergroup", title="new"), status="member")
    return "new"


def bound(company: Company, thread: int | None = None) -> list[tuple[str, bool]]:
    found = ask(company, chats_rows.bindings_of, company.centre.id)
    return sorted((one.department, one.enrols) for one in found if (one.chat, one.thread) == (NEW, thread))


def trays(company: Company) -> set[str]:
    claimed = do(company, cards_rows.claim, owner="t", now=company.now, lease=company.around.lease, limit=50)
    return {one.ref for one in claimed if one.chat == NEW and one.kind == "tray"}


def test_departments_are_bound_by_id_name_or_alias(company: Company, group: str):
    heard = company.says("An", "/bind thiết kế, 生产 ; sale", group=group)
    assert bound(company) == [("design", False), ("production", False), ("sales", False)]
    assert heard.says[0].only_for is None, "the whole group is told"
    assert "Kinh doanh, Kỹ thuật – Thiết kế, Vận hành – Sản xuất" in heard.answer
    assert trays(company) == {"design", "production", "sales"}
    [entry] = ask(company, audit.recent, company.centre.id)
    assert entry.act == "chat.bound"


def test_a_topic_has_a_binding_of_its_own(company: Company, group: str):
    company.says("An", "/bind design", group=group)
    heard = company.says("An", "/bind production", group=group, thread=7)
    assert "Chủ đề này" in heard.answer
    assert heard.says[0].thread == 7
    assert bound(company) == [("design", False)]
    assert bound(company, 7) == [("production", False)]
    in_topic = company.says("An", "/bind", group=group, thread=7)
    assert "gắn với Vận hành – Sản xuất." in in_topic.answer
    elsewhere = company.says("An", "/bind", group=group, thread=8)
    assert "theo cả nhóm: Kỹ thuật – Thiết kế" in elsewhere.answer


def test_what_is_unknown_binds_nothing(company: Company, group: str):
    heard = company.says("An", "/bind design, xyzzy", group=group)
    assert "Không có bộ phận “xyzzy”" in heard.answer
    assert bound(company) == []


def test_binding_is_for_those_who_steer(company: Company, group: str):
    for name in ("Minh", "Vy", "Soát"):
        company.says(name, "/bind design", group=group)
        company.forges(name, "bd::adtech::design:1", group=group)
    assert bound(company) == []


def test_without_arguments_it_shows_what_is_and_departments_as_buttons(company: Company, group: str):
    menu = company.says("An", "/bind", group=group)
    assert "chưa gắn" in menu.answer
    assert menu.says[0].only_for == company.sender("An").id
    told = company.taps("An", menu, "Kinh doanh", group=group)
    assert "Kinh doanh" in told.answer
    more = company.taps("An", company.says("An", "/bind", group=group), "Kế toán", group=group)
    assert bound(company) == [("finance", False), ("sales", False)]
    assert "Kinh doanh, Kế toán" in more.answer
    menu = company.says("An", "/bind", group=group)
    assert "✓ Kinh doanh" in set(menu.keys())
    company.taps("An", menu, "✓ Kinh doanh", group=group)
    assert bound(company) == [("finance", False)]
    assert trays(company) == {"finance"}


def test_unbinding_takes_the_trays_along(company: Company, group: str):
    told = company.says("An", "/bind design", group=group)
    heard = company.taps("An", told, "Bỏ gắn", group=group)
    assert "không còn gắn" in heard.answer
    assert bound(company) == []
    assert trays(company) == set()


def test_whether_writers_are_taken_in_is_asked_where_one_department_meets(company: Company, group: str):
    told = company.says("An", "/bind design", group=group)
    assert "phải được duyệt" in told.answer
    asked = company.taps("An", told, "Cho vào ngay", group=group)
    assert "vào bộ phận ngay" in asked.answer
    assert bound(company) == [("design", True)]
    company.says("An", "/bind design", group=group)
    assert bound(company) == [("design", True)], "binding the same again keeps the choice"
    company.taps("An", asked, "Phải duyệt", group=group)
    assert bound(company) == [("design", False)]
    company.taps("An", told, "Cho vào ngay", group=group)
    several = company.says("An", "/bind design, sales", group=group)
    assert bound(company) == [("design", False), ("sales", False)]
    assert "Cho vào" not in " ".join(several.keys())
    company.forges("An", "be::adtech::1", group=group)
    assert bound(company) == [("design", False), ("sales", False)]


@pytest.mark.parametrize(
    ("standing", "said", "unsaid"),
    [
        ({"status": "member"}, "làm quản trị nhóm", "ghim tin nên"),
        ({"status": "administrator"}, "chưa có quyền ghim", "làm quản trị nhóm"),
        ({"status": "administrator", "can_pin": True}, "Khay việc".lower(), "quyền"),
        ({"status": "restricted", "can_send": False}, "không được phép viết", "làm quản trị nhóm"),
    ],
)
def test_it_says_which_rights_are_missing_and_what_is_lost(
    company: Company, group: str, standing: dict[str, Any], said: str, unsaid: str
):
    membership(company, Chat(id=NEW, kind="supergroup", title="new"), **standing)
    answer = company.says("An", "/bind design", group=group).answer
    assert said in answer
    assert unsaid not in answer


def test_in_private_it_shows_where_and_adds_to_a_group_with_the_one_right(company: Company):
    heard = company.says("An", "/bind")
    assert "design: Kỹ thuật – Thiết kế" in heard.answer
    assert list(heard.keys().values()) == ["https://t.me/dieuphoi_bot?startgroup=bind&admin=pin_messages"]
    assert "Nút này cũ" in company.forges("An", "bd::adtech::design:1").answer


# --- a holding ---


@pytest.fixture
def holding(company: Company, tmp_path: Path) -> Company:
    """A second company with a department called alike; An and Điệp steer both, Khoa the first alone."""
    text = CENTRES.read_text(encoding="utf-8")
    second = tmp_path / "second.yaml"
    second.write_text(
        text.replace("id: adtech", "id: neon", 1).replace(
            "names: {vi: Adtech Quảng cáo ngoài trời", "names: {vi: Neon Sài Gòn", 1
        ),
        encoding="utf-8",
    )
    centres = Centres((company.centre, load(second).only))
    company.centres = centres
    company.around = replace(company.around, centres=centres)
    for name in ("An", "Điệp"):
        do(company, memberships.grant, person(company, name).id, "neon", "admin")
    return company


def companies_of(company: Company) -> list[str]:
    found = [ask(company, chats_rows.bindings_of, one) for one in company.centres]
    return [one.company for bindings in found for one in bindings if one.chat == NEW]


def choose(company: Company, heard: Heard, name: str) -> Heard:
    return company.taps("An", heard, name, group="new")


def test_of_which_company_a_group_is_is_asked_once(holding: Company, group: str):
    asked = holding.says("An", "/bind design", group=group)
    assert "công ty nào" in asked.answer
    assert companies_of(holding) == []
    choose(holding, asked, "Neon")
    assert companies_of(holding) == ["neon"]
    assert "cũ" not in holding.says("An", "/bind sales", group=group, thread=3).answer
    assert companies_of(holding) == ["neon", "neon"], "a group belongs to one company"


def test_who_steers_one_company_binds_to_that_and_takes_no_group_of_another(holding: Company, group: str):
    holding.says("Khoa", "/bind design", group=group)
    assert companies_of(holding) == ["adtech"]
    holding.forges("An", "bd::neon::design:1", group=group)
    assert companies_of(holding) == ["adtech"]


def test_the_menu_asks_for_the_company_first(holding: Company, group: str):
    asked = holding.says("An", "/bind", group=group)
    menu = choose(holding, asked, "Neon")
    assert "chưa gắn" in menu.answer
    choose(holding, menu, "Kinh doanh")
    assert companies_of(holding) == ["neon"]
    assert "quá lâu" in choose(holding, asked, "Neon").answer


def test_admins_of_a_holding_are_admins_of_each_company(holding: Company):
    holding.around = replace(holding.around, admins=frozenset({holding.sender("Lan").id}))
    holding.says("Lan", "/my")
    assert {(one.company, one.role) for one in person(holding, "Lan").roles} == {
        ("adtech", "admin"),
        ("neon", "admin"),
    }
