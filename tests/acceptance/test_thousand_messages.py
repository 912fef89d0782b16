"""A thousand messages and taps that make no sense: none fails, none changes what it may not, each answer can be shown."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.i18n.render import Laid, Reader
from bot.i18n.wording import Setting
from handlers.reply import Say
from handlers.reply_json import say_from_json
from sandbox.markup import parse_html, units
from storage.tables.order_tables import orders, stages
from storage.tables.people_tables import bindings, memberships, persons, roles
from tests.support.company import RENDERER, Company
from tests.support.nonsense import ORDERS, Babble, Uttered
from tests.support.phones import Phones
from tests.support.workshop import open_workshop

READERS = (("vi",), ("zh-Hans",), ("zh-Hant",), ("en",), ("vi", "zh-Hans"))


@pytest.mark.parametrize(
    ("count", "seed"),
    [(1000, 1), *(pytest.param(5000, seed, marks=pytest.mark.soak) for seed in range(2, 12))],
)
def test_a_thousand_messages_on_sqlite(count: int, seed: int, sqlite_url: str, now: datetime) -> None:
    _hear(sqlite_url, now, count, seed)


def test_a_few_hundred_on_postgresql(postgresql_url: str, now: datetime) -> None:
    _hear(postgresql_url, now, 300, 4)


async def test_a_hundred_over_the_wire(database_url: str, tmp_path: Path) -> None:
    """From people's phones through the whole bot; it stays well, and what is proper in between is recorded."""
    async with open_workshop(database_url, tmp_path / "log", people=3) as workshop:
        phones = Phones(workshop, Random(5))
        async with workshop.bot():
            for _ in range(20):
                for _ in range(8):
                    await phones.send_something()
                await workshop.report()
                await workshop.what_lies_here_answered()
            await workshop.idle()
        books = workshop.books()
        books.balance(repeats_at_most=0)
        assert len(workshop.server.state.updates.history) > 100
        assert workshop.server.violations == []
        logged = workshop.log.read_text()
        assert "Traceback" not in logged
        assert "[error" not in logged


def _hear(url: str, now: datetime, count: int, seed: int) -> None:
    company = Company.founded(url, now)
    try:
        for code in ORDERS:
            company.in_fabrication(code)
        babble = Babble(company, Random(seed))
        for number in range(count):
            uttered = babble.one()
            try:
                _hear_one(company, uttered)
            except Exception as error:
                error.add_note(f"at message {number} of seed {seed}: {uttered!r:.2000}")
                raise
            company.passes(seconds=1)
    finally:
        company.close()


def _hear_one(company: Company, uttered: Uttered) -> None:
    before = company.store.read(_standing).result()
    heard = company.hears(uttered.incoming)
    after = company.store.read(_standing).result()
    _changed_only_what_it_may(uttered, before, after)
    for letter in heard.handled.letters:
        _can_be_shown(say_from_json(letter.payload), company)
    if heard.handled.reply.toast:
        for lang in READERS:
            assert 0 < units(RENDERER.toast(heard.handled.reply.toast, _reader(lang, company))) <= 200


def _changed_only_what_it_may(uttered: Uttered, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    changed = {code for code in ORDERS if before["orders"][code] != after["orders"][code]}
    assert changed <= uttered.may_change
    if uttered.must_change:
        assert changed == {uttered.must_change}
    assert uttered.may_open or after["orders"].keys() == before["orders"].keys()
    for kept in ("done", "staff", "roles", "bindings"):
        assert after[kept] == before[kept], kept


def _standing(conn: Connection) -> Mapping[str, Any]:
    """What must not change by itself: the orders, what is done of the three, who is who, which chat is whose."""
    known = select(orders.c.id).where(orders.c.code.in_(ORDERS))
    done = select(stages.c.order_id, stages.c.stage).where(
        stages.c.order_id.in_(known), stages.c.state == "done"
    )
    staff = (
        select(memberships)
        .join(persons, persons.c.id == memberships.c.person)
        .where(persons.c.state == "active")
    )
    return {
        "orders": {row.code: (row.state, row.version) for row in conn.execute(select(orders))},
        "done": set(conn.execute(done).all()),
        "staff": set(conn.execute(staff).all()),
        "roles": set(conn.execute(select(roles)).all()),
        "bindings": set(conn.execute(select(bindings)).all()),
    }


def _can_be_shown(say: Say, company: Company) -> None:
    """As Telegram takes it, in every language."""
    for lang in READERS:
        under_a_file = say.picture is not None or say.document is not None
        laid = RENDERER.say(say, _reader(lang, company), under_file="" if under_a_file else None)
        for number, part in enumerate(laid.parts):
            shown, _ = parse_html(part)
            assert shown.strip(), "an empty message"
            assert units(shown) <= (1024 if under_a_file and number == 0 else 4096)
        assert laid.parts
        _keys_fit(laid)


def _keys_fit(laid: Laid) -> None:
    keys = [key for row in laid.keys for key in row]
    assert len(keys) <= 100
    for key in keys:
        assert key.label.strip()
        assert bool(key.data) + bool(key.copy) + bool(key.url) == 1
        assert len(key.data.encode()) <= 64
        assert len(key.copy) <= 256
    assert laid.force_reply is None or 0 < len(laid.force_reply) <= 64


def _reader(languages: tuple[str, ...], company: Company) -> Reader:
    return Reader(languages=languages, setting=Setting(time_zone=company.centre.zone, now=company.now))
