"""Groups move, lose a topic or put the bot out, people block it: reminders find another way, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.app import Running
from handlers.nudges.sweep import sweep
from storage.people import chats_rows
from tests.support.company import Company
from tests.support.moved_in import Home, moved_in
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
        assert await bot.auditor.audit() == ()  # a sweep may be on its way
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


async def test_a_group_that_became_a_supergroup_over_a_due_time_hears_of_it_there_once(
    database_url: str, now: datetime
) -> None:
    """Lesson 10, over the wire: moved while a reminder waits for it; what follows goes there too, and is answered there."""
    async with moved_in(database_url, now, story=offered) as home:
        async with home.bot():
            home.news()
        home.hands.pass_(hours=2)
        home.write(
            lambda conn: sweep(
                conn,
                centres=home.company.centres,
                now=home.hands.now(),
                machine_now=datetime.now(UTC),
                most=9,
            )
        )  # and the process is no more: the reminder waits, for the group as it was
        moved = home.upgraded("design")
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=2, seconds=1))
            assert [who for _, who, text in home.news() if "KT-2411" in text] == ["design"]
            await home.person("Minh").say(moved, "1 2 đã nhận", reply_to=home.last("design"))
            await home.person("Lan").say(home.places["Lan"], "/new KT-2412; Khánh Thy; Biển alu")
            await home.person("Lan").say(home.places["Lan"], "/update KT-2412 nhận đơn xong")
            await quiet(bot, home.server)
            home.news()
            await step_to(bot, home.hands, home.server, now + timedelta(hours=7, minutes=50))
            [asked] = [text for _, who, text in home.news() if who == "design" and text.startswith("🔔")]
            assert "KT-2412" in asked
            assert "KT-2411" not in asked, "the answer in the new group was not taken"
            assert await bot.auditor.audit() == ()
        assert home.read(lambda conn: chats_rows.destinations(conn, home.company.centre.id, "design")) == (
            (moved.id, None),
        )
    assert home.server.violations == []


async def test_a_department_whose_topic_is_deleted_hears_of_it_outside_and_the_admins_are_told_once(
    database_url: str, now: datetime
) -> None:
    """Lesson 11, over the wire: Telegram tells of no deleted topic; the first reminder that finds it gone is said all the same."""

    def offered_without_a_group(company: Company) -> None:
        offered(company)
        company.store.write(lambda conn: chats_rows.unbind(conn, company.groups["design"], None)).result()

    async with moved_in(database_url, now, story=offered_without_a_group) as home:
        design, world = home.places["design"], home.server.world
        world.topics.open_forum(design)
        topic = world.topics.create(design, "Thiết kế")
        async with home.bot() as bot:
            await home.person("An").say(design, "/bind design", thread=topic)
            await quiet(bot, home.server)
            home.news()
            world.topics.delete(topic)
            await step_to(bot, home.hands, home.server, now + timedelta(hours=4))
            [asked] = [one for one in world.from_bot(design) if one.text.startswith("🔔")]
            assert "KT-2411" in asked.text
            assert asked.topic is None or asked.topic is design.general
            await home.person("Lan").say(home.places["Lan"], "/new KT-2412; Khánh Thy; Biển alu")
            await home.person("Lan").say(home.places["Lan"], "/update KT-2412 nhận đơn xong")
            await step_to(bot, home.hands, home.server, now + timedelta(hours=7, minutes=50))
            asked = [one.text for one in world.from_bot(design) if one.text.startswith("🔔")]
            assert "KT-2412" in asked[-1]
            told = [
                who for _, who, text in home.news() if text.startswith("Chủ đề trong nhóm design đã bị xoá")
            ]
            assert told == ["An"]
            assert await bot.auditor.audit() == ()
    assert home.server.violations == []


async def test_where_the_bot_may_not_write_nothing_counts_as_said_and_who_asked_hears_of_it(
    database_url: str, now: datetime
) -> None:
    """Lesson 4, over the wire: no reminder, no push and no message of the day that nobody got; and no complaint for each of them."""
    async with moved_in(database_url, now, story=offered) as home, home.bot() as bot:
        group, world = home.places["design"], home.server.world
        world.members.demote(group, world.bot)
        world.members.permit(group, [])
        await quiet(bot, home.server)
        home.news()
        await _says(home, bot, "Điệp", "/giuc 2411 thiết kế: khách hỏi")
        told = [text for _, who, text in home.news() if who == "Điệp"]
        assert any("chưa tới được Kỹ thuật – Thiết kế: KT-2411 Thiết kế" in one for one in told), told

        await step_to(bot, home.hands, home.server, now + timedelta(hours=6, minutes=5))
        assert await bot.auditor.audit() == ()
        [finding] = await bot.auditor.audit()
        assert (finding.kind, finding.named) == ("unheard", ("KT-2411",))
        assert (await _health(bot)).status_code == 503
        await quiet(bot, home.server)
        news = [(who, text) for _, who, text in home.news() if who in {"An", "Điệp"}]
        assert len([text for who, text in news if who == "An" and "design" in text]) == 1, (
            news
        )  # three in a row
        await _says(home, bot, "An", "/status")
        assert "design: Kỹ thuật – Thiết kế. Hôm nay bot tự nhắn 0/8 tin" in home.last("An").text
        await _says(home, bot, "Soát", "/audit 2411")
        trail = home.last("Soát").text
        assert "bot nhắc 0 lần, người giục 0 lần\n📭 Không kể 6 lần chưa tới được ai" in trail
        assert "Điệp giục Thiết kế “khách hỏi”, không gửi được, không tính" in trail

        world.members.permit(group)
        home.news()
        await _says(home, bot, "Điệp", "/giuc 2411 thiết kế")  # within the hour, and for the first time
        assert "Điệp giục" in home.last("design").text
        assert "lần" not in home.last("design").text
        await step_to(bot, home.hands, home.server, now + timedelta(hours=8))
        assert await bot.auditor.audit() == ()
    assert home.server.violations == []


async def _says(home: Home, bot: Running, who: str, words: str) -> None:
    await home.person(who).say(home.places[who], words)
    await quiet(bot, home.server)


async def _health(bot: Running) -> Any:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{bot.http_port}/healthz")
