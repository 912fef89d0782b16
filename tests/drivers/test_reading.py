"""What updates mean: the table in updates.json, read by both drivers."""

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import telegram as telegram_library
from aiogram import types as aiogram_types

from bot.drivers import make_driver
from bot.drivers.port import Driver
from sandbox.server import TOKEN
from tests.support.messenger import DRIVERS, connected, telegram

TABLE = json.loads((Path(__file__).parent / "updates.json").read_text())
RECEIVED_AT = datetime.fromtimestamp(1795404200, UTC)


@pytest.fixture(scope="module", params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> Driver:
    return make_driver(request.param, TOKEN)


@pytest.mark.parametrize("row", [row for row in TABLE if "means" in row], ids=lambda row: row["name"])
def test_an_update_means(driver: Driver, row: dict):
    incoming = driver.read(row["update"], received_at=RECEIVED_AT)

    assert plain(incoming) == row["means"]


@pytest.mark.parametrize("row", [row for row in TABLE if "unreadable" in row], ids=lambda row: row["name"])
def test_an_update_is_unreadable(driver: Driver, row: dict):
    with pytest.raises(ValueError):
        driver.read(row["update"], received_at=RECEIVED_AT)


def test_the_table_has_rows_of_every_kind():
    kinds = {row["means"]["kind"] for row in TABLE if row.get("means")}

    assert kinds == {"message", "edit", "tap", "membership", "migrated", "joined", "left"}
    assert len(TABLE) >= 40


async def test_what_the_sandbox_sends_is_read_alike_by_both():
    async with (
        telegram() as server,
        connected("ptb", server.url) as ptb,
        connected("aiogram", server.url) as aio,
    ):
        world = server.world
        mai = world.user("Mai", phone="+84901234567")
        group = world.group("Xưởng", [mai], forum=True, bot="administrator")
        topic = world.topics.create(group, "In")
        await mai.start("abc")
        await mai.contact(mai.private)
        asked = await mai.say(group, "/update 2411 in xong", thread=topic)
        await mai.edit(asked, "/update 2411 in kẹt")
        await mai.album(group, [b"one", b"two"], "2411 xong", thread=topic)
        await mai.voice(group, thread=topic)
        await mai.location(group, 10.5, 106.5, thread=topic)
        await mai.forge(asked, "u:1")
        world.members.promote(group, mai, anonymous=True)
        await mai.say(group, "ai đó")
        world.members.kick(group, world.bot, by=mai)

        raws = [update.body() for update in server.state.updates.history]
        for raw in raws:  # they are Telegram's also in the eyes of those who have built a library on it
            assert telegram_library.Update.de_json(raw, None).update_id == raw["update_id"]
            assert aiogram_types.Update.model_validate(raw).update_id == raw["update_id"]
        read = [[driver.read(raw, received_at=RECEIVED_AT) for raw in raws] for driver in (ptb, aio)]

    assert read[0] == read[1]
    assert {incoming.kind for incoming in read[0] if incoming} >= {"message", "edit", "tap", "membership"}


def plain(value: object) -> object:
    """Leave out what has its usual value, so that the table stays readable."""
    if is_dataclass(value):
        shown = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {
            key: plain(held)
            for key, (held, usual) in shown.items()
            if held != (None if usual is MISSING else usual)
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return int(value.timestamp()) if isinstance(value, datetime) else value
