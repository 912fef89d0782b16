"""What people do, over HTTP."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import naming
from sandbox.screens import screen_json
from sandbox.taps import Tap
from sandbox.world import World

Body = dict[str, Any]


class Actions:
    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Callable[[Body], Awaitable[Any]]]:
        return {
            "users": self.user,
            "start": self.start,
            "say": self.say,
            "file": self.file,
            "location": self.location,
            "contact": self.contact,
            "edit": self.edit,
            "delete": self.delete,
            "tap": self.tap,
            "react": self.react,
        }

    async def user(self, body: Body) -> Body:
        return {"id": self._world.user(**body).id}

    async def start(self, body: Body) -> Body:
        person = naming.person(self._world, body)
        return screen_json(await person.start(body.get("payload", "")))

    async def say(self, body: Body) -> Body:
        person, chat = naming.person(self._world, body), naming.chat(self._world, body)
        return screen_json(await person.say(chat, body["text"], **naming.where(self._world, body)))

    async def file(self, body: Body) -> Any:
        person, chat = naming.person(self._world, body), naming.chat(self._world, body)
        where, caption, kind = naming.where(self._world, body), body.get("caption", ""), body["kind"]
        if isinstance(body["data"], list):
            items = [base64.b64decode(each) for each in body["data"]]
            album = await person.album(chat, items, caption, kind=kind, **where)
            return [screen_json(message) for message in album]
        send = {
            "photo": person.photo, "document": person.document, "voice": person.voice, "video": person.video,
        }[kind]  # fmt: skip
        named = {name: body[name] for name in ("name", "mime", "duration") if name in body}
        data = base64.b64decode(body["data"])
        return screen_json(await send(chat, caption, data=data, **named, **where))

    async def location(self, body: Body) -> Body:
        person, chat = naming.person(self._world, body), naming.chat(self._world, body)
        where = naming.where(self._world, body)
        return screen_json(await person.location(chat, body["latitude"], body["longitude"], **where))

    async def contact(self, body: Body) -> Body:
        person, chat = naming.person(self._world, body), naming.chat(self._world, body)
        of = naming.user(self._world, body, "of") if "of" in body else None
        return screen_json(await person.contact(chat, of, **naming.where(self._world, body)))

    async def edit(self, body: Body) -> Body:
        message = naming.message(self._world, body)
        await naming.person(self._world, body).edit(message, body["text"])
        return screen_json(message)

    async def delete(self, body: Body) -> bool:
        await naming.person(self._world, body).delete(naming.message(self._world, body))
        return True

    async def tap(self, body: Body) -> Body:
        """Press a button; with ``wait`` answer only once the bot has."""
        person, message = naming.person(self._world, body), naming.message(self._world, body)
        if "data" in body:
            tap = await person.forge(message, body["data"])
        else:
            tap = await person.tap(message, body["button"], stale=body.get("stale", False))
        if "wait" in body:
            await tap.answer(float(body["wait"]))
        return _tap_json(tap)

    async def react(self, body: Body) -> Body:
        message = naming.message(self._world, body)
        await naming.person(self._world, body).react(message, *body.get("emoji", []))
        return screen_json(message)


def _tap_json(tap: Tap) -> Body:
    return {"id": tap.id, "answered": tap.answered, "text": tap.text, "alert": tap.alert, "url": tap.url}
