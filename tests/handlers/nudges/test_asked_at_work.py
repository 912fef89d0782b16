"""Lesson 1: nobody is asked for anything outside their hours, however late a reminder is said and whoever shares the group."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.people import chats_rows
from tests.support.company import CENTRES, Company
from tests.support.works import Works, at_work

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = "    names: {vi: Kỹ thuật – Thiết kế, zh: 设计部, en: Design}\n"
NIGHT = f'{DAY}    calendar: {{hours: {{mon-sat: "22:00-06:00"}}}}\n'


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def centre_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Of a company in which design works at night where the test says so."""
    if getattr(request, "param", "") != "design at night":
        return CENTRES
    text = CENTRES.read_text(encoding="utf-8")
    assert DAY in text
    file = tmp_path / "nights.yaml"
    file.write_text(text.replace(DAY, NIGHT), encoding="utf-8")
    return file


async def lives(works: Works, until: datetime) -> None:
    while await works.step(until):
        pass
    await works.settle()


def asked(works: Works) -> Sequence[tuple[str, str]]:
    """When, and who, was reminded of an order."""
    return [
        (f"{one.at.astimezone(SAIGON):%a %H:%M}", works.named(one.sent.chat))
        for one in works.inbox.arrived
        if one.sent.html.startswith(("🔔", "⏫")) and "KT-24" in one.sent.html
    ]


def shares(company: Company, group: str, department: str) -> None:
    """Another department is told in that group too."""
    chat, both = company.groups[group], (group, department)
    company.store.write(lambda conn: chats_rows.bind(conn, chat, None, company.centre.id, both)).result()


def keys(works: Works) -> list[str]:
    """Of the last reminder."""
    last = next(one for one in reversed(works.inbox.arrived) if one.sent.html.startswith("🔔"))
    return [key.label for row in last.sent.keys for key in row]


async def offered(works: Works, code: str) -> None:
    await works.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
    await works.says("Lan", f"/update {code} nhận đơn xong")


async def test_what_the_messenger_takes_only_after_work_is_said_when_work_begins(company: Company) -> None:
    """A group's reminder and a person's, both due at four in the afternoon."""
    async with at_work(company) as works:
        for hour, code in ((11, "KT-2411"), (14, "KT-2412")):
            await lives(works, local(25, hour))
            await offered(works, code)
        await lives(works, local(25, 15, 59))
        assert asked(works) == [("Wed 14:00", "design")]
        works.inbox.away = True
        await lives(works, local(25, 16, 50))
        works.inbox.away = False
        await lives(works, local(25, 20))
        assert asked(works) == [("Wed 14:00", "design")]
        await lives(works, local(26, 8, 30))
        assert sorted(asked(works)[1:]) == [("Thu 08:00", "Vy"), ("Thu 08:00", "design")]


@pytest.mark.parametrize("centre_file", ["design at night"], indirect=True)
async def test_in_a_group_of_two_departments_each_is_asked_while_it_is_at_work(company: Company) -> None:
    """Design is told at night in the group it shares with sales; whoever follows its work hears in the morning."""
    shares(company, "design", "sales")
    shares(company, "finance", "eant")
    async with at_work(company) as works:
        await offered(works, "KT-2411")
        await works.says("Minh", "/update 2411 vị trí sản xuất xong")
        await works.says("Minh", "Xưởng Bình Tân")
        await lives(works, local(24, 1))
        assert asked(works) == [("Tue 00:00", "design")]
        assert keys(works) == ["Đã nhận", "Trả lại", "⏰ Nhắc sau 2 giờ", "⏰ Nhắc lúc 22:00"]
        await works.says("Minh", "/confirm 2411 thiết kế")
        await lives(works, local(26, 23))
        assert asked(works)[1:] == [("Thu 22:00", "design")]  # for a word
        assert keys(works) == ["Xong", "Trước 06:00", "Mai", "Kẹt"]
        await lives(works, local(27, 12))  # it was due at six
        before = asked(works)
        await lives(works, local(28, 9))
        late = asked(works)[len(before) :]
        assert late[0] == ("Fri 22:00", "design")
        assert [when for when, who in late if who == "finance"] == ["Sat 08:00"]  # EANT's, which follows it
