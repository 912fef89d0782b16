"""A browser for the tests of the pages, and a sandbox with a bot that does what the test says."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

import aiohttp
import pytest
from selenium import webdriver

from sandbox.server import TelegramServer
from sandbox.world import World
from tests.sandbox.bot_client import BotClient
from tests.support import chromium
from tests.support.chat_page import ChatPage

T = TypeVar("T")
Script = Callable[[BotClient, dict[str, Any]], Awaitable[None]]


@pytest.fixture(scope="session")
def running_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    try:
        with chromium.started(tmp_path_factory.mktemp("chromium")) as browser:
            yield browser
    except chromium.ChromiumMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def browser(running_chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """One window of a desk's size, without cookies; what the test opens besides is closed."""
    chromium.resize(running_chromium, chromium.DESK)
    chromium.complaints(running_chromium)
    yield running_chromium
    first, *others = running_chromium.window_handles
    for window in others:
        running_chromium.switch_to.window(window)
        running_chromium.close()
    running_chromium.switch_to.window(first)
    running_chromium.delete_all_cookies()
    running_chromium.get("about:blank")


class Stage:
    """A sandbox and a bot in a thread of their own: a browser is driven by calls that wait."""

    def __init__(self) -> None:
        self.server = TelegramServer()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._talking: asyncio.Task[None] | None = None

    @property
    def world(self) -> World:
        return self.server.world

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    def bot_says(self, chat: int, text: str, **params: Any) -> dict[str, Any]:
        return self.do(self.bot.do("sendMessage", chat_id=chat, text=text, **params))

    def let_bot(self, answer: Script) -> None:
        """Answer every update with this script from now on."""

        async def talk() -> None:
            while True:
                for update in await self.bot.updates(timeout=30):
                    await answer(self.bot, update)

        async def begin() -> None:
            self._talking = asyncio.create_task(talk())

        self.do(begin())

    def open(self) -> None:
        self._thread.start()
        self.do(self._open())

    def close(self) -> None:
        self.do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        await self.server.start()
        self.bot = BotClient(self.server, aiohttp.ClientSession())

    async def _close(self) -> None:
        if self._talking is not None:
            self._talking.cancel()
            await asyncio.gather(self._talking, return_exceptions=True)
        await self.bot.session.close()
        await self.server.stop()


@pytest.fixture
def stage(browser: webdriver.Chrome) -> Iterator[Stage]:
    """Ends before the browser's window is left, so that no page goes on asking."""
    stage = Stage()
    stage.open()
    yield stage
    stage.close()


@pytest.fixture
def page(browser: webdriver.Chrome, stage: Stage) -> ChatPage:
    return ChatPage(browser, stage.server.url)
