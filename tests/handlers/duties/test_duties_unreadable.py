"""A duty that cannot be read, as a newer version has written it before the step back: it alone is left out, and told of."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.receiving.health import Health
from bot.sweeping import Sweeper
from handlers.audit.alarms import raise_one
from handlers.audit.auditing import Finding, look
from handlers.audit.clock_checks import check_duties
from handlers.overviews import posted_reports
from handlers.reply import Param
from orders.names import Names
from storage.chasing import checks_due
from storage.chasing.checks_due import DutyThing
from storage.people import people_rows
from storage.tables.duty_tables import duties
from tests.support.duty_days import DutyDays, founded, local
from tests.support.running import Hands

NEWER = {"evidence": [{"kind": "photo", "new_field": 1}]}
PLAN, MEETING = "Bảng kế hoạch sản xuất", "Họp sản xuất và xét đơn"


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Monday, 07:41: the plan waits for its signature, and the meeting is at 08:30."""
    days = founded(database_url, local(21, 17))
    days.heard(local(23, 7, 40))
    days.company.says("Kế", "/nop kế hoạch sản xuất xong", group="pmc")
    yield days
    days.company.close()


def test_the_others_of_its_day_are_listed_answered_and_called_out_without_it(factory: DutyDays) -> None:
    company = factory.company
    before = company.says("Kế", "/nop")
    [listing] = company.delivers(before)
    handed = spoil(factory)
    put_off(factory, plan(factory))

    told = [what for _, _, what in factory.heard(local(23, 8, 30)) if "Điểm danh 08:30" in what]
    assert told
    assert all(f"❌ {MEETING}" in what for what in told)
    for words in ("/nop", "/my"):
        listed = company.says("Kế", words).answer
        assert MEETING in listed
        assert PLAN not in listed
    company.now = local(23, 8, 36)
    assert found(factory) == {"uncalled": (1, ["Production plan of the day"])}
    number = next(line for line in before.answer.splitlines() if MEETING in line).partition(".")[0]
    assert f"Đã nhận {MEETING}" in company.says("Kế", f"{number} xong", reply_to=listing).answer

    company.store.write(lambda conn: write(conn, handed)).result()
    factory.begin()
    assert [one.who for one in factory.messages if f"{PLAN} – PMC" in one.text and "báo muộn" in one.text]
    assert found(factory) == {}


def test_the_clocks_of_the_others_are_gone_through(factory: DutyDays) -> None:
    company = factory.company
    spoil(factory)
    meeting = open_one(factory, "review_meeting")
    for thing in (plan(factory), meeting):
        put_off(factory, thing)
    late = company.store.read(
        lambda conn: check_duties(conn, centres=company.centres, now=company.now, since=company.now.date())
    ).result()
    assert late == (meeting,)


def test_at_the_top_it_breaks_neither_the_board_nor_any_chart(factory: DutyDays) -> None:
    company = factory.company
    boss = company.users["Sếp"]
    company.store.write(lambda conn: people_rows.set_reachable(conn, boss, reachable=False)).result()
    company.sender("Khách")
    company.enrol(company.users["Khách"], "Khách", "customer")
    company.says("Khách", "/new KT-1; Khánh Thy; Biển; 31/12", group="customer")
    factory.heard(local(23, 16))  # who stands highest now is coordination
    asked = ("/board", "/board unanswered", "/chart")
    for words in asked:
        answer = company.says("Sếp", words).answer
        assert PLAN in answer
        assert "KT-1" in answer

    spoil(factory)
    company.now = local(23, 17)
    factory.messages.clear()
    company.store.write(
        lambda conn: posted_reports.post_due(
            conn, centres=company.centres, now=company.now, machine_now=company.now
        )
    ).result()
    factory.deliver()
    posted = next(one.text for one in factory.messages if one.who == "pmc" and "📊" in one.text)
    for answer in (posted, *(company.says("Sếp", words).answer for words in asked)):
        assert PLAN not in answer
        assert "KT-1" in answer


async def test_a_sweep_puts_it_aside_and_tells_of_it_by_its_name(factory: DutyDays) -> None:
    company, hands, told = factory.company, Hands(begun=factory.company.now), []
    spoil(factory)

    def raise_alarm(conn: Connection, finding: Finding, now: datetime, _machine_now: datetime) -> bool:
        told.append(finding)
        return raise_one(conn, finding, company.centre, now=now, machine_now=now)

    async def said() -> None:
        return None

    health = Health("sweeping", monotonic=lambda: 0.0, patience=60.0)
    sweeper = Sweeper(
        company.store,
        hands.make(offset=timedelta),
        centres=company.centres,
        besides=(),
        said=said,
        raise_alarm=raise_alarm,
        health=health,
    )
    hands.pass_(hours=24)
    await sweeper.sweep()
    [one] = told
    assert (one.kind, one.number, [name(each) for each in one.named]) == (
        "put_aside",
        1,
        ["Production plan of the day"],
    )
    await sweeper.sweep()
    assert told == [one]


def spoil(factory: DutyDays) -> Mapping[str, Any]:
    """What stood there before."""
    kept = select(duties.c.handed).where(duties.c.duty == "plan_out", duties.c.handed.is_not(None))

    def written(conn: Connection) -> Any:
        before = conn.execute(kept).scalar_one()
        write(conn, NEWER)
        return before

    return factory.company.store.write(written).result()


def write(conn: Connection, handed: Mapping[str, Any]) -> None:
    this = (duties.c.duty == "plan_out", duties.c.handed_at.is_not(None))
    assert conn.execute(update(duties).where(*this).values(handed=handed)).rowcount == 1


def plan(factory: DutyDays) -> DutyThing:
    return open_one(factory, "plan_out", "signing")


def open_one(factory: DutyDays, duty: str, state: str = "wanted") -> DutyThing:
    chosen = select(duties.c.id).where(duties.c.duty == duty, duties.c.state == state)
    number = factory.company.store.read(lambda conn: conn.execute(chosen).scalars().first()).result()
    return DutyThing(duty=number)


def put_off(factory: DutyDays, thing: DutyThing) -> None:
    later = factory.company.now + timedelta(days=3)
    factory.company.store.write(lambda conn: checks_due.look_at(conn, {thing: later})).result()


def found(factory: DutyDays) -> dict[str, tuple[int, list[str]]]:
    company = factory.company
    findings = company.store.read(
        lambda conn: look(conn, centres=company.centres, now=company.now, machine_now=company.now)
    ).result()
    return {one.kind: (one.number, [name(each) for each in one.named]) for one in findings}


def name(one: Param) -> str:
    return one.en if isinstance(one, Names) else str(one)
