"""The bot put out of a group and back, a person out of reach and back: reminders find another way, and nothing is lost."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.app import Running
from tests.support.company import Company
from tests.support.moved_in import moved_in
from tests.support.running import quiet, step_to


def offered(company: Company) -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


async def test_put_out_of_a_group_its_people_are_asked_in_private_until_the_bot_is_back(
    database_url: str, now: datetime
) -> None:
    """Lesson 4, over the wire: what is due is said to somebody, and only then is the health green."""
    async with moved_in(database_url, now, story=offered) as home, home.bot() as bot:
        group, world = home.places["design"], home.server.world
        world.members.kick(group, world.bot)
        await quiet(bot, home.server)
        told = [text for _, who, text in home.news() if who == "An"]
        assert [text for text in told if "design" in text], told

        home.hands.pass_(hours=2, minutes=6)
        await bot.auditor.audit()
        assert (await _health(bot)).status_code == 503
        assert "unswept" in (await _health(bot)).json()["problems"][0]
        await step_to(bot, home.hands, home.server, now + timedelta(hours=2, minutes=7))
        news = [(who, text) for _, who, text in home.news() if "KT-2411" in text]
        assert {who for who, text in news if text.startswith("⛔")} == {"An", "Điệp"}
        assert {who for who, text in news if not text.startswith("⛔")} == {"Minh", "Vy"}
        assert await bot.auditor.audit() == ()
        assert (await _health(bot)).json() == {"ok": True, "problems": []}

        world.members.add(group, world.bot, rights=())
        await quiet(bot, home.server)
        home.news()
        await home.person("Lan").say(home.places["Lan"], "/new KT-2412; Khánh Thy; Biển alu")
        await home.person("Lan").say(home.places["Lan"], "/update KT-2412 nhận đơn xong")
        await step_to(bot, home.hands, home.server, now + timedelta(hours=7))
        news = [(who, text) for _, who, text in home.news() if "KT-2412" in text]
        assert "design" in {who for who, _ in news}
        assert await bot.auditor.audit() == ()
    assert home.server.violations == []


async def test_a_head_nobody_can_write_to_is_called_in_the_group_and_the_next_in_line_is_told(
    database_url: str, now: datetime
) -> None:
    """Lesson 9, over the wire: what is for the head is read by nobody else, and the chase does not end with it."""
    async with moved_in(database_url, now, story=offered) as home, home.bot() as bot:
        vy = home.person("Vy")
        vy.private.blocked = True  # and the bot was down when Telegram told of it
        await step_to(bot, home.hands, home.server, now + timedelta(hours=8))
        news = home.news()
        assert not [who for _, who, _ in news if who == "Vy"]
        [call] = [text for _, who, text in news if who == "design" and text.startswith("Vy\n")]
        assert "Tôi có tin riêng cho bạn" in call
        assert "KT-2411" not in call
        assert "coordination" in {who for _, who, text in news if "KT-2411" in text}
        assert await bot.auditor.audit() == ()
    assert home.server.violations == []


async def _health(bot: Running) -> Any:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{bot.http_port}/healthz")
