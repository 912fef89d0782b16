"""The auditor: what was not looked at or not said is found, told once, put right where it can be, and shows in the health."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from bot.auditing import PATIENCE, Auditor
from handlers.audit import auditing
from handlers.audit.alarms import raise_one
from handlers.audit.auditing import Asked, Finding, look
from handlers.overviews import posted_reports
from orders.order import OrderId
from storage.chasing import alarms, digest_rows, open_orders, postings_rows
from storage.intake import inbox
from storage.intake.inbox import NewUpdate
from storage.post import outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.order_tables import events, orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks
from storage.tables.post_tables import PENDING, outbox
from tests.support.company import Company
from tests.support.multiplying import copy, own, prepared
from tests.support.paying import TCB, priced_order, with_accounts
from tests.support.running import StandingClock
from tests.support.sweeping import Sweeping

MANY = 1000
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
FAR = datetime(2031, 1, 1, tzinfo=UTC)
CLOCKS = ((stages, stages.c.stage), (orders, None), (owed_checks, owed_checks.c.part))


class OneClock(StandingClock):
    """The machine's time and the company's are the same, and the test moves both."""

    def machine_now(self) -> datetime:  # type: ignore[override]  # the machine's own is asked of no instance
        return self.now()


@dataclass(kw_only=True)
class Audited:
    """An auditor over a company; ``woken`` counts how often there was something to say."""

    company: Company
    woken: int = 0
    auditor: Auditor = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.company.now
        clock = OneClock(offset=lambda: self.company.now - self.begun, begun=self.begun)
        self.auditor = Auditor(self.company.store, clock, centres=self.company.centres, said=self._wake)

    async def _wake(self) -> None:
        self.woken += 1

    async def audit(self) -> Sequence[Finding]:
        """As after a look a minute ago; the clocks of a thousand orders among it."""
        Sweeping(company=self.company).deliver()
        now, centres = self.company.now, self.company.centres
        seen = self.company.store.read(
            lambda conn: look(conn, centres=centres, now=now, machine_now=now)
        ).result()
        self.auditor._lasting(seen)
        self.auditor._audits = 0
        return await self.auditor.audit()

    def told(self) -> Sequence[str]:
        """The keys of what those hear who see to it."""

        def read(conn: Connection) -> list[str]:
            rows = conn.execute(select(outbox.c.payload).where(outbox.c.note_for.like("delivery%")))
            return [line["key"] for row in rows for line in row.payload["lines"]]

        return self.company.store.read(read).result()

    def waiting(self) -> Sequence[Sequence[str]]:
        """The keys of each such message that is still to be said."""

        def read(conn: Connection) -> list[list[str]]:
            mine = select(outbox.c.payload).where(PENDING, outbox.c.note_for.like("delivery%"))
            return [[line["key"] for line in row.payload["lines"]] for row in conn.execute(mine)]

        return self.company.store.read(read).result()


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now)
    yield founded
    founded.close()


def post_reports(company: Company) -> None:
    """What comes by itself at its time, and has come."""
    now, centres = company.now, company.centres
    company.store.write(
        lambda conn: posted_reports.post_due(conn, centres=centres, now=now, machine_now=now)
    ).result()


def at_work(company: Company) -> None:
    """Orders in every state somebody may hold one in."""
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    for number in range(2, 11):
        company.in_fabrication(f"KT-{number}", promised="04/12/2026")
    for words in (
        "KT-3 gia công kẹt thiếu mica",
        "KT-4 gia công 40%",
        "KT-5 gia công 50%",
        "KT-5 gia công xong",
    ):
        company.says("Tú", f"/update {words}")
    company.taps("Điệp", company.says("Điệp", "/cancel KT-6 khách đổi mẫu"), "Tạm dừng")
    company.says("Tú", "/update KT-7 gia công mai xong")


async def test_whatever_goes_its_way_is_never_called_wrong(company: Company) -> None:
    """Through a fortnight of silence, chases, nights and a weekend, and with everybody's estimates and holds."""
    at_work(company)
    audited, sweeping = Audited(company=company), Sweeping(company=company)
    for hours in (3, 13, 25, 73, 150, 260):
        sweeping.until(audited.begun + timedelta(hours=hours))
        post_reports(company)
        assert await audited.audit() == ()
    assert audited.auditor.problem == ""
    assert audited.woken == 0


