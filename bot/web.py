"""HTTP: where the messenger posts updates, and where a supervisor asks how the process is."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.http_port import Check, HttpPort
from bot.receiving.webhook import Webhook
from storage.stores.errors import StoreUnavailable

BODY_LIMIT = 1 << 20  # an update is a few kilobytes
GRACE = 3  # seconds for requests in hand when the process stops
AGAIN_AFTER = "2"  # seconds until a post that could not be stored is worth repeating


def make_web(*, alive: Sequence[Check], ready: Sequence[Check], webhook: Webhook | None = None) -> FastAPI:
    """``alive``: when one fails, the process should be restarted. ``ready``: when one fails, it should get no posts."""
    web = FastAPI(title="Điều Phối", docs_url=None, redoc_url=None, openapi_url=None)

    @web.get("/healthz")
    async def healthz() -> Response:
        return await _verdict(alive)

    @web.get("/readyz")
    async def readyz() -> Response:
        return await _verdict([*alive, *ready])

    if webhook is not None:

        @web.post("/telegram/{path}")
        async def telegram(path: str, request: Request) -> Response:
            return await _post(webhook, path, request)

    return web


async def _verdict(checks: Sequence[Check]) -> Response:
    problems = [problem for problem in await asyncio.gather(*(check() for check in checks)) if problem]
    return JSONResponse({"ok": not problems, "problems": problems}, status_code=503 if problems else 200)


async def _post(webhook: Webhook, path: str, request: Request) -> Response:
    """200 only after the update is stored: anything else and the messenger posts it again."""
    if not webhook.knows(path, request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")):
        return Response(status_code=403)
    body = await _limited(request)
    if body is None:
        return Response(status_code=413)
    try:
        await webhook.take(body)
    except StoreUnavailable:
        return Response(status_code=503, headers={"Retry-After": AGAIN_AFTER})
    return Response(status_code=200)


async def _limited(request: Request) -> bytes | None:
    """Stop reading as soon as it is too much, whatever the length was said to be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


class WebServer:
    def __init__(self, web: FastAPI, port: HttpPort) -> None:
        self._port = port
        config = uvicorn.Config(
            web, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=GRACE
        )
        self._server = _Server(config)

    async def run(self) -> None:
        """Serve until cancelled; requests in hand are finished then."""
        listening = [self._port.listening]
        try:
            await self._server.serve(sockets=listening)
        finally:
            if self._server.started:
                await self._server.shutdown(sockets=listening)
            self._port.close()


class _Server(uvicorn.Server):
    """Leaves the signals of the process alone: the app stops everything in its order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
