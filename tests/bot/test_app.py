"""The process as a whole: it starts, tells the first admin how to get in, answers, says how it is, and stops."""

import asyncio
import io
import re
import socket
import sys
import time
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.app import running
from bot.logs import configure
from sandbox.server import TelegramServer
from tests.support.running import Hands, quiet, settings_for, whole_bot

CODE = re.compile(r"/start ([A-Z0-9-]+)")


async def test_the_first_start_prints_a_code_that_makes_one_admin(
    database_url: str, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    server = TelegramServer()
    await server.start()
    boss, other = server.world.user("Điệp"), server.world.user("Lan")
    try:
        async with whole_bot(server, database_url, hands=Hands(begun=now)) as bot:
            code = CODE.search(capsys.readouterr().out)
            assert code is not None
            await boss.start(code[1])
            await quiet(bot, server)
            await other.start(code[1])
            await quiet(bot, server)
            await boss.say(boss.private, "/members")
            await server.world.wait_for_message(boss.private, "Điệp")
            await other.say(other.private, "/members")
            await quiet(bot, server)
        async with whole_bot(server, database_url, hands=Hands(begun=now)):
            assert CODE.search(capsys.readouterr().out) is None
    finally:
        await server.stop()
    assert all("Điệp" not in message.text for message in server.world.from_bot(other.private))
    assert server.violations == []


async def test_health_is_asked_over_http_and_stopping_takes_no_time(sqlite_url: str, now: datetime) -> None:
    server = TelegramServer()
    await server.start()
    try:
        async with whole_bot(server, sqlite_url, hands=Hands(begun=now)) as bot:
            async with httpx.AsyncClient(trust_env=False) as client:
                health = await client.get(f"http://127.0.0.1:{bot.http_port}/healthz")
                ready = await client.get(f"http://127.0.0.1:{bot.http_port}/readyz")
            begun = time.monotonic()
        assert time.monotonic() - begun < 10
    finally:
        await server.stop()
    assert health.json() == {"ok": True, "problems": []}
    assert ready.status_code == 200


async def test_a_webhook_is_set_and_what_is_posted_is_answered(sqlite_url: str, now: datetime) -> None:
    server = TelegramServer()
    await server.start()
    lan = server.world.user("Lan")
    settings = settings_for(server, sqlite_url)
    try:
        with_hook = settings.model_copy(
            update={"bot_updates": "webhook", "http_port": _free_port(), "bot_webhook_url": ""}
        )
        with_hook = with_hook.model_copy(
            update={"bot_webhook_url": f"http://127.0.0.1:{with_hook.http_port}"}
        )
        async with running(
            with_hook, token=server.token, api_url=server.url, make_clock=Hands(begun=now).make
        ):
            await server.world.wait_for(lambda: bool(server.journal.of("setWebhook")), timeout=10)
            await lan.start()
            await server.world.wait_for(lambda: bool(server.world.from_bot(lan.private)), timeout=10)
    finally:
        await server.stop()
    assert server.journal.of("getUpdates") == []


async def test_the_token_stands_in_no_log(sqlite_url: str, now: datetime, written: io.StringIO) -> None:
    server = TelegramServer()
    await server.start()
    settings = settings_for(server, sqlite_url)
    configure(level="DEBUG", layout="console", secrets=settings.secrets(), stream=written)
    lan = server.world.user("Lan")
    server.faults.plan("500", times=2)
    try:
        async with whole_bot(server, sqlite_url, hands=Hands(begun=now)) as bot:
            await lan.start()
            await quiet(bot, server)
    finally:
        await server.stop()
    assert "at work" in written.getvalue()
    assert server.token not in written.getvalue()


async def test_without_a_token_there_is_a_telegram_on_this_machine(tmp_path: Path) -> None:
    bot = await _process(tmp_path)
    assert bot.stdout is not None
    address = ""
    async with asyncio.timeout(30):
        while not address:
            line = (await bot.stdout.readline()).decode()
            assert line, "it ended before it was at work"
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            address = found[0] if found else ""
    async with httpx.AsyncClient(trust_env=False) as client:
        before = (await client.get(f"{address}/sandbox/clock")).json()["now"]
        moved = await client.post(f"{address}/sandbox/clock", json={"by": "2h"})
        back = await client.post(f"{address}/sandbox/clock", json={"to": before})
    bot.terminate()
    assert await asyncio.wait_for(bot.wait(), 15) == 0
    assert moved.status_code == 200
    assert datetime.fromisoformat(moved.json()["now"]) > datetime.fromisoformat(before)
    assert back.status_code == 400


@pytest.mark.parametrize("away", ["telegram", "database"])
async def test_it_stops_when_told_to_although_what_it_waits_for_is_away(tmp_path: Path, away: str) -> None:
    closed = _free_port()
    settings = {"BOT_TOKEN": "123456789:" + "x" * 35, "BOT_API_URL": f"http://127.0.0.1:{closed}"}
    if away == "database":
        settings["DATABASE_URL"] = f"postgresql://nobody@127.0.0.1:{closed}/none"
    bot = await _process(tmp_path, **settings)
    assert bot.stdout is not None
    async with asyncio.timeout(30):
        while b"cannot be reached yet" not in (line := await bot.stdout.readline()):
            assert line, "it ended by itself"
    bot.terminate()
    assert await asyncio.wait_for(bot.wait(), 5) == 0


async def test_a_proxy_is_not_asked_for_the_telegram_on_this_machine(tmp_path: Path) -> None:
    bot = await _process(tmp_path, BOT_PROXY=f"http://127.0.0.1:{_free_port()}")
    assert bot.stdout is not None
    async with asyncio.timeout(30):
        while b"this is the sandbox" not in (line := await bot.stdout.readline()):
            assert line, "it ended by itself"
    bot.terminate()
    assert await asyncio.wait_for(bot.wait(), 15) == 0


async def _process(home: Path, **settings: str) -> asyncio.subprocess.Process:
    root = Path(__file__).parents[2]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(root),
        "DATABASE_URL": f"sqlite:///{home}/data/x.db",
        "CENTRE": str(root / "workflows" / "adtech.yaml"),
        "HTTP_PORT": "0",
        "SANDBOX_PORT": "0",
        "DEMO_LANGUAGE": "none",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=home, env=environment | settings,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
