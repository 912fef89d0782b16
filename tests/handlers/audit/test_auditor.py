"""The auditor opens every order, board and history, and changes nothing, whatever other roles he was given by mistake."""

from itertools import cycle, product
from typing import Any

import pytest
from sqlalchemy import Connection, select

from handlers.routes import COMMANDS, TAPS
from handlers.tap_data import TapData, pack
from storage.people import memberships, people_rows
from storage.tables import metadata
from tests.support.company import Company

# What an asker's own convenience writes: questions, cards in his chat, his language, what is on its way to him.
HIS_OWN = frozenset(
    {
        "daily_lists",
        "dialogs",
        "cards",
        "outbox",
        "outbox_parts",
        "said",
        "persons",
        "customers",
        "code_numbers",
    }
)
CHOICES = (
    "",
    "1",
    "0",
    "design",
    "design:1",
    "auditor:0",
    "admin:1",
    "admin:0",
    "vi",
    "+x",
    "-",
    "2",
    "sales:7",
)


@pytest.fixture
def audited(company: Company) -> Company:
    """An order in work, a draft, and Soát who was made nearly everything besides the auditor."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12; 10tr")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    company.says("Minh", "/ket KT-2411 thiết kế chờ khách duyệt maket")
    company.says("Lan", "/new KT-2412; Ánh Dương")
    company.says("Tú", "/nghi mai")

    def promote(conn: Connection) -> None:
        row = people_rows.by_user(conn, company.users["Soát"])
        assert row is not None
        for role in ("coordinator", "manager", "admin", "finance"):
            memberships.grant(conn, row.id, company.centre.id, role)
        for department in ("design", "sales", "eant"):
            memberships.join(conn, row.id, company.centre.id, department, company.now, is_head=True)

    company.store.write(promote).result()
    return company


def everything(company: Company) -> dict[str, list[Any]]:
    def read(conn: Connection) -> dict[str, list[Any]]:
        tables = [one for one in metadata.sorted_tables if one.name not in HIS_OWN]
        return {one.name: sorted(map(repr, conn.execute(select(one)))) for one in tables}

    return company.store.read(read).result()


def test_no_button_lets_the_auditor_change_anything(audited: Company) -> None:
    """Every verb with every choice on SQLite; who may do what is decided before any database, so once with each on PostgreSQL."""
    before = everything(audited)
    order = audited.order("KT-2411")

    every = product(TAPS, CHOICES) if audited.store.dialect == "sqlite" else zip(TAPS, cycle(CHOICES))
    for verb, choice in every:
        for number, stage in ((order.id, "design"), (1, "adtech"), (2, "")):
            for version in (0, order.stage("design").version):
                data = TapData(verb=verb, order=number, stage=stage, version=version, choice=choice)
                audited.forges("Soát", pack(data))

    assert everything(audited) == before


@pytest.mark.parametrize(
    "args",
    ["", "KT-2411", "KT-2411 thiết kế xong", "KT-2411 thiết kế", "design 5", "Tú", "KT-2411 khách đổi ý"],
)
def test_no_command_lets_the_auditor_change_anything(audited: Company, args: str) -> None:
    before = everything(audited)

    for command in COMMANDS:
        audited.says("Soát", f"/{command} {args}")
        audited.says("Soát", "xong")

    assert everything(audited) == before


def test_the_auditor_reads_all(audited: Company) -> None:
    for command, shown in (
        ("/history KT-2411", "Khánh Thy"),
        ("/board", "KT-2411"),
        ("/members", "Thiết kế"),
        ("/status", "Tin"),
        ("/nghi", "Tú"),
        ("/chart", "đơn"),
    ):
        assert shown.lower() in audited.says("Soát", command).answer.lower(), command
