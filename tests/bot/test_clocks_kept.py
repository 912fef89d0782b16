"""Whatever kind of clock is lost, or set too late, is put right and told once; nobody is reminded less, or more, for it.

Of each kind there are two orders that fare the same; one of them loses its clock. Duties: tests/handlers/duties.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from handlers.audit.auditing import Finding
from orders.order import OrderId, OrderState
from storage.chasing import clocks
from storage.chasing.checks_due import Thing
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks
from storage.tables.reminder_tables import reminders
from tests.bot.test_auditing import Audited
from tests.support.company import Company
from tests.support.paying import TCB, priced_order, with_accounts
from tests.support.sweeping import Sweeping

FAR = datetime(2031, 1, 1, tzinfo=UTC)
Spoiled: TypeAlias = Literal["lost", "late"]
# By what runs on it, the one of the two orders that is spoiled; the other's number follows it.
KINDS = {
    "stage": 11,
    "whole": 21,
    "money": 41,
    "money of an ended": 51,
    "lateness of an ended": 61,
}
SHIPPING = Path(__file__).parents[1] / "handlers" / "shipping.yaml"


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    """Monday, 09:00, and two days on: Tuesday is a holiday."""
    company = with_accounts(Company.founded(database_url, now), TCB)
    for number in KINDS.values():
        for code in (f"KT-{number}", f"KT-{number + 1}"):
            _begun(company, code, number)
    Sweeping(company=company).until(now + timedelta(hours=50))
    company.store.write(_ended).result()
    yield company
    company.close()


def _begun(company: Company, code: str, number: int) -> None:
    if number in {41, 51}:
        priced_order(company, code)
        return
    company.in_fabrication(code, promised="23/11/2026" if number == 61 else "11/12/2026")
    if number == 21:
        company.taps("Điệp", company.says("Điệp", f"/cancel {code} khách dời"), "Tạm dừng")
        assert company.order(code).state is OrderState.PAUSED


def _ended(conn: Connection) -> None:
    """Their work is done; their money, or why they were late, is not."""
    those = [f"KT-{number + one}" for number in (51, 61) for one in (0, 1)]
    ended = select(orders.c.id).where(orders.c.code.in_(those))
    its = stages.c.order_id.in_(ended)
    conn.execute(update(stages).where(its).values(next_check_at=None, holder=None, state="done"))
    conn.execute(update(orders).where(orders.c.code.in_(those)).values(state="closed", holder=None))
    paid = [f"KT-{51 + one}" for one in (0, 1)]
    conn.execute(update(orders).where(orders.c.code.in_(paid)).values(next_check_at=None))


@pytest.fixture
def shipping(database_url: str, now: datetime) -> Iterator[Company]:
    """Two orders with a note that two departments have to acknowledge."""
    company = Company.founded(database_url, now, centre_file=SHIPPING)
    for code in ("KT-11", "KT-12"):
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu; 11/12")
        company.says("Lan", f"/update {code} xét đơn xong")
        company.says("Tú", f"/update {code} sản xuất xong")
        company.says("Lan", f"/update {code} phiếu xuất hàng xong")
        company.says("Lan", "51C-123")
    yield company
    company.close()


@pytest.mark.parametrize("spoiled", ["lost", "late"])
async def test_what_departments_owe_besides_is_put_right_too(shipping: Company, spoiled: Spoiled) -> None:
    audited, number = Audited(company=shipping), shipping.order("KT-11").id
    assert await audited.audit() == ()
    stored = shipping.store.read(lambda conn: clocks.stored(conn, [number])[number]).result()
    owed = [one for part in stored if (one := Thing.of(number, part)).kind == "owed"]
    assert len(owed) == 2
    of_kind = {one.ref: one for one in owed}
    shipping.store.write(lambda conn: _spoil_all(conn, of_kind, spoiled)).result()

    [found] = await audited.audit()

    assert (found.kind, found.number, found.mended) == ("clocks", 2, True)
    assert await audited.audit() == ()
    Sweeping(company=shipping).until(shipping.now + timedelta(days=6))
    assert await audited.audit() == ()
    after = _chases(shipping, (11, 12))
    assert after[11] == after[12]
    assert {part for part, *_ in after[11]} >= {one.part for one in owed}


@pytest.mark.parametrize("spoiled", ["lost", "late"])
async def test_a_clock_lost_or_set_too_late_is_put_right_and_costs_nobody_a_reminder(
    company: Company, spoiled: Spoiled
) -> None:
    audited, sweeping = Audited(company=company), Sweeping(company=company)
    assert await audited.audit() == ()
    before = _chases(company)

    company.store.write(lambda conn: _spoil_all(conn, _running(company), spoiled)).result()
    [found] = await audited.audit()

    assert (found.kind, found.number, found.mended) == ("clocks", len(KINDS), True)
    assert audited.auditor.problem == ""
    assert await audited.audit() == ()
    sweeping.until(company.now + timedelta(days=6))
    assert await audited.audit() == ()
    after = _chases(company)
    for kind, number in KINDS.items():
        assert after[number] == after[number + 1], kind
        assert len(after[number]) > len(before[number]), kind


async def test_what_is_left_behind_by_an_order_that_has_ended_reminds_nobody_and_is_let_go(
    company: Company,
) -> None:
    company.taps("Điệp", company.says("Điệp", "/cancel KT-41 khách bỏ"), "Huỷ đơn")
    number, now = company.order("KT-41").id, company.now
    before = _chases(company)[41]

    def left(conn: Connection) -> None:
        conn.execute(update(orders).where(orders.c.id == number).values(next_check_at=now))
        conn.execute(update(stages).where(stages.c.order_id == number).values(next_check_at=now))
        its = {"order_id": number, "company": company.centre.id, "next_check_at": now}
        conn.execute(insert(owed_checks).values(part="fabrication@production", **its))
        conn.execute(insert(instalment_checks).values(instalment="deposit", **its))

    company.store.write(left).result()
    assert await _audit(company) == ()
    Sweeping(company=company).sweep()
    assert await _audit(company) == ()
    stored = company.store.read(lambda conn: clocks.stored(conn, [number])[number]).result()
    assert set(stored.values()) == {None}
    assert _chases(company)[41] == before


async def test_an_instalment_nothing_is_awaited_of_is_not_called_lost(company: Company) -> None:
    """Nor by a process of the release before, which does not say that it has looked."""
    company.says("Thu", "/thu KT-41 cọc")
    company.says("Thu", "/paid KT-41 6tr")
    Sweeping(company=company).sweep()
    number = company.order("KT-41").id
    its = instalment_checks.c.order_id == number

    def state(conn: Connection) -> list[tuple[Any, ...]]:
        columns = (instalment_checks.c.next_check_at, instalment_checks.c.settled)
        return [tuple(row) for row in conn.execute(select(*columns).where(its))]

    assert company.store.read(state).result() == [(None, True)]
    forgotten = update(instalment_checks).where(its).values(settled=False)
    company.store.write(lambda conn: conn.execute(forgotten).rowcount).result()
    assert await _audit(company) == ()
    assert company.store.read(state).result() == [(None, True)]


async def _audit(company: Company) -> tuple[Finding, ...]:
    return tuple(await Audited(company=company).audit())


def _running(company: Company) -> Mapping[str, Thing]:
    """Of the first order of each kind what is looked at."""
    found: dict[str, Thing] = {}
    for kind, number in KINDS.items():
        order = company.order(f"KT-{number}").id
        stored = company.store.read(lambda conn, of=order: clocks.stored(conn, [of])[of]).result()
        things = {Thing.of(order, part): at for part, at in stored.items() if at is not None}
        wanted = {"stage": "stage", "money": "money", "money of an ended": "money"}
        [found[kind], *_] = [one for one in things if one.kind == wanted.get(kind, "order")]
    return found


def _spoil_all(conn: Connection, things: Mapping[str, Thing], spoiled: Spoiled) -> None:
    for thing in things.values():
        _spoil(conn, thing, None if spoiled == "lost" else FAR)


def _spoil(conn: Connection, thing: Thing, at: datetime | None) -> None:
    match thing.kind:
        case "stage":
            this = update(stages).where(stages.c.order_id == thing.order, stages.c.stage == thing.stage)
        case "order":
            this = update(orders).where(orders.c.id == thing.order)
        case "money":
            this = update(instalment_checks).where(instalment_checks.c.order_id == thing.order)
        case _:
            its = (owed_checks.c.order_id == thing.order, owed_checks.c.part == thing.part)
            if at is None:
                conn.execute(delete(owed_checks).where(*its))
                return
            this = update(owed_checks).where(*its)
    assert conn.execute(this.values(next_check_at=at)).rowcount == 1


ALL = tuple(one for number in KINDS.values() for one in (number, number + 1))


def _chases(company: Company, numbers: Sequence[int] = ALL) -> Mapping[int, list[tuple[Any, ...]]]:
    """By the number of its code, what was made of an order and when."""
    codes = {company.order(f"KT-{one}").id: one for one in numbers}

    def read(conn: Connection) -> Mapping[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {number: [] for number in codes.values()}
        rows = conn.execute(select(reminders).where(reminders.c.kind != "duty").order_by(reminders.c.id))
        for row in rows:
            order, _, part = row.ref.partition(":")
            made = (part, row.rule, row.missed_at, row.rung, row.round, row.made_at)
            found[codes[OrderId(int(order))]].append(made)
        return {number: sorted(made) for number, made in found.items()}

    return company.store.read(read).result()
