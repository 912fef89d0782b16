"""kill -9 under load: what was answered is stored, nothing is applied twice, repeats are no more than the sends in flight."""

import asyncio
import random
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.delivery.post import IN_FLIGHT
from orders.events import Kind
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.engine import Store, open_store
from storage.tables.order_tables import events
from tests.support.child_bot import nursery, start
from tests.support.company import Company

KILLS = 50
PEOPLE = 6
MARK = re.compile(r"số (\d+)")
CENTRE = Path(__file__).parents[2] / "workflows" / "adtech.yaml"


async def test_what_was_answered_survives_fifty_kills(database_url: str) -> None:
    """Each report carries a number of its own, so that every event and every receipt can be told apart."""
    server = TelegramServer()
    await server.start()
    try:
        typed = await _typed_while_killing(server, database_url)
        answers = _answers(server)
    finally:
        await server.stop()

    stored = _stored(database_url)
    assert len(typed) >= KILLS
    assert set(answers) == typed, "a report was never answered"
    assert set(stored) == typed, "a report was lost"
    assert {number for number, times in stored.items() if times > 1} == set(), "a report was applied twice"
    repeats = sum(times - 1 for times in answers.values())
    assert repeats <= KILLS * IN_FLIGHT
    assert server.violations == []


async def _typed_while_killing(server: TelegramServer, database_url: str) -> set[int]:
    people = _staffed(server, database_url)
    chance = random.Random(11)  # noqa: S311 - the same kills each time
    context = nursery()
    given = {
        "bot_token": server.token,
        "bot_api_url": server.url,
        "database_url": database_url,
        "centre": CENTRE,
        "http_port": 0,
        "bot_send_limits": False,
        "admins": (people[0].id,),
        "log_level": "ERROR",
    }
    typed: set[int] = set()
    child = start(context, given)
    for _ in range(KILLS):
        before = len(server.calls)
        await _type(people, typed, chance)
        await server.world.wait_for(lambda count=before: len(server.calls) > count + 2, timeout=20)
        await asyncio.get_running_loop().run_in_executor(None, child.join, chance.uniform(0, 0.25))
        child.kill()
        await asyncio.to_thread(child.join)
        child = start(context, given)
    await server.world.wait_for(lambda: set(_answers(server)) == typed, timeout=60)
    child.terminate()
    await asyncio.to_thread(child.join, 15)
    return typed


async def _type(people: list[Person], typed: set[int], chance: random.Random) -> None:
    for person in people:
        number = len(typed) + 1
        typed.add(number)
        await person.say(person.private, f"/update DH-{person.id} gia công {chance.randint(1, 99)}% số {number}")


def _staffed(server: TelegramServer, database_url: str) -> list[Person]:
    """People of production who have pressed Start, each with an order of their own in fabrication."""
    company = Company.founded(database_url, datetime.now(UTC))
    people = []
    try:
        for number in range(PEOPLE):
            person = server.world.user(f"Thợ {number}", username=f"tho{number}")
            person.open_private()
            company.enrol(person.id, person.first_name, "production")
            company.in_fabrication(f"DH-{person.id}")
            people.append(person)
    finally:
        company.close()
    return people


def _answers(server: TelegramServer) -> Counter[int]:
    said = (m for chat in server.state.chats.values() for m in server.world.from_bot(chat))
    return Counter(int(found[1]) for message in said if (found := MARK.search(message.text)))


def _stored(database_url: str) -> Counter[int]:
    store: Store = open_store(database_url)
    try:
        rows: Any = store.read(
            lambda conn: conn.execute(select(events.c.note).where(events.c.kind == Kind.REPORTED.value)).all()
        ).result()
    finally:
        store.close()
    return Counter(int(found[1]) for row in rows if (found := MARK.search(row.note)))
