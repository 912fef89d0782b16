"""What the auditor sees of duties: not looked at, not called out, heard by nobody; and of what a group was spared too long."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from handlers.audit import audit_trail
from handlers.audit.auditing import Finding, look
from handlers.audit.clock_checks import check_duties, put_right
from handlers.reply import Param
from orders.names import Names
from storage import audit as acts
from storage.chasing import checks_due, reminder_rows, unsaid
from storage.chasing.checks_due import DutyThing
from storage.post import outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.duty_tables import duties
from storage.tables.post_tables import outbox as letters
from tests.support.duty_days import DutyDays, founded, local


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Saturday, 17:00: work has just ended."""
    days = founded(database_url, local(21, 17))
    yield days
    days.company.close()


def test_a_duty_not_looked_at_and_a_roll_call_or_statistics_not_posted_are_found(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 34))
    assert found(factory) == {}

    company.now = local(23, 7, 41)
    assert found(factory) == {"unswept": (1, ["Production plan of the day"])}
    company.now = local(23, 7, 56)  # nobody is at work yet, but its minute was to be kept
    assert found(factory)["uncalled"] == (1, ["Production plan of the day"])
    assert ["uncalled" in str(one) for one in findings(factory)].count(True) == 1

    factory.begin()
    assert found(factory) == {}
    put_aside(factory, "shipped", hours=3)  # nobody looks, though it is to be compiled at 08:00
    factory.heard(local(23, 8, 6))
    assert found(factory) == {"uncalled": (1, ["Goods shipped the day before"])}


def test_what_is_done_and_waits_to_be_called_out_with_the_next_is_not_called_late(factory: DutyDays) -> None:
    factory.heard(local(23, 8, 20))
    assert "✅" in factory.company.says("Kế", "/nop họp sản xuất và xét đơn xong").answer
    factory.heard(local(23, 8, 50))
    assert found(factory) == {}
    factory.company.now = local(23, 9, 6)
    assert found(factory)["uncalled"][0] == 2


def test_a_duty_that_was_asked_for_and_reached_nobody_is_found_and_shown_as_long_as_it_is_missing(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 12))
    factory.down = frozenset({"warehouse"})
    factory.heard(local(25, 7, 31))
    assert found(factory)["unheard"] == (1, ["Goods stored today"])
    assert "Đã nhắc “warehouse” mà chưa tới ai: 1 việc (Thống kê nhập kho ngày)" in status(factory)

    company.says("Kho", "/nop thống kê nhập kho ngày xong")
    assert "unheard" not in found(factory)
    assert "Thống kê nhập kho" not in status(factory)


def test_an_open_duty_without_a_clock_is_given_one_and_what_a_group_was_spared_too_long_is_found(
    factory: DutyDays,
) -> None:
    company = factory.company
    [plan] = of_duty(factory, "plan_out")
    company.store.write(
        lambda conn: conn.execute(update(duties).where(duties.c.id == plan.duty).values(next_check_at=None))
    ).result()
    lost = company.store.read(
        lambda conn: unsaid.clockless(conn, company.centres, since=company.now.date(), most=9)
    ).result()
    assert [one.thing for one in lost] == [plan]
    for done in ([(company.centre.id, plan)], []):
        put = company.store.write(
            lambda conn: put_right(conn, things=[plan], centres=company.centres, now=company.now)
        ).result()
        assert put == (done, [])
    factory.begin()  # which finds the right time again
    assert "07:35" in str(factory.heard(local(23, 7, 35)))

    kept = NewLetter(company=company.centre.id, chat=company.groups["finance"], lane="reports", priority=9, payload={}, unasked=True)  # fmt: skip
    [letter] = company.store.write(lambda conn: outbox_adding.add(conn, [kept], now=company.now)).result()
    company.store.write(
        lambda conn: conn.execute(
            update(letters).where(letters.c.id == letter.id).values(state="held", held_until=company.now)
        )
    ).result()
    company.now += timedelta(minutes=6)
    assert found(factory)["withheld"] == (1, ["finance"])


def test_of_a_duty_the_latest_acts_of_a_day_are_listed(factory: DutyDays) -> None:
    company, most = factory.company, audit_trail.OF_A_DAY
    factory.heard(local(23, 7, 40))

    def handed_in_and_taken_back(conn: Connection) -> None:
        for number in range(most + 4):
            acts.note(
                conn, company=company.centre.id, who=None, act="duty.taken_back" if number % 2 else "duty.handed_in",
                subject="duty:plan_out", data={"day": "2026-11-23"}, now=company.now,
            )  # fmt: skip

    company.store.write(handed_in_and_taken_back).result()
    listed = company.says("Soát", "/audit kế hoạch sản xuất").answer.splitlines()
    assert sum("bot: " in line for line in listed) == most
    assert "Chỉ ghi các lần sau cùng; còn 4 lần trước đó." in listed


