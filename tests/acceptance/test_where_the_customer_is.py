"""A shared contact and a shared place, as Telegram sends them, become a number to call and a way that opens."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from sandbox.model import Message
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.engine import open_store
from storage.people import memberships, people_rows
from tests.support.running import Hands, quiet, whole_bot


@pytest.mark.parametrize("driver", ["ptb", "aiogram"])
async def test_what_was_shared_is_called_and_driven_to(database_url: str, driver: str, now: datetime) -> None:
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    lan, van = server.world.user("Lan"), server.world.user("Vân", phone="84909123456")
    _employ(database_url, lan, now)
    try:
        async with whole_bot(server, database_url, hands=hands, bot_driver=driver) as bot:
            await lan.start()
            await quiet(bot, server)
            chat = server.state.chats[lan.id]

            async def last() -> Message:
                await quiet(bot, server)
                return server.world.from_bot(chat)[-1]

            await lan.say(chat, "/new Khánh Thy")
            for _ in range(3):
                await lan.tap(await last(), "Bỏ qua")
            assert "Gọi cho ai bên khách" in (await last()).text
            await lan.contact(chat, van)
            assert "Giao hay lắp ở đâu" in (await last()).text
            await lan.location(chat, 10.776889, 106.700806)
            await lan.tap(await last(), "Bỏ qua")
            assert "Liên hệ: Vân" in (await last()).text
            await lan.tap(await last(), "Mở đơn")
            await quiet(bot, server)
            await lan.say(chat, "/order DH-261101")
            card = await last()
            [way] = [key["url"] for row in card.inline or () for key in row if "url" in key]
            assert way == "https://www.google.com/maps/search/?api=1&query=10.776889%2C106.700806"
            await lan.tap(card, "📞 Gọi")
            answer = await last()
            [copied] = [
                key["copy_text"]["text"] for row in answer.inline or () for key in row if "copy_text" in key
            ]
            assert copied == "+84909123456"
            assert copied in answer.text
    finally:
        await server.stop()
    assert server.violations == []


def _employ(url: str, lan: Person, now: datetime) -> None:
    def write(conn: Connection) -> None:
        person = people_rows.add(
            conn, user=lan.id, name="Lan", username="", language="vi", now=now, state="active"
        )
        memberships.join(conn, person, "adtech", "sales", now)

    store = open_store(url)
    try:
        store.write(write).result()
    finally:
        store.close()
