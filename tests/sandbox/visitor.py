"""The tests' own browser without a script: asks for pages, sends forms as one of the people, reads what came."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import aiohttp

from sandbox.pages.rooms import Room
from sandbox.server import TelegramServer
from tests.sandbox.bot_client import BotClient, telegram

VOID = {"meta", "link", "input", "img", "br"}


@dataclass(eq=False)
class Element:
    tag: str
    attrs: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.inside).strip()

    def walk(self) -> Iterator["Element"]:
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, attr: str, value: str | None = None) -> list["Element"]:
        """Find what has this attribute, or this class or tag written ``.class`` or ``<tag``."""
        return [each for each in self.walk() if each.fits(attr, value)]

    def one(self, attr: str, value: str | None = None) -> "Element":
        [found] = self.all(attr, value)
        return found

    def fits(self, attr: str, value: str | None) -> bool:
        if attr.startswith("."):
            return attr[1:] in self.attrs.get("class", "").split()
        if attr.startswith("<"):
            return self.tag == attr[1:]
        return attr in self.attrs and value in (None, self.attrs[attr])


class Tree(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


@dataclass(kw_only=True)
class Visitor:
    server: TelegramServer
    session: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        return await self.session.get(f"{self.server.url}{path}", headers=headers, allow_redirects=False)

    async def page(self, path: str) -> Element:
        async with self.session.get(f"{self.server.url}{path}") as response:
            assert response.status == 200, await response.text()
            return Tree(await response.text()).root

    async def post(self, path: str, form: Any = None, **headers: str) -> aiohttp.ClientResponse:
        """Send a form as a browser without a script does."""
        sent = {"Origin": self.server.url} | headers
        return await self.session.post(
            f"{self.server.url}{path}", data=form or {}, headers=sent, allow_redirects=False
        )

    async def deed(self, path: str, /, status: int = 200, **form: Any) -> Any:
        """Send a form as the page's script does."""
        async with await self.post(path, form, Accept="application/json") as response:
            assert response.status == status, await response.text()
            return await response.json()

    @asynccontextmanager
    async def live(self, path: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.session.get(f"{self.server.url}/live{path}") as response:
            assert response.content_type == "text/event-stream"
            yield _events(response)


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@asynccontextmanager
async def visited() -> AsyncIterator[tuple[TelegramServer, BotClient, Visitor]]:
    jar = aiohttp.CookieJar(unsafe=True)  # the server has an address, no name
    async with telegram() as (server, bot), aiohttp.ClientSession(cookie_jar=jar) as session:
        yield server, bot, Visitor(server=server, session=session)


def path_of(person: Any, chat: Any = None, topic: Any = None) -> str:
    """Return the address of a room."""
    return Room(person=person, chat=chat, topic=topic).path
