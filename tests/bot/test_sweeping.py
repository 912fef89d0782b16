"""The sweeper: until nothing is due, whatever fails on the way."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, text

from bot.receiving.health import Health
from bot.sweeping import Script, Sweeper, SweepFailed
from handlers.audit.alarms import raise_one
from handlers.audit.auditing import Finding
from orders.order import OrderId
from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from storage.engine import Store
from storage.stores.addresses import read_url
from storage.stores.postgres_store import PostgresStore
from storage.tables.order_tables import stages
from tests.support.company import Company
from tests.support.running import Hands

ILL_AFTER = 60.0
LONGEST = 20.0  # seconds until a test that waits gives up


@dataclass
class Ticking:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(kw_only=True)
class Rig:
    """A sweeper over a company, and what it says of itself."""

    company: Company
    besides: Sequence[Script] = ()
    told: list[Finding] = field(default_factory=list)
    woken: int = 0
    ticking: Ticking = field(default_factory=Ticking)
    store: Store | None = None

    def __post_init__(self) -> None:
        self.hands = Hands(begun=self.company.now)
        self.health = Health("sweeping", monotonic=self.ticking, patience=ILL_AFTER)
        self.sweeper = Sweeper(
            self.store or self.company.store,
            self.hands.make(offset=timedelta),
            centres=self.company.centres,
            besides=self.besides,
            said=self._wake,
            raise_alarm=self._raise_alarm,
            health=self.health,
        )

    def _raise_alarm(self, conn: Connection, finding: Finding, now: datetime, machine_now: datetime) -> bool:
        """The machine's clock goes along with the company's."""
        del machine_now
        raised = raise_one(conn, finding, self.company.centre, now=now, machine_now=now)
        if raised:
            self.told.append(finding)
        return raised

    async def _wake(self) -> None:
        self.woken += 1

    def reminded(self, order: OrderId, stage: str = "design") -> int:
        thing = Thing(order=order, stage=stage)
        return len(self.company.store.read(lambda conn: reminder_rows.chase(conn, thing)).result())


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now)
    for code in ("KT-1", "KT-2"):
        founded.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        founded.says("Lan", f"/update {code} nhận đơn xong")
    yield founded
    founded.close()


async def test_a_knock_sweeps_until_nothing_is_due_and_wakes_the_post(company: Company) -> None:
    slices = iter((True, True, False))
    done: list[datetime] = []

    def besides(_conn: Connection, now: datetime, _machine_now: datetime) -> bool:
        done.append(now)
        return next(slices)

    rig = Rig(company=company, besides=(besides,))
    rig.hands.pass_(hours=2)

    await rig.sweeper.knock()

    assert [rig.reminded(company.order(code).id) for code in ("KT-1", "KT-2")] == [1, 1]
    assert done == [rig.hands.now()] * 3
    assert rig.woken == 1


async def test_it_is_gathered_when_all_of_the_first_sweep_is_done_and_not_before(company: Company) -> None:
    """Lesson 2: so the roll-call that fell due in a stop is in the message of what else was missed."""
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def call_roll(_conn: Connection, _now: datetime, _machine_now: datetime) -> bool:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(LONGEST)
        return False

    rig = Rig(company=company, besides=(call_roll,))
    gathered = asyncio.create_task(rig.sweeper.gathered(within=LONGEST))
    knock = asyncio.create_task(rig.sweeper.knock())
    await begun.wait()
    await rig.sweeper.gathered(within=0.0)  # whoever waits no longer goes on without
    assert not gathered.done()
    go_on.set()
    await knock
    await gathered
    await rig.sweeper.gathered(within=LONGEST)


async def test_a_first_sweep_that_fails_holds_nobody_up(company: Company) -> None:
    rig = Rig(company=company)
    company.store.close()
    await rig.sweeper.knock()
    async with asyncio.timeout(LONGEST / 2):
        await rig.sweeper.gathered(within=LONGEST)


async def test_what_cannot_be_looked_at_is_put_aside_for_an_hour_and_keeps_nothing_else_from_it(
    company: Company,
) -> None:
    broken, sound = company.order("KT-1").id, company.order("KT-2").id
    company.store.write(lambda conn: break_order(conn, broken)).result()
    rig = Rig(company=company)
    rig.hands.pass_(hours=2)

    await rig.sweeper.knock()

    assert rig.reminded(sound) == 1
    [told] = rig.told
    assert (told.kind, told.number, told.named) == ("put_aside", 3, ("KT-1",))  # the order, two of its stages
    rig.hands.pass_(minutes=59)
    await rig.sweeper.knock()
    assert len(rig.told) == 1
    rig.hands.pass_(minutes=1)
    await rig.sweeper.knock()
    assert len(rig.told) == 2


async def test_however_many_are_put_aside_it_is_one_alarm_with_how_many_and_some_names(
    company: Company,
) -> None:
    for code in ("KT-1", "KT-2"):
        number = company.order(code).id
        company.store.write(lambda conn, number=number: break_order(conn, number)).result()
    rig = Rig(company=company)
    rig.hands.pass_(hours=2)

    await rig.sweeper.knock()

    assert [(one.number, set(one.named)) for one in rig.told] == [(6, {"KT-1", "KT-2"})]


async def test_a_company_that_cannot_be_told_keeps_no_other_from_its_alarm(company: Company) -> None:
    rig = Rig(company=company)
    number, raise_alarm = company.order("KT-1").id, rig.sweeper._raise_alarm

    def only_ours(conn: Connection, finding: Finding, now: datetime, machine_now: datetime) -> bool:
        if finding.company == "afar":
            conn.execute(text("SELECT * FROM nowhere"))
        return raise_alarm(conn, finding, now, machine_now)

    rig.sweeper._raise_alarm = only_ours
    rig.sweeper._centres = {"afar": company.centre, **company.centres}
    for one in rig.sweeper._centres:
        rig.sweeper._aside[one].add(Thing(order=number))

    with pytest.raises(SweepFailed, match="put aside of afar"):
        await rig.sweeper.sweep()

    assert [one.company for one in rig.told] == [company.centre.id]
    assert set(rig.sweeper._aside) == {"afar"}


async def test_without_a_store_it_says_so_and_is_ill_after_a_minute(company: Company) -> None:
    rig = Rig(company=company)
    await rig.sweeper.knock()
    company.store.close()

    await rig.sweeper.knock()
    rig.ticking.seconds = ILL_AFTER
    assert rig.health.problem == ""
    rig.ticking.seconds = ILL_AFTER + 1
    assert "store is away" in rig.health.problem


async def test_a_script_that_fails_is_named_and_keeps_no_later_one_from_its_turn(company: Company) -> None:
    wrong, later = [True], []

    def call_roll(_conn: Connection, _now: datetime, _machine_now: datetime) -> bool:
        if wrong:
            raise ZeroDivisionError
        return False

    def say_held(_conn: Connection, now: datetime, _machine_now: datetime) -> bool:
        later.append(now)
        return len(later) == 1

    rig = Rig(company=company, besides=(call_roll, say_held))
    rig.hands.pass_(hours=2)
    await rig.sweeper.knock()
    rig.ticking.seconds = ILL_AFTER + 1
    assert "call_roll (ZeroDivisionError)" in rig.health.problem
    assert len(later) == 2
    assert rig.woken == 1
    with pytest.raises(SweepFailed):
        await rig.sweeper.sweep()
    wrong.clear()
    await rig.sweeper.knock()
    assert rig.health.problem == ""


async def test_a_slice_that_takes_too_long_is_halved_until_only_what_is_slow_by_itself_is_put_aside(
    postgresql_url: str, now: datetime
) -> None:
    company = Company.founded(postgresql_url, now)
    if company.store.read(lambda conn: conn.dialect.server_version_info).result() < (17,):
        pytest.skip("only newer versions can limit a transaction")
    for number in range(1, 7):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update KT-{number} nhận đơn xong")
    slow, *others = [company.order(f"KT-{number}").id for number in range(1, 7)]
    company.store.write(lambda conn: dawdle_at(conn, f"{slow}:design")).result()
    hurried = PostgresStore(read_url(postgresql_url), patience=5.0, standstill=0.4)
    rig = Rig(company=company, store=hurried)
    rig.hands.pass_(hours=2)

    await rig.sweeper.knock()

    assert [rig.reminded(one) for one in others] == [1] * 5
    assert rig.reminded(slow) == 0
    assert [one.named for one in rig.told] == [("KT-1",)]
    assert rig.health.problem == ""
    hurried.close()
    company.close()


async def test_a_knock_while_a_sweep_goes_on_is_let_pass_and_a_stop_waits_for_the_slice_in_hand(
    company: Company,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def said() -> None:
        begun.set()
        await go_on.wait()
        ended.append("sweep")

    rig = Rig(company=company)
    rig.sweeper._said = said
    sweep = asyncio.create_task(rig.sweeper.sweep())
    await begun.wait()
    await rig.sweeper.knock()
    assert ended == []
    stop = asyncio.create_task(rig.sweeper.close(within=20.0))
    go_on.set()
    await stop
    assert ended == ["sweep"]
    await sweep


async def test_after_a_stop_nothing_more_is_looked_at(company: Company) -> None:
    rig = Rig(company=company)
    rig.hands.pass_(hours=2)
    await rig.sweeper.close(within=1.0)

    await rig.sweeper.knock()

    assert rig.reminded(company.order("KT-1").id) == 0


def dawdle_at(conn: Connection, ref: str) -> None:
    """Reminding of it takes longer than any transaction may."""
    conn.execute(
        text(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.ref = '{ref}' THEN PERFORM pg_sleep(2); END IF; RETURN NEW; END $$"
        )
    )
    conn.execute(
        text("CREATE TRIGGER dawdle BEFORE INSERT ON reminders FOR EACH ROW EXECUTE FUNCTION dawdle()")
    )


def break_order(conn: Connection, order: OrderId) -> None:
    """A row of it is missing: nobody can read it."""
    conn.execute(delete(stages).where(stages.c.order_id == order, stages.c.stage == "acceptance"))
