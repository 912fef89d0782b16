"""The server: takes requests off the wire, lets faults have their way, and answers."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox import schema, wire
from sandbox.clock import Hook, Opening
from sandbox.control import Control
from sandbox.dispatch import Dispatch
from sandbox.faults import Fault, Faults
from sandbox.journal import Call, Journal
from sandbox.limits import FloodControl
from sandbox.model import User
from sandbox.pages.guard import under_own_name
from sandbox.pages.site import Pages
from sandbox.refusal import Refusal, too_many
from sandbox.state import State
from sandbox.world import World

TOKEN = "123456789:AAF-sandbox-token-of-no-real-bot-000"  # noqa: S105 - opens nothing but this server
WELL_FORMED = re.compile(r"\d+:[\w-]+")
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
BODY_LIMIT = 55 << 20


class TelegramServer:
    """A Bot API server for one bot. The world outlives ``stop``: started again, it goes on."""

    def __init__(
        self, token: str = TOKEN, *, username: str = "dieuphoi_bot", name: str = "Điều Phối", limits: bool = False,
        reads_all: bool = False,
    ) -> None:  # fmt: skip
        self.token = token
        bot = User(id=int(token.partition(":")[0]), first_name=name, username=username, is_bot=True)
        self.state = State(bot, bot_reads_all=reads_all)
        self.world = World(self.state)
        self.journal = Journal()
        self.faults = Faults()
        self.flood = FloodControl()
        self.flood.on = limits
        self._control = Control(self.world, self.journal, self.faults, self.flood)
        self._pages = Pages(self.world)
        self.dispatch = Dispatch(self.world, self.journal, self.flood)
        self.url = ""
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def calls(self) -> list[Call]:
        return self.journal.calls

    @property
    def violations(self) -> list[str]:
        return self.journal.violations

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.state.clock.now

    @clock.setter
    def clock(self, source: Callable[[], datetime]) -> None:
        self.state.clock.follow(source)

    @property
    def zone(self) -> ZoneInfo:
        """Where the people of the world live: what the clock on their wall shows."""
        return self.state.clock.zone

    @zone.setter
    def zone(self, zone: ZoneInfo) -> None:
        self.state.clock.zone = zone

    @property
    def next_opening(self) -> Opening:
        """When work begins next after a moment, for the button at the clock; without a better one at eight."""
        return self.state.clock.next_opening

    @next_opening.setter
    def next_opening(self, opening: Opening) -> None:
        self.state.clock.next_opening = opening

    def on_clock(self, hook: Hook) -> None:
        """Call this with the new moment each time somebody moves the clock, and wait for it."""
        self.state.clock.on_advance(hook)

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; without a port on any free one, and after ``stop`` on the same as before."""
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=[under_own_name])
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.add_routes(self._control.routes())
        app.add_routes(self._pages.routes())
        app.router.add_route("*", "/{anything:.*}", _nothing_here)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port or self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://{host}:{self.port}"
        self.dispatch.webhook.start()

    async def stop(self) -> None:
        """Stop listening and break off what waits, as an outage would."""
        self.dispatch.webhook.stop()
        self.faults.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            method = schema.load().method(request.match_info["method"])
            if method is None:
                raise Refusal(404, "Not Found: method not found")
            sent = await wire.read(request)
        except Refusal as refusal:
            return wire.answer(refusal.body())
        call, problems = self.dispatch.note(method, sent, _connection(request))
        fault = self.faults.take(method, call.params.get("chat_id"))
        if fault is not None:
            call.fault = fault.kind
            broken = await _before(fault, call, request)
            if broken is not None:
                return broken
        body = await self.dispatch.answer(call, sent, problems)
        if fault is not None and fault.kind == "drop_after":
            return _drop(request)
        return wire.answer(body)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except Refusal as refusal:
            return wire.answer(refusal.body())
        file = self.state.files.at(request.match_info["path"])
        if file is None:
            return wire.answer(Refusal(404, "Not Found: file not found").body())
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if token != self.token:
            known = WELL_FORMED.fullmatch(token) is not None
            raise Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found")


async def _before(fault: Fault, call: Call, request: web.Request) -> web.StreamResponse | None:
    """Let a fault strike before the call takes effect; None means that the call goes on."""
    match fault.kind:
        case "hang":
            await fault.hang()
            return None
        case "drop_after":
            return None
        case "drop_before":
            return _drop(request)
        case "502":
            call.status = 502
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        case "429":
            refusal = too_many(int(fault.seconds or 1))
        case "500":
            refusal = Refusal(500, "Internal Server Error")
        case "deleted":
            refusal = Refusal(500, "Internal Server Error: sent message was immediately deleted")
    call.status, call.description = refusal.code, refusal.description
    return wire.answer(refusal.body())


def _drop(request: web.Request) -> web.Response:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _connection(request: web.Request) -> str:
    peer: Any = request.transport.get_extra_info("peername") if request.transport else None
    return f"{peer[0]}:{peer[1]}" if peer else "gone"


async def _nothing_here(_request: web.Request) -> web.Response:
    return wire.answer(Refusal(404, "Not Found").body())
