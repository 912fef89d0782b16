"""getUpdates: waiting, confirming, one poller at a time."""

import asyncio

from tests.sandbox.bot_client import kinds, telegram, texts


async def test_updates_stay_until_a_higher_offset_confirms_them():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await mai.say(mai.private, "một")
        first = await bot.do("getUpdates")
        assert texts(first) == ["/start", "một"]
        assert await bot.do("getUpdates") == first
        assert texts(await bot.do("getUpdates", offset=first[1]["update_id"])) == ["một"]
        assert texts(await bot.do("getUpdates", limit=1)) == ["một"]
        assert await bot.do("getUpdates", offset=first[1]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_only_the_last_ones():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await mai.say(mai.private, "một")
        await mai.say(mai.private, "hai")
        assert texts(await bot.do("getUpdates", offset=-1)) == ["hai"]
        assert texts(await bot.do("getUpdates")) == ["hai"]


async def test_a_waiting_poll_is_answered_as_soon_as_somebody_writes():
    async with telegram() as (server, bot), asyncio.timeout(10), asyncio.TaskGroup() as side:
        mai = server.world.user("Mai")
        poll = side.create_task(bot.do("getUpdates", timeout=30))
        await server.world.wait_for(lambda: server.journal.of("getUpdates"))
        await mai.start()
        assert texts(await poll) == ["/start"]


async def test_a_second_poller_ends_the_first_in_telegrams_words():
    async with telegram() as (server, bot), asyncio.timeout(10), asyncio.TaskGroup() as side:
        mai = server.world.user("Mai")
        first = side.create_task(bot.call("getUpdates", timeout=30))
        await server.world.wait_for(lambda: server.journal.of("getUpdates"))
        second = side.create_task(bot.do("getUpdates", timeout=30))
        answer = await first
        assert (answer.status, answer.description) == (
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
        await mai.start()
        assert texts(await second) == ["/start"]


async def test_polling_is_refused_while_a_webhook_is_set():
    async with telegram() as (_, bot):
        await bot.do("setWebhook", url="http://127.0.0.1:9/nowhere")
        answer = await bot.call("getUpdates")
        assert answer.status == 409
        assert answer.description.startswith("Conflict: can't use getUpdates method while webhook is active")
        await bot.do("deleteWebhook")
        assert await bot.do("getUpdates") == []


async def test_only_kinds_that_were_asked_for_are_kept_and_the_last_wish_stands():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await bot.do("getUpdates", allowed_updates=["message", "no_such_kind"])
        await mai.start()
        server.world.members.block(mai)
        await bot.do("getUpdates")
        assert kinds(await bot.do("getUpdates")) == ["message"]


async def test_an_update_can_come_once_more_after_it_was_confirmed():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        [update] = await bot.updates()
        server.state.updates.deliver_again(server.state.updates.history[0])
        assert await bot.do("getUpdates") == [update]
        assert await bot.do("getUpdates") == []
