"""The HTTP port: the bot's own from the first moment, answered as soon as what serves it is loaded."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from bot.loading import loading
from bot.receiving.webhook import Webhook

if TYPE_CHECKING:
    from bot.web import WebServer

POLL_FIRST = 0.2  # seconds for the first request for updates to leave

Check = Callable[[], Awaitable[str]]  # what is wrong, in words; empty when nothing is


class HttpPort:
    """Listens as soon as it is made, so that nobody is turned away before it is served. OSError: the port is taken."""

    def __init__(self, *, host: str, number: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listening = socket.create_server((host, number), family=family)
        self.number: int = self.listening.getsockname()[1]

    async def serve(self, *, alive: Sequence[Check], ready: Sequence[Check], webhook: Webhook | None) -> None:
        """Serve until cancelled. Whoever asks while the libraries are being loaded waits."""
        if webhook is None:
            await asyncio.sleep(POLL_FIRST)
        # Beside the event loop: it takes a fifth of a second, a sixth of all that a start loads.
        server = await asyncio.to_thread(self._make_server, alive, ready, webhook)
        await server.run()

    def _make_server(
        self, alive: Sequence[Check], ready: Sequence[Check], webhook: Webhook | None
    ) -> "WebServer":
        with loading():
            from bot.web import WebServer, make_web  # noqa: PLC0415 - messages need none of it

        return WebServer(make_web(alive=alive, ready=ready, webhook=webhook), self)

    def close(self) -> None:
        """Stop listening; serving does it at its end, but a task that was cancelled before it began has none."""
        self.listening.close()