@pytest.mark.parametrize("hour", ["07:49", "09:06", "12:30", "17:06", "23:30"])
async def test_a_company_met_for_the_first_time_raises_no_alarm_at_whatever_hour_and_its_silence_does_later(
    database_url: str, now: datetime, hour: str
) -> None:
    """Moved in, or its file was added: its first sweep has not been yet."""
    begun = datetime.combine(now, time.fromisoformat(hour), tzinfo=SAIGON).astimezone(UTC)
    company = Company.founded(database_url, begun)
    audited = Audited(company=company)
    assert await audited.auditor.audit() == ()
    assert audited.auditor.problem == ""
    assert audited.told() == []
    company.passes(minutes=1)
    silent = await audited.auditor.audit()  # nobody has swept
    assert [one.kind for one in silent] == (["unposted"] if hour > "17:05" else [])
    post_reports(company)
    assert await audited.auditor.audit() == ()
    assert audited.auditor.problem == ""
    company.close()


async def test_an_alarm_that_stands_is_not_called_over_by_a_process_that_has_just_begun(
    company: Company,
) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    audited = Audited(company=company)
    company.passes(hours=2, minutes=6)
    assert [one.kind for one in await audited.audit()] == ["unswept"]
    [stands] = company.store.read(alarms.standing).result()
    company.passes(minutes=1)
    begun = Audited(company=company)
    assert await begun.auditor.audit() == ()
    assert company.store.read(alarms.standing).result() == (stands,)
    Sweeping(company=company).sweep()
    assert await begun.auditor.audit() == ()
    assert company.store.read(alarms.standing).result() == ()


