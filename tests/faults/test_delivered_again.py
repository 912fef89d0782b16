"""The messenger hands an update out again and again: the company stands as if each had come once."""

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.drivers import make_driver
from bot.receiving.health import Health
from bot.receiving.intake import Intake
from bot.receiving.telling import Telling
from bot.receiving.unsaved import Unsaved
from bot.receiving.work import Script, Worker
from bot.tasks import BackgroundTasks
from handlers.dispatch import apologise, handle
from sandbox.server import TOKEN
from storage.intake import inbox
from storage.tables.order_tables import events, evidence, orders, stages
from storage.tables.post_tables import outbox
from tests.support.company import Company
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.receiving import eventually

PEOPLE = 10
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMPARED = (orders, stages, events, evidence)
LONGEST = 1200.0  # seconds


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Two empty databases of a kind."""
    if request.param == "sqlite":
        files: SqliteDatabases = request.getfixturevalue("sqlite_databases")
        yield [files.copy_to(tmp_path / f"{number}.db") for number in (1, 2)]
        return
    servers: PostgresDatabases = request.getfixturevalue("postgresql_databases")
    with servers.copy() as one, servers.copy() as other:
        yield [one, other]


@pytest.mark.parametrize("updates", [500, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_updates_that_come_up_to_five_times_in_any_order_leave_the_same_state(
    database_urls: list[str], updates: int, shows: Callable[[str], None]
) -> None:
    chance = random.Random(5)
    once = [_report(number) for number in range(1, updates + 1)]
    often = _repeated(once, chance)
    assert len(often) > 2 * len(once)
    states = [
        await _worked(url, deliveries, chance)
        for url, deliveries in zip(database_urls, (once, often), strict=True)
    ]
    shows(f"{updates} updates, {len(often)} deliveries: {states[0][:12]} and {states[1][:12]}")
    assert states[0] == states[1]


def _report(number: int) -> dict[str, Any]:
    person = 1000 + number % PEOPLE
    message = {
        "message_id": number,
        "date": int(NOW.timestamp()),
        "chat": {"id": person, "type": "private", "first_name": "Thợ"},
        "from": {"id": person, "is_bot": False, "first_name": "Thợ"},
        "text": f"/update DH-{person} gia công {number % 99 + 1}% số {number}",
    }
    return {"update_id": number, "message": message}


def _repeated(once: Sequence[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Each for the first time in its order, as a messenger numbers them, and again at any later moment."""
    moments = []
    for place, update in enumerate(once):
        moments.append((float(place), update))
        moments += [(chance.uniform(place, len(once)), update) for _ in range(chance.randint(0, 4))]
    return [update for _, update in sorted(moments, key=lambda moment: moment[0])]


async def _worked(url: str, deliveries: Sequence[dict[str, Any]], chance: random.Random) -> str:
    """Take all of it in and work it as one process does; return what stands then, as a hash."""
    company = Company.founded(url, NOW)
    for person in range(1000, 1000 + PEOPLE):
        company.enrol(person, f"Thợ {person}", "production")
        company.in_fabrication(f"DH-{person}")
    driver = make_driver("ptb", TOKEN)
    tasks = BackgroundTasks(on_critical_end=lambda name: None)
    script = Script(
        read=driver.read,
        handle=lambda conn, incoming: handle(conn, incoming, company.around, now=NOW, machine_now=NOW),
        apologise=partial(apologise, around=company.around, machine_now=lambda: NOW),
        after=lambda incoming, handled: None,
    )
    worker = Worker(
        store=company.store,
        script=script,
        tasks=tasks,
        health=Health("working", monotonic=time.monotonic, patience=60),
        owner="one",
        machine_now=lambda: datetime.now(UTC),
    )
    telling = Telling(company.store, lambda conn, line: None, monotonic=time.monotonic)
    unsaved = Unsaved(read=script.read, tell=lambda *_: None, monotonic=time.monotonic)
    intake = Intake(
        company.store, bot=1, machine_now=lambda: NOW, wake=worker.wake, telling=telling, unsaved=unsaved
    )
    tasks.start(worker.run(), name="worker")
    try:
        left = list(deliveries)
        while left:
            some = chance.randint(1, 20)
            await intake.take(left[:some])
            left = left[some:]
        async with asyncio.timeout(LONGEST):
            await eventually(lambda: not company.store.read(inbox.waiting).result().count, LONGEST)
        assert company.store.read(inbox.buried).result() == ()
        return company.store.read(_state).result()
    finally:
        await tasks.close()
        await driver.close()
        company.close()


def _state(conn: Connection) -> str:
    """Everything there is of orders, and every letter with its chat; ids of letters depend on who was worked first."""
    rows = [
        [table.name, [str(value) for value in row]]
        for table in COMPARED
        for row in conn.execute(select(table))
    ]
    said = [
        ["letter", [str(row.chat), str(row.payload)]]
        for row in conn.execute(select(outbox).order_by(outbox.c.id))
    ]
    whole = json.dumps([sorted(rows), sorted(said, key=lambda one: one[1][0])])
    return hashlib.sha256(whole.encode()).hexdigest()
