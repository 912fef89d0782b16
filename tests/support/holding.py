"""A second company beside the first: its own file, its own people and chats, the same bot."""

from dataclasses import replace
from typing import Any

from handlers.reading.codes import code_keys
from orders.centre_file.centre import Centre, Centres
from orders.names import Names
from orders.order import Order
from storage.order_book import order_finding, orders_rows
from storage.people import chats_rows, memberships, people_rows
from tests.support.company import FILE, Company

SECOND = "neon"
PEOPLE = {"Nga": ("sales", "design", "production"), "Sơn": ("production",)}  # Sơn is its head and its admin
FIRST_CHAT = -1002000


def with_second(company: Company, **firm: str) -> Company:
    """The company as the first of a holding of two; groups of the second are called "neon production" and so on.

    ``firm``: what else is different in the second's file.
    """
    names = Names(vi="Neon Sài Gòn", zh="西贡霓虹", en="Saigon Neon")
    second = company.centre.company.model_copy(update={"id": SECOND, "names": names, **firm})
    parts = {name: getattr(company.centre, name) for name in Centre.model_fields}
    other = Centre.model_construct(**{**parts, "company": second})
    company.centres = Centres((company.centre, other))
    company.around = replace(company.around, centres=company.centres)
    groups = {f"{SECOND} {one}": FIRST_CHAT - at for at, one in enumerate(("sales", "production"))}
    company.groups.update(groups)
    company.store.write(lambda conn: _enrol(conn, company, groups)).result()
    return company


def joins(company: Company, who: str, firm: str, department: str, *roles: str) -> None:
    """One who is in a company already, or in none, comes into this one too."""
    user, now = company.sender(who).id, company.now

    def write(conn: Any) -> None:
        person = people_rows.add(
            conn, user=user, name=who, username="", language=company.lang, now=now, state="active"
        )
        memberships.join(conn, person, firm, department, now)
        for role in roles:
            memberships.grant(conn, person, firm, role)
        people_rows.set_reachable(conn, user, reachable=True)

    company.store.write(write).result()


def order_of(company: Company, firm: str, code: str) -> Order | None:
    """The order of that code as it stands in one of the two."""

    def read(conn: Any) -> Order | None:
        rows = [row for key in code_keys(code) if (row := order_finding.find(conn, firm, key)) is not None]
        return orders_rows.load(conn, rows[0].id) if rows else None

    found: Order | None = company.store.read(read).result()
    return found


def in_fabrication(company: Company, code: str) -> None:
    """An order of the second company that its production has received for fabrication."""
    for words in (
        f"/new {code}; Hoa Sen; Bảng neon",
        f"/update {code} nhận đơn xong",
        f"/update {code} thiết kế xong",
        f"/update {code} vị trí sản xuất xong",
        "Xưởng Thủ Đức",
        f"/update {code} gia công 5%",
    ):
        company.says("Nga", words, attachments=(FILE,) if "thiết kế" in words else ())
    found = order_of(company, SECOND, code)
    assert found is not None
    assert found.stage("fabrication").percent == 5


def _enrol(conn: Any, company: Company, groups: dict[str, int]) -> None:
    for name, departments in PEOPLE.items():
        user = company.sender(name).id
        person = people_rows.add(
            conn, user=user, name=name, username="", language=company.lang, now=company.now, state="active"
        )
        for department in departments:
            memberships.join(conn, person, SECOND, department, company.now, is_head=name == "Sơn")
        people_rows.set_reachable(conn, user, reachable=True)
    son = people_rows.by_user(conn, company.sender("Sơn").id)
    assert son is not None
    memberships.grant(conn, son.id, SECOND, "admin")
    for title, chat in groups.items():
        chats_rows.see(conn, chat, kind="supergroup", title=title, now=company.now)
        chats_rows.bind(conn, chat, None, SECOND, (title.removeprefix(f"{SECOND} "),))
