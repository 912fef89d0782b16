"""The connections a driver calls over, kept open between calls; what goes wrong on them in neutral words."""

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import aiohttp
import httpx

from bot.drivers.port import DriverError, Transient, Unclear

MOST = 100
Errors: TypeAlias = tuple[type[Exception], ...]

FAILED: Errors = (aiohttp.ClientError, TimeoutError)
NEVER_LEFT: Errors = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Connections:
    """aiohttp's: httpx looks over its whole pool at every request, which took half of the time of a report."""

    def __init__(self, *, proxy: str, connect: float) -> None:
        self._proxy = proxy
        self._connect = connect
        self._never_left = NEVER_LEFT + _broken_proxies() if proxy else NEVER_LEFT
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, *, body: Any, headers: Mapping[str, str], within: float | None
    ) -> tuple[int, bytes]:
        """Return status and body; raises Transient if the request surely never left, else Unclear."""
        limits = aiohttp.ClientTimeout(total=within, sock_connect=self._connect)
        try:
            async with self._opened().request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except FAILED + self._never_left as error:
            # Not chained: an address may be in its text, and the token in that.
            raise self._broken(error) from None

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _connector(self) -> aiohttp.BaseConnector:
        if self._proxy:
            import aiohttp_socks  # noqa: PLC0415 - most bots have no proxy

            return aiohttp_socks.ProxyConnector.from_url(self._proxy, limit=MOST, ssl=trusted())
        return aiohttp.TCPConnector(limit=MOST, ssl=trusted())

    def _broken(self, error: Exception) -> DriverError:
        name = type(error).__name__
        return Transient(name) if isinstance(error, self._never_left) else Unclear(name)


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that calls and receiving trust; reading them takes as long as hundreds of calls."""
    return httpx.create_ssl_context(trust_env=False)


def _broken_proxies() -> Errors:
    """The last one is raised by a proxy that hangs up while it is being asked for a connection."""
    import aiohttp_socks  # noqa: PLC0415 - as above

    return (
        aiohttp_socks.ProxyConnectionError,
        aiohttp_socks.ProxyError,
        aiohttp_socks.ProxyTimeoutError,
        asyncio.IncompleteReadError,
    )
