"""A driver and the Telegram it talks to, over real HTTP on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.drivers import make_driver
from bot.drivers.port import Driver, Patience
from sandbox.server import TOKEN, TelegramServer

DRIVERS = ("ptb", "aiogram")
SOON = Patience(connect=2, answer=2, transfer=2)


@asynccontextmanager
async def telegram(**options: object) -> AsyncIterator[TelegramServer]:
    """Run the sandbox's server; at the end every request must have been one the Bot API knows."""
    server = TelegramServer(**options)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
    assert server.violations == []


@asynccontextmanager
async def connected(
    name: str, url: str, *, token: str = TOKEN, proxy: str = "", patience: Patience = SOON
) -> AsyncIterator[Driver]:
    driver = make_driver(name, token, base_url=url, proxy=proxy, patience=patience)
    try:
        yield driver
    finally:
        await driver.close()


class CannedServer:
    """Gives every request the same answer, whatever it asks; ``file_status`` for what is fetched below /file/."""

    def __init__(self) -> None:
        self.status = 200
        self.file_status = 200
        self.body = b""
        self.content_type = "application/json"
        self.paths: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        await request.read()
        self.paths.append(request.path)
        status = self.file_status if request.path.startswith("/file/") else self.status
        return web.Response(status=status, body=self.body, content_type=self.content_type)


@asynccontextmanager
async def canned() -> AsyncIterator[CannedServer]:
    server = CannedServer()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{anything:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
