"""The sandbox driven over HTTP, in this process and in one of its own."""

import asyncio
import base64
import signal
import sys
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from tests.sandbox.bot_client import buttons, kinds, telegram, texts

PDF = base64.b64encode(b"%PDF").decode()


class Remote:
    """Somebody outside who drives the world."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def ask(self, method: str, path: str, /, *, status: int = 200, **body: Any) -> Any:
        what = {"json": body} if method == "POST" else {"params": body}
        async with self.session.request(method, f"{self.url}/sandbox{path}", **what) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def post(self, path: str, /, **body: Any) -> Any:
        return await self.ask("POST", path, **body)

    async def get(self, path: str, /, **query: Any) -> Any:
        return await self.ask("GET", path, **query)

    async def forum(self) -> tuple[int, int, int]:
        """Make a person, a forum they own and a topic in it."""
        mai = (await self.post("/users", name="Mai", phone="+84901234567"))["id"]
        group = (await self.post("/chats", title="Xưởng", members=[mai], forum=True, bot="administrator"))[
            "id"
        ]
        return mai, group, (await self.post("/topics", chat=group, name="In"))["message_thread_id"]


async def test_what_people_say_and_send_from_outside_reaches_the_bot():
    async with telegram() as (server, bot):
        remote = Remote(server.url, bot.session)
        mai, group, topic = await remote.forum()
        await bot.updates()
        await remote.post("/start", user=mai, payload="abc")
        said = await remote.post("/say", user=mai, chat=group, text="xong", thread=topic)
        here = {"user": mai, "chat": group}
        await remote.post("/edit", **here, message=said["message_id"], text="xong rồi")
        await remote.post("/file", **here, kind="document", data=PDF, name="b.pdf", caption="bản vẽ")
        await remote.post("/file", **here, kind="photo", data=[PDF, PDF], reply_to=said["message_id"])
        await remote.post("/location", **here, latitude=1.5, longitude=2)
        await remote.post("/contact", **here)
        await remote.post("/react", **here, message=said["message_id"], emoji=["👍"])
        updates = await bot.updates()
        assert texts(updates)[:2] == ["/start abc", "xong"]
        assert kinds(updates).count("edited_message") == 1
        assert [sorted({"document", "photo", "location", "contact"} & set(u["message"])) for u in updates[3:]] == [
            ["document"], ["photo"], ["photo"], ["location"], ["contact"],
        ]  # fmt: skip
        shown = (await remote.get("/messages", chat=group, thread=topic))[1]
        assert (shown["text"], shown["versions"]) == ("xong rồi", ["xong"])
        assert shown["reactions"] == {str(mai): [{"type": "emoji", "emoji": "👍"}]}


async def test_taps_wait_for_their_answer_and_screens_show_what_the_bot_said():
    async with telegram() as (server, bot), asyncio.timeout(10), asyncio.TaskGroup() as side:
        remote = Remote(server.url, bot.session)
        mai, group, _ = await remote.forum()
        waiting = side.create_task(remote.get("/wait", chat=group, text="KT-2411"))
        await bot.do("sendMessage", chat_id=group, text="KT-2411", reply_markup=buttons([("Đã nhận", "r:1")]))
        shown = await waiting
        assert shown["reply_markup"]["inline_keyboard"][0][0]["text"] == "Đã nhận"
        await bot.updates()
        tap = side.create_task(
            remote.post("/tap", user=mai, chat=group, message=shown["message_id"], button="Đã nhận", wait=5)
        )
        [update] = await bot.updates(timeout=5)
        await bot.do("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="Đã ghi")
        assert (await tap)["text"] == "Đã ghi"
        calls = await remote.get("/calls", method="answerCallbackQuery")
        assert calls[0]["params"]["text"] == "Đã ghi"


async def test_groups_change_from_outside():
    async with telegram() as (server, bot):
        remote = Remote(server.url, bot.session)
        mai, group, topic = await remote.forum()
        await remote.post("/start", user=mai)
        tu = (await remote.post("/users", name="Tú"))["id"]
        await remote.post("/members", chat=group, user=tu, do="join")
        await remote.post("/members", chat=group, user=tu, do="promote", anonymous=True, title="Sếp")
        await remote.post("/topics", chat=group, topic=topic, do="close")
        await remote.post("/groups", chat=group, do="rename", title="Xưởng 2")
        await remote.post("/members", user=mai, do="block")
        assert (await bot.call("sendMessage", chat_id=mai, text="x")).status == 403
        await remote.post("/members", chat=group, user="bot", do="kick")
        assert (await bot.call("sendMessage", chat_id=group, text="x")).status == 403
        basic = (await remote.post("/chats", title="Cũ", members=[mai], kind="group"))["id"]
        assert (await remote.post("/groups", chat=basic, do="upgrade"))["type"] == "supergroup"
        everything = await remote.get("")
        assert {chat.get("title") for chat in everything["chats"]} == {None, "Xưởng 2", "Cũ"}


async def test_faults_limits_violations_and_redelivery_are_asked_for():
    async with telegram() as (server, bot):
        remote = Remote(server.url, bot.session)
        mai, _, _ = await remote.forum()
        await remote.post("/start", user=mai)
        await remote.post("/faults", kind="429", seconds=4, method="sendMessage")
        assert (await bot.call("sendMessage", chat_id=mai, text="x")).status == 429
        await remote.post("/faults", kind="500")
        await remote.ask("DELETE", "/faults")
        await bot.do("getMe")
        await bot.call("sendMessage", chat_id=mai, txt="x")
        assert (await remote.get("/violations"))[0] == "sendMessage: txt: unknown parameter"
        await remote.post("/limits", on=True)
        assert [(await bot.call("sendMessage", chat_id=mai, text="x")).status for _ in range(4)][-1] == 429
        last = (await bot.updates())[-1]
        await remote.post("/redeliver", update_id=last["update_id"])
        assert await bot.do("getUpdates") == [last]


async def test_the_clock_is_moved_forwards_and_only_forwards():
    async with telegram() as (server, bot):
        remote = Remote(server.url, bot.session)
        start = datetime.fromisoformat((await remote.get("/clock"))["now"])
        after = datetime.fromisoformat((await remote.post("/clock", by="2h"))["now"])
        assert timedelta(hours=2) <= after - start < timedelta(hours=2, minutes=1)
        to = (after + timedelta(days=1)).isoformat()
        assert (await remote.post("/clock", to=to))["now"] >= to
        assert "forwards" in (await remote.ask("POST", "/clock", to=start.isoformat(), status=400))["error"]


async def test_what_cannot_be_is_answered_with_a_reason():
    async with telegram() as (server, bot):
        remote = Remote(server.url, bot.session)
        mai, group, _ = await remote.forum()
        tu = (await remote.post("/users", name="Tú"))["id"]
        assert (
            "Tú is not in"
            in (await remote.ask("POST", "/say", user=tu, chat=group, text="x", status=409))["error"]
        )
        await remote.ask("POST", "/say", user=1, chat=group, text="x", status=404)
        await remote.ask("POST", "/members", user=mai, chat=group, do="fire", status=400)
        await remote.ask("GET", "/wait", chat=group, text="nie", timeout=0.01, status=408)


async def test_a_form_from_a_web_page_elsewhere_changes_nothing():
    async with telegram() as (server, bot):
        body = '{"name": "Mai"}'
        async with bot.session.post(f"{server.url}/sandbox/users", data=body) as response:
            assert response.status == 400
        assert list(server.state.users.values()) == [server.world.bot]


async def test_the_server_runs_as_a_process_of_its_own():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--token", "42:abc", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        url = line.split()[0].removeprefix("BOT_API_URL=")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/bot42:abc/getMe") as response:
            assert (await response.json())["result"]["id"] == 42
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
