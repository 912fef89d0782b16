"""The few calls that receiving makes itself, for the messenger's JSON as it came."""

import json
from typing import Any

from bot.drivers.answers import failure_in
from bot.drivers.connections import Connections

HEADERS = {"Content-Type": "application/json"}


class RawApi:
    """Raises the neutral errors of ``bot.drivers.port``. A connection on which a call hung is not used again."""

    def __init__(self, token: str, *, base_url: str, proxy: str = "", connect: float = 10.0) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}"
        self._connections = Connections(proxy=proxy, connect=connect)

    async def call(self, method: str, *, patience: float, **parameters: Any) -> Any:
        """Return the result; within ``patience`` seconds, whatever state the connection is in."""
        status, answer = await self._connections.request(
            "POST",
            f"{self._base}/{method}",
            body=json.dumps(parameters).encode(),
            headers=HEADERS,
            within=patience,
        )
        if failure := failure_in(status, answer):
            raise failure
        return json.loads(answer).get("result")

    async def close(self) -> None:
        await self._connections.close()
