"""Updates that are posted: accepted only with the secret, and only once they are stored."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.drivers.port import BadToken
from bot.http_port import HttpPort
from bot.receiving.backoff import Backoff
from bot.receiving.health import Health
from bot.receiving.raw_api import RawApi
from bot.receiving.webhook import Webhook
from bot.tasks import BackgroundTasks
from bot.web import WebServer, make_web
from sandbox.server import TOKEN
from tests.support.messenger import telegram
from tests.support.receiving import Faltering, Process, eventually, process

SECRET = "open-sesame_1"


@asynccontextmanager
async def served(web: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    tasks = BackgroundTasks(on_critical_end=lambda name: None)
    port = HttpPort(host="127.0.0.1", number=0)
    tasks.start(WebServer(web, port).run(), name="web")
    url = f"http://127.0.0.1:{port.number}"
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
        yield client
    await tasks.close()


@asynccontextmanager
async def posted_to(
    bot: Process, api_url: str = "http://127.0.0.1:9", *, token: str = TOKEN
) -> AsyncIterator[tuple[Webhook, httpx.AsyncClient]]:
    """Serve the webhook; give it and a client that posts as the messenger would."""
    webhook = Webhook(
        api=RawApi(token, base_url=api_url),
        intake=bot.intake,
        health=bot.health,
        public_url="http://127.0.0.1:0",
        secret=SECRET,
        backoff=Backoff(first=0.01, longest=0.02),
        check_every=0.05,
    )
    web = make_web(alive=[], ready=[], webhook=webhook)
    async with served(web, **{"X-Telegram-Bot-Api-Secret-Token": SECRET}) as client:
        webhook._url = str(client.base_url.join(f"/telegram/{webhook.path}"))
        yield webhook, client
    await webhook._api.close()


async def test_what_the_messenger_posts_is_heard(database_url: str):
    async with telegram() as server, process(database_url) as bot, posted_to(bot, server.url) as (webhook, _):
        mai = server.world.user("Mai")
        bot.work()
        bot.tasks.start(webhook.run(), name="webhook", critical=True)
        await mai.start()
        for number in range(10):
            await mai.say(mai.private, f"tin {number}")

        await eventually(lambda: len(bot.marks()) == 11)
        assert bot.marks() == ["/start", *(f"tin {number}" for number in range(10))]
        call = server.journal.of("setWebhook")[0]
        assert call.params["allowed_updates"] == [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ]
        assert call.params["secret_token"] == SECRET
        assert SECRET not in call.params["url"]


async def test_it_is_stored_before_it_is_accepted_and_the_same_again_changes_nothing(database_url: str):
    async with process(database_url) as bot, posted_to(bot) as (webhook, client):
        for _ in range(3):
            answer = await client.post(f"/telegram/{webhook.path}", content=update(1))
            assert answer.status_code == 200
            assert bot.waiting() == 1
        bot.work()

        await eventually(lambda: bot.waiting() == 0)
        assert (await client.post(f"/telegram/{webhook.path}", content=update(1))).status_code == 200
        assert bot.marks() == ["xin chào"]
        assert bot.waiting() == 0


@pytest.mark.parametrize("secret", ["", "open-sesame_2", SECRET + "1", SECRET[:-1], "ünïcode"])
async def test_a_post_without_the_secret_is_turned_away(sqlite_url: str, secret: str):
    async with process(sqlite_url) as bot, posted_to(bot) as (webhook, client):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
        answer = await client.post(f"/telegram/{webhook.path}", content=update(1), headers=headers)

        assert answer.status_code == 403
        assert bot.waiting() == 0


async def test_a_post_to_another_path_is_turned_away(sqlite_url: str):
    async with process(sqlite_url) as bot, posted_to(bot) as (webhook, client):
        for path in (webhook.path[:-1], "x", f"{webhook.path}1", "%C3%BC"):
            assert (await client.post(f"/telegram/{path}", content=update(1))).status_code == 403
        assert (await client.get(f"/telegram/{webhook.path}")).status_code == 405
        assert bot.waiting() == 0


@pytest.mark.parametrize("told", [True, False], ids=["length told", "length not told"])
async def test_a_post_that_is_too_large_is_not_read_to_its_end(sqlite_url: str, *, told: bool):
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * (1 << 16)

    async with process(sqlite_url) as bot, posted_to(bot) as (webhook, client):
        body = b" " * (20 << 16) if told else pieces()
        answer = await client.post(f"/telegram/{webhook.path}", content=body)

        assert answer.status_code == 413
        assert bot.waiting() == 0


async def test_what_cannot_be_stored_now_is_asked_for_again(database_url: str):
    async with (
        telegram() as server,
        process(database_url) as bot,
        posted_to(bot, server.url) as (webhook, client),
    ):
        bot.intake._store = faltering = Faltering(bot.store)
        faltering.fails = 2
        answer = await client.post(f"/telegram/{webhook.path}", content=update(1))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert bot.waiting() == 0

        mai = server.world.user("Mai")
        bot.work()
        bot.tasks.start(webhook.run(), name="webhook", critical=True)
        await mai.start()
        await eventually(lambda: faltering.fails == 0)
        assert (await client.post(f"/telegram/{webhook.path}", content=update(1))).status_code == 200
        await eventually(lambda: bot.marks() == ["xin chào"])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b'{"a":1}'])
async def test_what_can_never_be_stored_is_reported_and_not_asked_for_again(sqlite_url: str, body: bytes):
    async with process(sqlite_url) as bot, posted_to(bot) as (webhook, client):
        answer = await client.post(f"/telegram/{webhook.path}", content=body)

        assert answer.status_code == 200
        assert bot.waiting() == 0
        assert bot.marks("told") == ["receiving.unstorable"]


async def test_a_refused_token_ends_the_webhook_with_a_sentence(sqlite_url: str, log: StringIO):
    token = f"42:{'y' * 35}"
    async with (
        telegram() as server,
        process(sqlite_url) as bot,
        posted_to(bot, server.url, token=token) as (webhook, _),
    ):
        bot.tasks.start(webhook.run(), name="webhook", critical=True)
        await eventually(lambda: bot.ended == ["webhook"])

    assert "Set BOT_TOKEN to the one that @BotFather shows" in log.getvalue()
    assert "y" * 35 not in log.getvalue()


async def test_the_webhook_is_set_again_until_it_stands(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot, posted_to(bot, server.url) as (webhook, _):
        for fault in ("500", "429", "drop_before"):
            server.faults.plan(fault, method="setWebhook", seconds=1)
        bot.tasks.start(webhook.run(), name="webhook", critical=True)

        await eventually(lambda: server.dispatch.webhook.url)
        assert [call.fault for call in server.journal.of("setWebhook")] == ["500", "429", "drop_before", ""]


async def test_a_webhook_that_somebody_else_removed_is_set_again(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot, posted_to(bot, server.url) as (webhook, _):
        bot.tasks.start(webhook.run(), name="webhook", critical=True)
        await eventually(lambda: server.dispatch.webhook.url)
        meddler = RawApi(TOKEN, base_url=server.url)
        await meddler.call("deleteWebhook", patience=5)
        await meddler.close()

        await eventually(lambda: server.dispatch.webhook.url)
        assert len(server.journal.of("setWebhook")) == 2


async def test_posts_that_do_not_get_through_are_seen(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot, posted_to(bot, server.url) as (webhook, _):
        bot.intake._store = faltering = Faltering(bot.store)
        faltering.fails = 1
        mai = server.world.user("Mai")
        await mai.start()
        bot.tasks.start(webhook.run(), name="webhook", critical=True)

        await eventually(lambda: "could not deliver" in bot.health._trouble)
        await eventually(lambda: bot.waiting() == 1)
        await eventually(lambda: bot.health._trouble == "")


async def test_between_two_posts_that_failed_the_webhook_stays_ill_until_nothing_waits(sqlite_url: str):
    looks = [
        (0, 0),  # as it was before this start
        (1, 0),
        *[(1, 1000)] * 5,
        *[(1, 1090)] * 3,
        (0, 1090),
    ]

    assert await judged(sqlite_url, looks) == ["well", *["ill"] * 8, "well"]


async def test_a_failure_from_before_the_start_is_no_news(sqlite_url: str):
    assert await judged(sqlite_url, [(1, 1000), (1, 1000), (1, 1000)]) == ["well", "well"]


async def test_a_failure_after_which_nothing_failed_for_long_is_over(sqlite_url: str):
    told = await judged(sqlite_url, [(0, 0), *[(1, 1000)] * 10])

    assert told == [*["ill"] * 9, "well"]


async def test_health_and_readiness_say_what_is_wrong():
    problems = {"polling": "", "store": ""}

    async def polling() -> str:
        return problems["polling"]

    async def store() -> str:
        return problems["store"]

    web = make_web(alive=[polling], ready=[store])
    async with served(web) as client:
        assert await asked(client) == {"/healthz": (200, []), "/readyz": (200, [])}
        problems["store"] = "the store is away"
        assert await asked(client) == {"/healthz": (200, []), "/readyz": (503, ["the store is away"])}
        problems["polling"] = "polling: nothing heard, for 75 s"
        assert await asked(client) == {
            "/healthz": (503, ["polling: nothing heard, for 75 s"]),
            "/readyz": (503, ["polling: nothing heard, for 75 s", "the store is away"]),
        }
        assert (await client.post("/telegram/x", content=b"{}")).status_code == 404


def test_a_port_that_is_taken_is_told_as_such():
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        HttpPort(host="127.0.0.1", number=other.getsockname()[1])


async def test_whoever_asks_before_the_port_is_served_is_answered_once_it_is():
    port = HttpPort(host="127.0.0.1", number=0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n")

    tasks = BackgroundTasks(on_critical_end=lambda name: None)
    tasks.start(port.serve(alive=[], ready=[], webhook=None), name="web")

    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    await tasks.close()


async def test_a_request_in_hand_is_finished_when_the_process_stops(sqlite_url: str):
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def slow() -> str:
        begun.set()
        await let_go.wait()
        return ""

    tasks = BackgroundTasks(on_critical_end=lambda name: None)
    port = HttpPort(host="127.0.0.1", number=0)
    tasks.start(WebServer(make_web(alive=[slow], ready=[]), port).run(), name="web")
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port.number}", trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        asked = group.create_task(client.get("/healthz"))
        await begun.wait()
        closing = group.create_task(tasks.close())
        await asyncio.sleep(0)
        let_go.set()
        await closing
        assert (await asked).status_code == 200


async def asked(client: httpx.AsyncClient) -> dict[str, tuple[int, list[str]]]:
    answers = {path: await client.get(path) for path in ("/healthz", "/readyz")}
    assert all(answer.json()["ok"] is (answer.status_code == 200) for answer in answers.values())
    return {path: (answer.status_code, answer.json()["problems"]) for path, answer in answers.items()}


async def judged(url: str, looks: list[tuple[int, int]]) -> list[str]:
    """What is told of health when the webhook looks every 20 s and sees so much waiting, and that time of a failure."""
    messenger = Scripted(looks)
    async with process(url) as bot:
        health = Told("receiving", monotonic=messenger.seconds, patience=60)
        webhook = Webhook(
            api=messenger,
            intake=bot.intake,
            health=health,
            public_url="https://bot.example",
            secret=SECRET,
            check_every=0,
            monotonic=messenger.seconds,
        )
        await webhook.run()
    return health.told[:-1]  # the last is how the run ends


class Told(Health):
    """Keeps all that is told of it."""

    def __init__(self, part: str, *, monotonic: Callable[[], float], patience: float) -> None:
        super().__init__(part, monotonic=monotonic, patience=patience)
        self.told: list[str] = []

    def well(self) -> None:
        self.told.append("well")

    def ill(self, trouble: str) -> None:
        self.told.append("ill")


class Scripted(RawApi):
    """A messenger whose answers are known beforehand; after the last one it refuses the token."""

    def __init__(self, looks: list[tuple[int, int]]) -> None:
        self._looks = iter(looks)
        self._url = ""
        self._asked = 0

    def seconds(self) -> float:
        return 20.0 * self._asked

    async def call(self, method: str, *, patience: float, **params: Any) -> Any:
        if method == "setWebhook":
            self._url = params["url"]
            return True
        self._asked += 1
        pending, failed_at = next(self._looks, (None, 0))
        if pending is None:
            raise BadToken
        failure = {"last_error_date": failed_at, "last_error_message": "503"} if failed_at else {}
        return {"url": self._url, "pending_update_count": pending} | failure

    async def close(self) -> None:
        """Nothing is open."""


def update(number: int) -> bytes:
    chat = {"id": 7, "type": "private"}
    said = {"message_id": number, "date": 1795399200, "chat": chat, "text": "xin chào"}
    return json.dumps({"update_id": number, "message": said}).encode()
