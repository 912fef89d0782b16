"""Where Telegram is blocked, every request goes through the proxy, and otherwise through none."""

import pytest

from bot.drivers.port import File, Outgoing, Transient
from tests.support.messenger import connected, telegram
from tests.support.proxies import proxy


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_calls_uploads_and_downloads_go_through_the_proxy(name: str, kind: str):
    async with telegram() as server, proxy(kind) as through:
        async with connected(name, server.url, proxy=through.url) as driver:
            mai = server.world.user("Mai")
            await mai.start()
            drawing = await mai.document(mai.private, data=b"a drawing")
            await driver.start()
            await driver.send(Outgoing(chat=mai.id, html="Chào"))
            file = File(name="a.txt", content=b"a file", kind="document")
            await driver.send(Outgoing(chat=mai.id, html="", file=file))
            assert await driver.download(drawing.media.files[-1].id) == b"a drawing"

        assert set(through.targets) == {f"127.0.0.1:{server.port}"}
        assert len(server.calls) == 4


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_a_proxy_that_is_down_means_that_nothing_was_sent(name: str, kind: str):
    async with telegram() as server:
        async with proxy(kind) as through:
            url = through.url
        async with connected(name, server.url, proxy=url) as driver:
            with pytest.raises(Transient):
                await driver.send(Outgoing(chat=1, html="x"))
        assert server.calls == []


async def test_a_proxy_that_hangs_up_before_it_connects_means_that_nothing_was_sent(name: str):
    async with telegram() as server, proxy("socks5", hangs_up=True) as through:
        async with connected(name, server.url, proxy=through.url) as driver:
            with pytest.raises(Transient):
                await driver.send(Outgoing(chat=1, html="x"))
        assert server.calls == []


async def test_a_proxy_of_the_environment_is_none_of_its_business(name: str, monkeypatch: pytest.MonkeyPatch):
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    async with telegram() as server, connected(name, server.url) as driver:
        await driver.start()

        assert [call.method for call in server.calls] == ["getMe"]
