"""The tests' own bot: speaks to the sandbox over HTTP and holds every answer against the Bot API's schema."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from PIL import Image

from sandbox import schema
from sandbox.server import TelegramServer


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    raw: str

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.raw
        return self.body["result"]

    @property
    def description(self) -> str:
        assert not self.body["ok"], self.raw
        return self.body["description"]


class BotClient:
    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    def address(self, method: str) -> str:
        return f"{self.server.url}/bot{self.server.token}/{method}"

    async def call(self, method: str, **params: Any) -> Answer:
        """Call with a JSON body."""
        async with self.session.post(self.address(method), json=params) as response:
            return await self.read(method, response)

    async def read(self, method: str, response: aiohttp.ClientResponse) -> Answer:
        answer = Answer(
            status=response.status,
            body=await response.json(),
            headers=dict(response.headers),
            raw=await response.text(),
        )
        name = schema.load().method(method)
        if answer.body["ok"] and name is not None:
            assert schema.load().result(name, answer.body["result"]) == []
        return answer

    async def do(self, method: str, **params: Any) -> Any:
        """Call, and return the result of what must succeed."""
        return (await self.call(method, **params)).result

    async def refused(self, method: str, **params: Any) -> str:
        """Call, and return the words of what must be refused."""
        return (await self.call(method, **params)).description

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Return what is new, and confirm it."""
        new = await self.do("getUpdates", **params)
        if new:
            await self.do("getUpdates", offset=new[-1]["update_id"] + 1)
        return new


@asynccontextmanager
async def telegram(**options: Any) -> AsyncIterator[tuple[TelegramServer, BotClient]]:
    server = TelegramServer(**options)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield server, BotClient(server, session)
    finally:
        await server.stop()


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    """Say what each update is about."""
    return [next(name for name in update if name != "update_id") for update in updates]


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"].get("text", "") for update in updates if "message" in update]


def buttons(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """Return an inline keyboard of (label, data)."""
    return {
        "inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
    }


def picture(width: int = 640, height: int = 480) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return buffer.getvalue()
