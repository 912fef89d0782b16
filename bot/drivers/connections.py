"""The connections a driver calls over, kept open between calls; what goes wrong on them in neutral words."""

import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import aiohttp
import aiohttp_socks
import httpx

from bot.drivers.port import DriverError, Transient, Unclear

MOST = 100
NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp_socks.ProxyConnectionError,
    aiohttp_socks.ProxyError,
    aiohttp_socks.ProxyTimeoutError,
)


class Connections:
    """aiohttp's: httpx looks over its whole pool at every request, which took half of the time of a report."""

    def __init__(self, *, proxy: str, connect: float) -> None:
        self._proxy = proxy
        self._connect = connect
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
        except (aiohttp.ClientError, *NEVER_LEFT, TimeoutError) as error:
            # Not chained: an address may be in its text, and the token in that.
            raise _broken(error) from None

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
            return aiohttp_socks.ProxyConnector.from_url(self._proxy, limit=MOST, ssl=trusted())
        return aiohttp.TCPConnector(limit=MOST, ssl=trusted())


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that calls and receiving trust; reading them takes as long as hundreds of calls."""
    return httpx.create_ssl_context(trust_env=False)


def _broken(error: Exception) -> DriverError:
    name = type(error).__name__
    return Transient(name) if isinstance(error, NEVER_LEFT) else Unclear(name)
