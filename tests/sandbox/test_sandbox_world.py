"""The world behind the wire: waiting, screens, the clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.bot_client import telegram


async def test_waiting_ends_with_the_change_that_was_waited_for():
    async with telegram() as (server, bot), asyncio.TaskGroup() as side:
        mai = server.world.user("Mai")
        await mai.start()
        wait = side.create_task(server.world.wait_for_message(mai.private, "hai"))
        await bot.do("sendMessage", chat_id=mai.id, text="một")
        assert not wait.done()
        await bot.do("sendMessage", chat_id=mai.id, text="một hai")
        assert (await wait).text == "một hai"


async def test_waiting_in_vain_says_what_was_heard_instead():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="một")
        with pytest.raises(TimeoutError, match=r"did not say 'hai'; it said \['một'\]"):
            await server.world.wait_for_message(mai.private, "hai", timeout=0.01)


async def test_only_what_is_later_counts_when_asked():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="ok 1")
        asked = await mai.say(mai.private, "nữa")
        await bot.do("sendMessage", chat_id=mai.id, text="ok 2")
        assert (await server.world.wait_for_message(mai.private, "ok", after=asked)).text == "ok 2"


async def test_people_can_do_no_more_than_telegrams_app_lets_them():
    async with telegram() as (server, _):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai])
        with pytest.raises(LookupError):
            await mai.say(mai.private, "chưa bấm Start")
        with pytest.raises(PermissionError):
            await tu.say(group, "chưa vào nhóm")
        server.world.members.join(group, tu)
        server.world.members.permit(group, {"can_send_messages"})
        await tu.say(group, "được")
        with pytest.raises(PermissionError):
            await tu.photo(group)
        with pytest.raises(PermissionError):
            await tu.edit(await mai.say(group, "của Mai"), "của Tú")


async def test_messages_are_dated_by_the_worlds_clock_in_seconds():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        now = server.clock()
        await server.state.clock.advance(now + timedelta(days=2))
        await mai.say(mai.private, "hai hôm sau")
        first, second = [update["message"]["date"] for update in await bot.updates()]
        assert 172_790 < second - first < 172_810
        server.clock = lambda: datetime(2030, 1, 1, tzinfo=UTC)
        sent = await bot.do("sendMessage", chat_id=mai.id, text="x")
        assert sent["date"] == 1893456000


async def test_a_message_of_two_days_ago_cannot_be_deleted_but_edited():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await bot.do("sendMessage", chat_id=mai.id, text="x")
        await server.state.clock.advance(server.clock() + timedelta(hours=48))
        here = {"chat_id": mai.id, "message_id": sent["message_id"]}
        assert await bot.refused("deleteMessage", **here) == "Bad Request: message can't be deleted"
        await bot.do("editMessageText", **here, text="y")


async def test_the_clock_never_goes_back_and_waits_for_those_who_follow_it():
    async with telegram() as (server, _):
        steps: list[datetime] = []

        async def follow(to: datetime) -> None:
            await server.world.wait_for(lambda: True)
            steps.append(to)

        server.on_clock(follow)
        to = server.clock() + timedelta(hours=3)
        assert await server.state.clock.advance(to) >= to
        assert steps == [to]
        with pytest.raises(ValueError, match="forwards"):
            await server.state.clock.advance(to - timedelta(hours=1))
        with pytest.raises(ValueError, match="time zone"):
            await server.state.clock.advance(datetime(2040, 1, 1))  # noqa: DTZ001 - a naive moment is what is refused
