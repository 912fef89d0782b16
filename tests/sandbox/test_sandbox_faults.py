"""Faults on demand, outages and flood control."""

import asyncio
import time

import aiohttp
import pytest

from sandbox.limits import FloodControl
from sandbox.refusal import Refusal
from tests.sandbox.bot_client import BotClient, telegram, texts


async def test_the_next_calls_fail_as_planned_and_then_all_is_well():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        server.faults.plan("500", times=2)
        server.faults.plan("429", seconds=3)
        statuses = [(await bot.call("sendMessage", chat_id=mai.id, text=f"{n}")).status for n in range(4)]
        assert statuses == [500, 500, 429, 200]
        assert [m.text for m in server.world.from_bot(mai.private)] == ["3"]
        assert [call.fault for call in server.journal.of("sendMessage")] == ["500", "500", "429", ""]


async def test_a_fault_may_wait_for_its_method_and_its_chat():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        await mai.start()
        await tu.start()
        server.faults.plan("500", method="sendMessage", chat=tu.id)
        await bot.do("getMe")
        await bot.do("sendChatAction", chat_id=tu.id, action="typing")
        await bot.do("sendMessage", chat_id=mai.id, text="x")
        assert (await bot.call("sendMessage", chat_id=tu.id, text="x")).status == 500


async def test_polls_are_spared_unless_they_are_meant():
    async with telegram() as (server, bot):
        fault = server.faults.plan("500")
        await bot.do("getUpdates")
        assert fault.left == 1
        server.faults.plan("500", method="getUpdates")
        assert (await bot.call("getUpdates")).status == 500


async def test_a_bad_gateway_speaks_html():
    async with telegram() as (server, bot):
        server.faults.plan("502")
        async with bot.session.get(bot.address("getMe")) as response:
            assert (response.status, response.content_type) == (502, "text/html")
            assert "502 Bad Gateway" in await response.text()


async def test_a_connection_drops_before_or_after_the_message_is_sent():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        for kind in ("drop_before", "drop_after"):
            server.faults.plan(kind)
            with pytest.raises(aiohttp.ClientError):
                await bot.call("sendMessage", chat_id=mai.id, text=kind)
        assert [m.text for m in server.world.from_bot(mai.private)] == ["drop_after"]


async def test_a_call_hangs_until_it_is_released():
    async with telegram() as (server, bot), asyncio.timeout(10), asyncio.TaskGroup() as side:
        fault = server.faults.plan("hang")
        call = side.create_task(bot.do("getMe"))
        await server.world.wait_for(lambda: server.journal.of("getMe"))
        assert not call.done()
        fault.release()
        assert (await call)["is_bot"]


async def test_a_hang_ends_by_itself_after_its_seconds():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        server.faults.plan("hang", seconds=0.01)
        await bot.do("sendMessage", chat_id=mai.id, text="muộn")
        assert [m.text for m in server.world.from_bot(mai.private)] == ["muộn"]


async def test_a_call_given_up_while_it_hangs_never_takes_effect():
    async with telegram() as (server, bot), asyncio.timeout(10), asyncio.TaskGroup() as side:
        mai = server.world.user("Mai")
        await mai.start()
        fault = server.faults.plan("hang")
        call = side.create_task(bot.call("sendMessage", chat_id=mai.id, text="không"))
        await server.world.wait_for(lambda: server.journal.of("sendMessage"))
        call.cancel()
        await asyncio.wait({call})
        await bot.do("getMe")
        fault.release()
        await bot.do("getMe")
        assert server.world.from_bot(mai.private) == []


async def test_after_an_outage_the_world_goes_on_at_the_same_address():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        url = server.url
        await server.stop()
        with pytest.raises(aiohttp.ClientConnectorError):
            await bot.call("getMe")
        await mai.say(mai.private, "trong lúc mất mạng")
        await server.start()
        assert server.url == url
        assert texts(await bot.updates()) == ["/start", "trong lúc mất mạng"]


async def test_an_outage_breaks_off_a_waiting_poll_at_once():
    async with telegram() as (server, bot), asyncio.TaskGroup() as side:
        poll = side.create_task(_dropped(bot))
        await server.world.wait_for(lambda: server.journal.of("getUpdates"))
        before = time.monotonic()
        await server.stop()
        await poll
        assert time.monotonic() - before < 5


async def _dropped(bot: BotClient) -> None:
    with pytest.raises(aiohttp.ClientError):
        await bot.call("getUpdates", timeout=50)


async def test_flood_control_is_off_unless_it_is_asked_for():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        for _ in range(40):
            await bot.do("sendMessage", chat_id=mai.id, text="x")


async def test_too_many_messages_to_one_chat_are_answered_429():
    async with telegram(limits=True) as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        answers = [await bot.call("sendMessage", chat_id=mai.id, text="x") for _ in range(5)]
        refused = [answer for answer in answers if answer.status == 429]
        assert refused
        assert refused[0].body["parameters"]["retry_after"] >= 1
        assert len(server.world.from_bot(mai.private)) == 5 - len(refused)


class Seconds:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused_after(flood: FloodControl, chat: int, method: str = "sendMessage", cost: int = 1) -> int | None:
    try:
        flood.check(method, chat, cost)
    except Refusal as refusal:
        return refusal.body()["parameters"]["retry_after"]
    return None


def test_a_chat_takes_a_short_burst_and_then_one_a_second():
    clock = Seconds()
    flood = FloodControl(clock)
    flood.on = True
    assert [refused_after(flood, 7) for _ in range(4)] == [None, None, None, 3]
    clock.now += 3.01
    assert refused_after(flood, 7) is None


def test_a_group_takes_twenty_a_minute_and_says_how_long_to_wait():
    clock = Seconds()
    flood = FloodControl(clock)
    flood.on = True
    for _ in range(20):
        assert refused_after(flood, -7) is None
        clock.now += 2
    assert refused_after(flood, -7) == 20
    assert refused_after(flood, 7) is None
    clock.now += 20.01
    assert refused_after(flood, -7) is None


def test_all_chats_together_take_thirty_a_second():
    clock = Seconds()
    flood = FloodControl(clock)
    flood.on = True
    assert [refused_after(flood, chat) for chat in range(30)] == [None] * 30
    assert refused_after(flood, 99) == 1
    clock.now += 1.01
    assert refused_after(flood, 99) is None


def test_albums_count_by_the_item_and_actions_not_at_all():
    clock = Seconds()
    flood = FloodControl(clock)
    flood.on = True
    assert refused_after(flood, -7, "sendMediaGroup", 10) is None
    clock.now += 5
    assert refused_after(flood, -7, "sendMediaGroup", 10) is None
    clock.now += 5
    assert refused_after(flood, -7) == 50
    assert refused_after(flood, -7, "sendChatAction") is None
    assert refused_after(flood, -7, "answerCallbackQuery") is None
