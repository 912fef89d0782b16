"""What people see, over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import naming
from sandbox.model import Chat, Message, User
from sandbox.people import Person
from sandbox.shapes import chat_json, message_json, topic_json, user_json
from sandbox.world import World

Body = dict[str, Any]


class Screens:
    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Callable[[Body], Awaitable[Any]]]:
        return {"messages": self.messages, "wait": self.wait, "menu": self.menu}

    async def everything(self, _body: Body) -> Body:
        state = self._world.state
        return {
            "bot": user_json(state.bot),
            "users": [_user(user) for user in state.users.values() if user is not state.bot],
            "chats": [self._chat(chat) for chat in state.chats.values()],
        }

    async def messages(self, body: Body) -> list[Body]:
        shown = self._world.messages(naming.chat(self._world, body), **self._view(body))
        return [screen_json(message) for message in shown]

    async def wait(self, body: Body) -> Body:
        after = naming.message(self._world, body, "after") if "after" in body else None
        message = await self._world.wait_for_message(
            naming.chat(self._world, body),
            body.get("text", ""),
            after=after,
            timeout=float(body.get("timeout", 10)),
            **self._view(body),
        )
        return screen_json(message)

    async def menu(self, body: Body) -> list[Body]:
        chat = naming.chat(self._world, body)
        return self._world.state.profile.menu(chat, naming.person(self._world, body))

    async def file(self, request: web.Request) -> web.Response:
        file = self._world.state.files.at(request.query.get("path", ""))
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, content_type=file.mime)

    def _view(self, body: Body) -> Body:
        view: Body = {}
        if "thread" in body:
            view["thread"] = int(body["thread"])
        if "to" in body:
            view["to"] = naming.person(self._world, body, "to")
        return view

    def _chat(self, chat: Chat) -> Body:
        members = [{"user": m.user.id, "status": m.status} for m in chat.members.values()]
        topics = [topic_json(topic) for topic in chat.topics.values()]
        return chat_json(chat) | {"members": members, "topics": topics}


def _user(user: User) -> Body:
    note = user.note if isinstance(user, Person) else ""
    return user_json(user) | ({"note": note} if note else {})


def screen_json(message: Message) -> Body:
    """Return a message with what only people see: pins, reactions, a silent arrival, earlier versions."""
    seen: Body = {
        "pinned": message.pinned,
        "silent": message.silent,
        "reactions": {str(user): given for user, given in message.reactions.items()},
        "versions": [version.text for version in message.history],
        "files": [file.path for file in message.media.files] if message.media else [],
    }
    if message.reply_keyboard is not None:
        seen["reply_keyboard"] = message.reply_keyboard
    return message_json(message) | seen
