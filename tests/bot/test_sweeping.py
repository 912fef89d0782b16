"""The sweeper: until nothing is due, whatever fails on the way."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete

from bot.receiving.health import Health
from bot.sweeping import Script, Sweeper
from handlers.reply import Text
from orders.order import OrderId
from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from storage.tables.order_tables import stages
from tests.support.company import Company
from tests.support.running import Hands

ILL_AFTER = 60.0


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
    told: list[Text] = field(default_factory=list)
    woken: int = 0
    ticking: Ticking = field(default_factory=Ticking)

    def __post_init__(self) -> None:
        self.hands = Hands(begun=self.company.now)
        self.health = Health("sweeping", monotonic=self.ticking, patience=ILL_AFTER)
        self.sweeper = Sweeper(
            self.company.store,
            self.hands.make(offset=timedelta),
            centres=self.company.centres,
            besides=self.besides,
            said=self._wake,
            tell_admins=lambda _conn, line: self.told.append(line),
            health=self.health,
        )

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


async def test_what_cannot_be_looked_at_is_put_aside_for_an_hour_and_keeps_nothing_else_from_it(
    company: Company,
) -> None:
    broken, sound = company.order("KT-1").id, company.order("KT-2").id
    company.store.write(lambda conn: break_order(conn, broken)).result()
    rig = Rig(company=company)
    rig.hands.pass_(hours=2)

    await rig.sweeper.knock()

    assert rig.reminded(sound) == 1
    assert {line.key for line in rig.told} == {"sweeping.put_aside"}
    assert {line.params["order"] for line in rig.told} == {"KT-1"}
    before = len(rig.told)
    rig.hands.pass_(minutes=59)
    await rig.sweeper.knock()
    assert len(rig.told) == before
    rig.hands.pass_(minutes=1)
    await rig.sweeper.knock()
    assert len(rig.told) > before


async def test_without_a_store_it_says_so_and_is_ill_after_a_minute(company: Company) -> None:
    rig = Rig(company=company)
    await rig.sweeper.knock()
    company.store.close()

    await rig.sweeper.knock()
    rig.ticking.seconds = ILL_AFTER
    assert rig.health.problem == ""
    rig.ticking.seconds = ILL_AFTER + 1
    assert "store is away" in rig.health.problem


async def test_a_bug_in_one_sweep_ends_that_sweep_alone(company: Company) -> None:
    wrong = [True]

    def besides(_conn: Connection, _now: datetime, _machine_now: datetime) -> bool:
        if wrong:
            raise ZeroDivisionError
        return False

    rig = Rig(company=company, besides=(besides,))
    await rig.sweeper.knock()
    rig.ticking.seconds = ILL_AFTER + 1
    assert "failed" in rig.health.problem
    wrong.clear()
    await rig.sweeper.knock()
    assert rig.health.problem == ""


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


def break_order(conn: Connection, order: OrderId) -> None:
    """A row of it is missing: nobody can read it."""
    conn.execute(delete(stages).where(stages.c.order_id == order, stages.c.stage == "acceptance"))