async def test_of_a_thousand_orders_every_clock_that_was_lost_or_moved_is_reported_and_put_right(
    company: Company,
) -> None:
    at_work(company)
    assert company.store.write(lambda conn: multiplied(conn, MANY // 10)).result() == MANY
    audited = Audited(company=company)
    spoiled, before = company.store.write(spoil_one_in_a_hundred).result()

    found = await audited.audit()

    assert sum(one.number for one in found) == spoiled >= MANY // 100
    assert {one.kind for one in found} == {"clocks"}
    assert audited.told() == ["audit.clocks"] * 2  # to the admin and to the coordinator
    assert audited.auditor.problem == ""
    assert company.store.read(due_by).result() == before
    assert await audited.audit() == ()


def fails(asked: Asked) -> Sequence[Finding]:
    """In the middle of it, and in a way that PostgreSQL lets nothing follow."""
    asked.conn.execute(text("SELECT * FROM nowhere"))
    return ()


async def test_a_check_that_fails_silences_no_other_and_shows_and_is_told_until_it_is_well(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    audited = Audited(company=company)
    company.passes(hours=2, minutes=6)
    with monkeypatch.context() as broken:
        broken.setattr(auditing, "CHECKS", (fails, *auditing.CHECKS))
        assert [one.kind for one in await audited.audit()] == ["unswept", "unaudited"]
        assert "unaudited 1 (fails)" in audited.auditor.problem
        assert set(audited.told()) == {"audit.unswept", "audit.unaudited"}
        broken.setattr(audited.auditor, "_late_duties", fails)
        assert [one.named for one in await audited.audit()][1:] == [("fails",), ("clocks",)]
    assert [one.kind for one in await audited.audit()] == ["unswept"]


async def test_what_is_due_and_not_looked_at_is_told_once_an_hour_and_shows_until_it_is_well(
    company: Company,
) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    audited = Audited(company=company)
    company.passes(hours=2, minutes=6)

    [found] = await audited.audit()

    assert (found.kind, found.number, found.named) == ("unswept", 3, ("KT-1",))
    assert "unswept 3" in audited.auditor.problem
    assert audited.told() == ["audit.unswept"] * 2
    company.passes(minutes=50)
    await audited.audit()
    assert len(audited.told()) == 2
    company.passes(minutes=10)
    await audited.audit()
    assert len(audited.told()) == 4
    Sweeping(company=company).sweep()
    assert await audited.audit() == ()
    assert audited.auditor.problem == ""
    assert company.store.read(alarms.standing).result() == ()


async def test_what_has_long_been_missing_is_not_called_unlooked_at_when_somebody_has_just_spoken_of_it(
    company: Company,
) -> None:
    """Between a move and the sweep after it an audit may fall: it would cry wolf all day in a company that is at work."""
    company.in_fabrication("KT-1", promised="24/11/2026")
    audited, sweeping = Audited(company=company), Sweeping(company=company)
    sweeping.until(company.now + timedelta(days=9))
    for words in ("/giuc KT-1 gia công", "/update KT-1 gia công chờ mica", "/resume KT-1 gia công"):
        company.says("Điệp", words)
        assert await audited.auditor.audit() == ()
        sweeping.sweep()
        company.passes(minutes=1)


async def test_a_letter_nobody_takes_an_order_nobody_can_read_and_a_report_not_posted_are_found(
    company: Company,
) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    audited, saturday = Audited(company=company), company.now.date() - timedelta(days=2)

    def spoil(conn: Connection) -> None:
        conn.execute(delete(stages).where(stages.c.stage == "acceptance"))
        postings_rows.take(conn, company.centre.id, "daily_chart", saturday, company.now)

    company.store.write(spoil).result()
    assert {one.kind for one in await audited.audit()} == {"unreadable"}
    assert "KT-1" in audited.auditor.problem
    company.passes(hours=8, minutes=6)
    waits = NewLetter(
        company=company.centre.id, chat=company.groups["design"], lane="answers", priority=0, payload={}, group_key="", note_for=""
    )  # fmt: skip
    company.store.write(
        lambda conn: outbox_adding.add(
            conn, [waits], now=company.now - timedelta(minutes=16), owner="hangs", lease=timedelta(hours=1)
        )
    ).result()

    found = {one.kind: one for one in await audited.audit()}

    assert set(found) == {"unsent", "unposted", "unreadable", "unswept"}
    assert (found["unsent"].number, found["unsent"].named) == (1, ("design",))
    assert f"{found['unposted'].since:%H:%M}" == "10:00"  # of the world, where it is 17:00 here


async def test_reminders_that_were_made_and_not_handed_to_the_post_are_found(company: Company) -> None:
    """Whoever made them has ended before the last of its batches."""
    audited, group = Audited(company=company), company.groups["design"]
    company.store.write(
        lambda conn: digest_rows.unsent(conn, company.centre.id, group, None, company.now)
    ).result()
    company.passes(minutes=5)
    assert {(one.kind, one.named) for one in await audited.audit()} == {("unwritten", ("design",))}


async def test_an_order_nobody_can_read_is_named_at_every_audit_until_it_can_be_and_spoils_no_message(
    company: Company,
) -> None:
    """By whichever process met it; one that has not come to it yet does not call it well."""
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    company.says("Lan", "/new KT-2; Ánh Dương")
    company.says("Lan", "/update KT-2 nhận đơn xong")
    sweeping = Sweeping(company=company)
    company.passes(hours=2)
    sweeping.sweep()  # both stand in one digest, which waits
    took = company.store.write(lambda conn: taken_apart(conn, company.order("KT-1").id)).result()
    sweeping.deliver()
    sweeping.sweep()
    [(_, who, lines)] = sweeping.told
    assert (who, lines) == ("design", ("KT-2 design", "KT-2 placement"))

    audited, other = Audited(company=company), Audited(company=company)
    other.auditor._audits = 1
    since = company.now
    for _ in range(7):
        assert {one.kind for one in await audited.auditor.audit()} == {"unreadable"}
        await other.auditor.audit()
        [alarm] = company.store.read(alarms.standing).result()
        assert (alarm.kind, alarm.since) == ("unreadable", since)
        assert "KT-1" in audited.auditor.problem
        company.passes(minutes=1)
    assert "KT-1" in other.auditor.problem
    assert len(audited.told()) == 2

    company.store.write(lambda conn: conn.execute(insert(stages), took)).result()
    assert await audited.auditor.audit() == ()
    assert audited.auditor.problem == ""
    company.passes(minutes=1)
    assert await audited.audit() == ()
    assert company.store.read(alarms.standing).result() == ()


async def test_while_nothing_can_be_said_an_alarm_does_not_pile_up(company: Company) -> None:
    """Ten hours without the messenger: one message of how it stands is there when it is back."""
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    audited = Audited(company=company)
    for _ in range(10):
        company.passes(hours=1)
        post_reports(company)
        await audited.auditor.audit()
    assert audited.waiting() == [["audit.unswept", "audit.unsent"]] * 2  # an admin's and a coordinator's
    Sweeping(company=company).deliver()
    company.passes(hours=1)
    await audited.auditor.audit()
    assert audited.waiting() == [["audit.unswept"]] * 2


async def test_an_auditor_that_has_not_looked_lately_is_not_well(company: Company) -> None:
    audited = Audited(company=company)
    await audited.audit()
    audited.auditor._looked_at -= PATIENCE + 1
    assert "nobody has looked" in audited.auditor.problem
    company.store.close()
    await audited.auditor.knock()
    assert "nobody has looked" in audited.auditor.problem


def multiplied(conn: Connection, times: int) -> int:
    """Every order so many times in all, whole; how many there are now."""
    prepared(conn)
    made: int = conn.execute(select(func.max(orders.c.id))).scalar_one()
    theirs = {"order_id": f"order_id + n * {made}"}
    for which, key, changed in (
        (orders, "id", own(made)),
        *((its, "order_id", theirs) for its in (stages, owed_checks, events)),
    ):
        copy(conn, which, changed, where=f"{key} <= {made}", first=1, last=times - 1)
    return int(conn.execute(select(func.count()).select_from(orders)).scalar_one())


def spoil_one_in_a_hundred(conn: Connection) -> tuple[int, int]:
    """Clocks are lost, set far ahead, or put off by three days; how many, and how many things had one before."""
    before, spoiled = due_by(conn), 0
    for table, part in CLOCKS:
        key = table.c.id if table is orders else table.c.order_id
        rows = conn.execute(
            select(key, *([part] if part is not None else []), table.c.next_check_at)
            .where(table.c.next_check_at.is_not(None))
            .order_by(key)
        ).all()
        for number, row in enumerate(rows[::100] if table is not owed_checks else rows[::10]):
            this = [key == row[0], *([part == row[1]] if part is not None else [])]
            if number % 3 == 0 and table is owed_checks:
                conn.execute(delete(table).where(*this))
            else:
                at = (None, FAR, row.next_check_at + timedelta(days=3))[max(number % 3, table is owed_checks)]
                conn.execute(update(table).where(*this).values(next_check_at=at))
            spoiled += 1
    return spoiled, before


def taken_apart(conn: Connection, order: OrderId) -> dict[str, Any]:
    """A stage of it is lost: it cannot be read any more. What was taken."""
    row = conn.execute(select(stages).where(stages.c.order_id == order, stages.c.stage == "acceptance")).one()
    conn.execute(delete(stages).where(stages.c.order_id == order, stages.c.stage == "acceptance"))
    return dict(row._mapping)


def due_by(conn: Connection) -> int:
    return sum(
        conn.execute(select(func.count()).select_from(table).where(table.c.next_check_at < FAR)).scalar_one()
        for table, _ in CLOCKS
    )


async def test_a_clock_of_money_that_was_lost_or_moved_is_found_and_put_right(company: Company) -> None:
    with_accounts(company, TCB)
    for number in range(1, 5):
        priced_order(company, f"KT-{number}")
    company.taps(
        "Điệp", company.says("Điệp", "/cancel KT-4 khách đổi mẫu"), "Tạm dừng"
    )  # nobody asks for its money
    audited, sweeping = Audited(company=company), Sweeping(company=company)
    for hours in (1, 5, 30, 80):
        sweeping.until(audited.begun + timedelta(hours=hours))
        assert await audited.audit() == ()
    first, second, third, paused = (company.order(f"KT-{number}").id for number in range(1, 5))

    def looks(conn: Connection) -> dict[int, datetime | None]:
        found = conn.execute(select(instalment_checks.c.order_id, instalment_checks.c.next_check_at))
        return {row.order_id: row.next_check_at for row in found}

    def spoil(conn: Connection) -> None:
        conn.execute(delete(instalment_checks).where(instalment_checks.c.order_id == first))
        for order, at in ((second, None), (third, FAR)):
            this = update(instalment_checks).where(instalment_checks.c.order_id == order)
            conn.execute(this.values(next_check_at=at))

    before = company.store.read(looks).result()
    company.store.write(spoil).result()

    [found] = await audited.audit()

    assert (found.kind, found.number, found.mended) == ("clocks", 3, True)
    after = company.store.read(looks).result()
    assert after.keys() == before.keys()
    assert paused not in after
    assert all(at is not None and at <= company.now for at in after.values())
    assert await audited.audit() == ()


async def test_what_is_not_paid_of_an_order_that_has_ended_is_gone_through_too(company: Company) -> None:
    with_accounts(company, TCB)
    priced_order(company)
    number = company.order("KT-9").id

    def gone_through(conn: Connection) -> tuple[OrderId, ...]:
        conn.execute(update(orders).where(orders.c.id == number).values(state="closed"))
        return open_orders.open_after(conn, company.centre.id, OrderId(0), 9)

    assert company.store.write(gone_through).result() == (number,)
    company.store.write(
        lambda conn: conn.execute(update(instalment_checks).values(next_check_at=None))
    ).result()
    assert company.store.write(gone_through).result() == ()


async def test_what_a_sweep_tells_of_by_itself_stands_for_two_hours_after_it_was_told_last(
    company: Company,
) -> None:
    """No audit finds it: it must not be called well by the first that comes along, else it would be told as new."""
    audited, put_aside = Audited(company=company), Finding(company="adtech", kind="put_aside", number=2)

    def meet(conn: Connection) -> bool:
        now = company.now
        return raise_one(conn, put_aside, company.centre, now=now, machine_now=now)

    told = []
    for _ in range(3):
        told.append(company.store.write(meet).result())
        await audited.audit()
        company.passes(minutes=45)
    assert told == [True, False, True]
    assert [one.kind for one in company.store.read(alarms.standing).result()] == ["put_aside"]

    company.passes(hours=2)
    await audited.audit()
    assert company.store.read(alarms.standing).result() == ()


async def test_however_many_updates_fail_it_is_one_message_an_hour_with_how_many_and_their_ids(
    company: Company,
) -> None:
    audited = Audited(company=company)

    def bury(conn: Connection, number: int) -> None:
        now = company.now
        inbox.put(conn, [NewUpdate(bot=1, update_id=number, chat_key=str(number), raw={})], now)
        row = inbox.claim_chat(conn, owner="t", now=now, lease=timedelta(seconds=5))
        assert row is not None
        inbox.bury(conn, row, "RuntimeError: a bug", now)

    for number in (1, 2, 3):
        company.store.write(lambda conn, number=number: bury(conn, number)).result()
    [found] = await audited.audit()
    assert (found.kind, found.number, set(found.named)) == ("buried", 3, {"U1", "U2", "U3"})
    assert audited.auditor.problem == ""
    each = audited.told()
    assert set(each) == {"audit.buried"}
    company.passes(minutes=30)
    company.store.write(lambda conn: bury(conn, 4)).result()
    await audited.audit()
    assert audited.told() == each
    company.passes(minutes=31)
    await audited.audit()
    assert audited.told() == 2 * each
    company.passes(hours=2)
    assert await audited.audit() == ()
