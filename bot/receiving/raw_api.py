"""The few calls that receiving makes itself, for the messenger's JSON as it came."""

import asyncio
from typing import Any

import httpx

from bot.drivers.answers import failure_in
from bot.drivers.connections import trusted
from bot.drivers.port import Transient, Unclear

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class RawApi:
    """Raises the neutral errors of ``bot.drivers.port``. After a call that hung, the next one starts on a new connection."""

    def __init__(self, token: str, *, base_url: str, proxy: str = "", connect: float = 10.0) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}"
        self._proxy = proxy or None
        self._connect = connect
        self._client = self._new_client()

    async def call(self, method: str, *, patience: float, **parameters: Any) -> Any:
        """Return the result; within ``patience`` seconds, whatever state the connection is in."""
        try:
            async with asyncio.timeout(patience):
                answer = await self._client.post(f"{self._base}/{method}", json=parameters)
        except NEVER_LEFT as error:
            raise Transient(type(error).__name__) from error
        except (httpx.HTTPError, TimeoutError) as error:
            await self._reconnect()
            raise Unclear(type(error).__name__) from error
        if failure := failure_in(answer.status_code, answer.content):
            raise failure
        return answer.json().get("result")

    async def close(self) -> None:
        await self._client.aclose()

    async def _reconnect(self) -> None:
        wedged, self._client = self._client, self._new_client()
        await wedged.aclose()

    def _new_client(self) -> httpx.AsyncClient:
        # Reading is bounded by each call's own patience; HTTP_PROXY must not catch calls to an own server.
        limits = httpx.Timeout(None, connect=self._connect)
        return httpx.AsyncClient(timeout=limits, proxy=self._proxy, verify=trusted(), trust_env=False)