def test_a_duty_looked_at_too_late_is_given_its_time_again_and_asked_for_as_ever(factory: DutyDays) -> None:
    """And one that is done is not asked for, whatever its clock says."""
    company = factory.company
    [plan] = of_duty(factory, "plan_out")

    def looked_at(at: datetime) -> None:
        this = update(duties).where(duties.c.id == plan.duty).values(next_check_at=at)
        company.store.write(lambda conn: conn.execute(this).rowcount).result()

    def late() -> tuple[DutyThing, ...]:
        since = company.now.date()
        return company.store.read(
            lambda conn: check_duties(conn, centres=company.centres, now=company.now, since=since)
        ).result()

    assert late() == ()
    looked_at(local(30, 7))
    assert late() == (plan,)
    for done in ([(company.centre.id, plan)], []):
        put = company.store.write(
            lambda conn: put_right(conn, things=[plan], centres=company.centres, now=company.now)
        ).result()
        assert put == (done, [])
    factory.begin()
    assert late() == ()
    assert "07:35" in str(factory.heard(local(23, 7, 35)))
    heard = str(factory.heard(local(23, 7, 55)))
    assert heard.count("Bảng kế hoạch sản xuất: chưa nộp") == 1

    company.says("Kế", "/nop kế hoạch sản xuất xong", group="pmc")
    company.says("Hà", "/nop kế hoạch sản xuất xong", group="pmc")
    looked_at(company.now)
    before = company.store.read(made_of(plan)).result()
    factory.begin()
    assert company.store.read(made_of(plan)).result() == before


def made_of(duty: DutyThing) -> Callable[[Connection], int]:
    return lambda conn: len(reminder_rows.chase(conn, duty))


def test_every_reminder_of_a_duty_is_explained_by_its_rule_whatever_became_of_it(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    handed = company.says("Kế", "/nop kế hoạch sản xuất xong", group="pmc")
    [question] = company.delivers(company.taps("Hà", handed, "Trả lại", group="pmc"))
    company.says("Hà", "thiếu đơn", group="pmc", reply_to=question)
    factory.heard(local(23, 9, 30))
    company.says("Kế", "/nop kế hoạch sản xuất xong", group="pmc")
    factory.heard(local(24, 12))  # the head does not sign
    company.now = local(25, 8, 20)  # the bot was away
    factory.begin()
    company.says("Hà", "/nop kế hoạch sản xuất xong", group="pmc")
    factory.heard(local(26, 12))

    for duty in company.centre.duties:
        listed = company.says("Soát", f"/audit {duty.names.vi}").answer
        assert "✅ Lần nhắc nào cũng đúng" in listed, listed
    listed = company.says("Soát", "/audit kế hoạch sản xuất").answer
    [monday] = [line for line in listed.splitlines() if line.startswith("T2 23/11:")]
    assert "nộp muộn 09:30, hạn 07:50 T2 23/11, chưa ký" in monday
    assert "08:20 T4 25/11 → bộ phận (pmc): đã quá giờ ấy, tới trễ: bot nghỉ" in listed
    assert "Hà: trả lại việc đã nộp" in listed
    assert "hạn xong 07:50 T2 23/11" in listed
    assert "07:50 T2 23/11 → bộ phận (pmc): đã quá giờ ấy" in listed
    assert "08:05 T2 23/11 → trưởng bộ phận (Hà): nhắc bậc trước lúc 07:50 T2 23/11" in listed
    assert "bot: bot tự tổng hợp" in company.says("Soát", "/audit thống kê xuất hàng hôm qua").answer.lower()
    assert "không" in company.says("Kho", "/audit kế hoạch sản xuất").answer.lower()


def found(factory: DutyDays) -> dict[str, tuple[int, list[str]]]:
    return {one.kind: (one.number, [name(each) for each in one.named]) for one in findings(factory)}


def findings(factory: DutyDays) -> tuple[Finding, ...]:
    company = factory.company
    return company.store.read(
        lambda conn: look(conn, centres=company.centres, now=company.now, machine_now=company.now)
    ).result()


def name(one: Param) -> str:
    return one.en if isinstance(one, Names) else str(one)


def status(factory: DutyDays) -> str:
    return factory.company.says("Sếp", "/status").answer


def of_duty(factory: DutyDays, duty: str) -> list[DutyThing]:
    chosen = select(duties.c.id).where(duties.c.duty == duty, duties.c.state == "wanted")
    return factory.company.store.read(
        lambda conn: [DutyThing(duty=one) for one in conn.execute(chosen).scalars()]
    ).result()


def put_aside(factory: DutyDays, duty: str, *, hours: int) -> None:
    """As if it could not be looked at."""
    company, [thing] = factory.company, of_duty(factory, duty)
    company.store.write(
        lambda conn: checks_due.look_at(conn, {thing: company.now + timedelta(hours=hours)})
    ).result()
