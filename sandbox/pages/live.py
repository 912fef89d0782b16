"""What changes on a tab's screen, pushed to it as it happens (Server-Sent Events)."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.pages.bubbles import Bubble
from sandbox.pages.guard import HEADERS
from sandbox.pages.screen import PARTS, Screen, Tab
from sandbox.world import World

HEARTBEAT = 10.0
BURST = 0.06


class Live:
    """One tab's stream: the whole screen first, for what came between the page and the stream; then changes."""

    def __init__(self, world: World, screen: Screen, tab: Tab) -> None:
        self._changes = world.state.changes
        self._screen = screen
        self._tab = tab
        self._bubbles: dict[str, Bubble] = {}
        self._parts: dict[str, str] = {}
        self._now: tuple[str, str] | None = None

    async def stream(self, request: web.Request) -> web.StreamResponse:
        kind = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=HEADERS | kind)
        await response.prepare(request)
        with suppress(ConnectionResetError):
            await self._push(response)
        return response

    async def _push(self, response: web.StreamResponse) -> None:
        await response.write(b"retry: 1000\n\n")
        whole = True
        while True:
            seen = self._changes.count
            news = self.news(whole=whole)
            await response.write(f"data: {json.dumps(news)}\n\n".encode() if news else b": still here\n\n")
            whole = False
            with suppress(TimeoutError):
                await self._changes.since(seen, HEARTBEAT)
            await asyncio.sleep(BURST)  # a burst of changes makes one event

    def news(self, *, whole: bool) -> dict[str, Any]:
        """Return what differs from what was last returned; empty when nothing does."""
        shown, _ = self._screen.shown(self._tab)
        bubbles = {bubble.key: bubble for bubble in shown}
        changed = [bubble for key, bubble in bubbles.items() if self._bubbles.get(key) != bubble]
        gone = [key for key in self._bubbles if key not in bubbles]
        parts = {name: self._screen.part(name, self._tab) for name in PARTS}
        fresh = {name: html for name, html in parts.items() if self._parts.get(name) != html}
        now = self._screen.reader(self._tab).moments
        clock = now.dated(now.now), f"{now.now.astimezone(now.zone):%H:%M}"
        news: dict[str, Any] = {}
        if changed:
            news["bubbles"] = [
                {"key": b.key, "order": b.order, "rev": b.revision, "html": self._screen.bubble(b, self._tab)}
                for b in changed
            ]
        if whole:
            news["all"] = list(bubbles)
        if gone:
            news["gone"] = gone
        if fresh:
            news["parts"] = fresh
        if clock != self._now:
            news["clock"] = dict(zip(("date", "hour"), clock, strict=True))
        self._bubbles, self._parts, self._now = bubbles, parts, clock
        return news
