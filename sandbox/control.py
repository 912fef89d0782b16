"""The sandbox over HTTP, for a bot in another process and for a web chat: JSON in, JSON out.

People and chats are named by their ids; a person's private chat with the bot has the person's id.

====================  =====================================================================================
GET  /sandbox         the bot and its URL path, people, chats with members and topics
POST /sandbox/users   {name, last_name?, username?, language?, phone?, is_bot?, user_id?, note?} -> {id}
POST /sandbox/chats   {title, members: [ids], kind?: group|supergroup|channel, forum?, bot?: member|administrator|null}
POST /sandbox/topics  {chat, name} -> the topic; {chat, topic, do: close|reopen|delete|rename, name?, user?}
POST /sandbox/members {chat, user: id|"bot", do: add|join|leave|kick|remove|promote|demote|restrict|anonymous|block|unblock|
                      deactivate, by?, rights?, permissions?, anonymous?, title?, on?}
POST /sandbox/groups  {chat, do: upgrade|rename|delete|pin|unpin|permit, title?, message?, user?, permissions?}
POST /sandbox/start   {user, payload?}
POST /sandbox/say     {user, chat, text, reply_to?, thread?, ephemeral?, as_channel?}
POST /sandbox/file    {user, chat, kind: photo|document|voice|video, data: base64 | [base64 …] for an album, caption?, name?,
                      mime?, reply_to?, thread?}
POST /sandbox/location {user, chat, latitude, longitude}   POST /sandbox/contact {user, chat, of?}
POST /sandbox/edit    {user, chat, message, text}          POST /sandbox/delete {user, chat, message}
POST /sandbox/tap     {user, chat, message | ephemeral, button | data, stale?, wait?: seconds} -> {id, answered, text, alert, url}
POST /sandbox/react   {user, chat, message, emoji: [..]}
GET  /sandbox/messages?chat=&thread=&to=            what is on the screen, oldest first
GET  /sandbox/wait?chat=&text=&thread=&to=&after=&timeout=   the bot's first message with this text, once it is there
GET  /sandbox/file?path=                            the bytes of a file_path
GET  /sandbox/menu?chat=&user=                      the commands this person is offered there
GET  /sandbox/calls?method=&after=                  the journal from the given number on
GET  /sandbox/violations                            what no Bot API client should have sent
POST /sandbox/faults  {kind: 429|500|502|deleted|drop_before|drop_after|hang, times?, method?, chat?, seconds?} -> {number}
DELETE /sandbox/faults?number=                      release one, or all
POST /sandbox/limits  {on: bool}                    flood control
POST /sandbox/redeliver {update_id}                 hand an update out once more
GET  /sandbox/clock   {now}     POST /sandbox/clock {to: moment} or {by: seconds or "2h", "3d", "15m"}: only forwards
====================  =====================================================================================

A thing that Telegram's app would not let a person do is answered 409, a name that is not known 404.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.actions import Actions
from sandbox.chat_changes import ChatChanges
from sandbox.faults import Fault, Faults
from sandbox.journal import Call, Journal
from sandbox.limits import FloodControl
from sandbox.screens import Screens
from sandbox.world import World

Body = dict[str, Any]
Handler = Callable[[Body], Awaitable[Any]]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Control:
    def __init__(self, world: World, journal: Journal, faults: Faults, flood: FloodControl) -> None:
        self._world = world
        self._journal = journal
        self._faults = faults
        self._flood = flood
        self._planned: list[Fault] = []

    def routes(self) -> list[web.RouteDef]:
        screens = Screens(self._world)
        gets: dict[str, Handler] = {
            **screens.handlers(),
            "calls": self._calls,
            "violations": self._violations,
            "clock": self._time,
        }
        posts: dict[str, Handler] = {
            **Actions(self._world).handlers(),
            **ChatChanges(self._world).handlers(),
            "faults": self._plan,
            "limits": self._limits,
            "redeliver": self._redeliver,
            "clock": self._advance,
        }
        return [
            web.get("/sandbox", _served(screens.everything)),
            web.get("/sandbox/file", screens.file),
            *(web.get(f"/sandbox/{name}", _served(handler)) for name, handler in gets.items()),
            *(web.post(f"/sandbox/{name}", _served(handler)) for name, handler in posts.items()),
            web.delete("/sandbox/faults", _served(self._release)),
        ]

    async def _calls(self, body: Body) -> list[Body]:
        first = int(body.get("after", 0))
        chosen = enumerate(self._journal.calls[first:], first + 1)
        return [
            _call_json(number, call) for number, call in chosen if body.get("method") in (None, call.method)
        ]

    async def _violations(self, _body: Body) -> list[str]:
        return self._journal.violations

    async def _plan(self, body: Body) -> Body:
        self._planned.append(self._faults.plan(**body))
        return {"number": len(self._planned) - 1}

    async def _release(self, body: Body) -> bool:
        if "number" in body:
            self._planned[int(body["number"])].release()
        else:
            self._faults.clear()
        return True

    async def _limits(self, body: Body) -> bool:
        self._flood.on = body["on"]
        return True

    async def _redeliver(self, body: Body) -> bool:
        updates = self._world.state.updates
        updates.deliver_again(next(each for each in updates.history if each.id == body["update_id"]))
        return True

    async def _time(self, _body: Body) -> Body:
        return {"now": self._world.state.clock.now().isoformat()}

    async def _advance(self, body: Body) -> Body:
        clock = self._world.state.clock
        to = datetime.fromisoformat(body["to"]) if "to" in body else clock.now() + _span(body["by"])
        return {"now": (await clock.advance(to)).isoformat()}


def _span(by: float | str) -> timedelta:
    if isinstance(by, str) and by[-1:] in UNITS:
        return timedelta(seconds=float(by[:-1]) * UNITS[by[-1]])
    return timedelta(seconds=float(by))


def _call_json(number: int, call: Call) -> Body:
    return {"number": number} | asdict(call) | {"world_time": call.world_time.isoformat()}


def _served(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            body = await _body(request) if request.method == "POST" else dict(request.query)
            return web.json_response(await handler(body))
        except PermissionError as refusal:
            return _error(409, refusal)
        except LookupError as missing:
            return _error(404, missing)
        except TimeoutError as late:
            return _error(408, late)
        except (TypeError, ValueError, StopIteration) as wrong:
            return _error(400, wrong)

    return serve


async def _body(request: web.Request) -> Body:
    """Read a JSON body; nothing else is taken, so that no web page elsewhere can post a form here."""
    if request.content_type != "application/json":
        raise ValueError("the body must be application/json")
    body: Body = await request.json()
    return body


def _error(status: int, error: Exception) -> web.Response:
    return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=status)
