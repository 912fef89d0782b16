"""Updates delivered to a webhook."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sandbox.changes import Changes
from tests.sandbox.bot_client import telegram


class Receiver:
    """A webhook that remembers what it got, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.gate: Callable[[dict[str, Any]], asyncio.Event | None] = lambda _: None
        self.changes = Changes()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.changes.happened()
        gate = self.gate(update)
        if gate is not None:
            await gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, count: int) -> list[str]:
        await self.changes.wait_for(lambda: len(self.got) >= count, 10)
        return [update["message"]["text"] for update in self.got if "message" in update]


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_updates_come_with_the_secret_also_those_that_waited():
    async with telegram() as (server, bot), receiver() as hook:
        mai = server.world.user("Mai")
        await mai.start()
        answer = await bot.call("setWebhook", url=hook.url, secret_token="bi-mat_1")
        assert answer.body["description"] == "Webhook was set"
        await mai.say(mai.private, "hai")
        assert await hook.until(2) == ["/start", "hai"]
        assert hook.secrets == ["bi-mat_1", "bi-mat_1"]
        assert (await bot.do("getWebhookInfo"))["url"] == hook.url


async def test_what_is_not_accepted_comes_again_before_what_came_later():
    async with telegram() as (server, bot), receiver() as hook:
        hook.answers = [web.Response(status=500)]
        mai = server.world.user("Mai")
        await bot.do("setWebhook", url=hook.url)
        await mai.start()
        await mai.say(mai.private, "hai")
        assert await hook.until(3) == ["/start", "/start", "hai"]
        assert hook.got[0] == hook.got[1]
        info = await bot.do("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_chat_waits_for_its_own_updates_and_for_nobody_elses():
    async with telegram() as (server, bot), receiver() as hook:
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        slow = asyncio.Event()
        hook.gate = lambda update: slow if update["message"]["chat"]["id"] == mai.id else None
        await bot.do("setWebhook", url=hook.url)
        await mai.start()
        await mai.say(mai.private, "mai hai")
        await hook.until(1)
        await tu.start()
        await tu.say(tu.private, "tú hai")
        assert await hook.until(3) == ["/start", "/start", "tú hai"]
        slow.set()
        assert (await hook.until(4))[-1] == "mai hai"


async def test_without_an_answer_the_update_waits_for_get_updates():
    async with telegram() as (server, bot), receiver() as hook:
        mai = server.world.user("Mai")
        hook.gate = lambda _: asyncio.Event()
        await bot.do("setWebhook", url=hook.url)
        await mai.start()
        await hook.until(1)
        await bot.do("deleteWebhook")
        [update] = await bot.do("getUpdates")
        assert update == hook.got[0]


async def test_a_webhook_may_answer_with_a_call():
    async with telegram() as (server, bot), receiver() as hook:
        mai = server.world.user("Mai")
        call = {"method": "sendMessage", "chat_id": mai.id, "text": "chào"}
        hook.answers = [web.json_response(call), web.json_response({"method": "getMe"})]
        await bot.do("setWebhook", url=hook.url)
        await mai.start()
        await server.world.wait_for_message(mai.private, "chào")
        await mai.say(mai.private, "hai")
        await hook.until(2)
        assert server.journal.of("getMe") == []


async def test_setting_it_again_and_deleting_say_what_was_done():
    async with telegram() as (_, bot):
        url = "http://127.0.0.1:9/x"
        said = [
            (await bot.call(method, **params)).body["description"]
            for method, params in (
                ("setWebhook", {"url": url}),
                ("setWebhook", {"url": url}),
                ("deleteWebhook", {}),
                ("deleteWebhook", {}),
            )
        ]
        assert said == [
            "Webhook was set", "Webhook is already set", "Webhook was deleted", "Webhook is already deleted",
        ]  # fmt: skip
        assert "URL" in await bot.refused("setWebhook", url="ftp://x")
        assert "unallowed" in await bot.refused("setWebhook", url=url, secret_token="a b")


async def test_pending_updates_can_be_dropped():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("deleteWebhook", drop_pending_updates=True)
        assert await bot.do("getUpdates") == []
