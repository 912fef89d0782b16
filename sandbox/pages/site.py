"""The pages' addresses: what a browser may ask of the sandbox, and what it gets."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

from aiohttp import web

from sandbox.pages import attachments
from sandbox.pages.bubbles import key_of
from sandbox.pages.clock_desk import ClockBack, ClockBusy, ClockDesk
from sandbox.pages.doing import Doing, is_scripted
from sandbox.pages.guard import Handler, guarded
from sandbox.pages.live import Live
from sandbox.pages.rooms import Room
from sandbox.pages.screen import PARTS, Screen, Tab
from sandbox.pages.service_lines import glimpse
from sandbox.pages.words import BY_LANGUAGE, DEFAULT, LANGUAGES
from sandbox.people import Person
from sandbox.world import World

STATIC = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
THEMES = {"auto": "dark", "dark": "light", "light": "auto"}
FACES = ("👍", "❤", "🔥", "🎉", "👀", "🙏")
PLACES = {"Hà Nội": "21.02851, 105.80482", "Đà Nẵng": "16.05441, 108.20217", "TP. HCM": "10.77689, 106.70081"}
REFUSALS = {
    ClockBusy: "clock_busy", ClockBack: "clock_back", PermissionError: "not_allowed", LookupError: "gone",
    ValueError: "cannot",
}  # fmt: skip
A_YEAR = 365 * 86_400


class Pages:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = ClockDesk(world)
        self._screen = Screen(world, self._desk)
        self._doing = Doing(world)
        self._flashes: dict[int, str] = {}

    def routes(self) -> list[web.RouteDef]:
        room = "/as/{person:\\d+}/{chat:-?\\d+}"
        gets: Mapping[str, Handler] = {
            "/": self._entrance, "/as/{person:\\d+}": self._list, "/static/{name}": self._static,
            "/files/{path:.+}": self._file, "/live/as/{person:\\d+}/{chat:-?\\d+}": self._live,
            "/live/as/{person:\\d+}/{chat:-?\\d+}/{topic:\\d+}": self._live, room: self._room,
            room + "/{topic:\\d+}": self._room,
        }  # fmt: skip
        posts: Mapping[str, Handler] = {
            "/people": self._newcomer,
            room + "/{deed:[a-z]+}": self._deed,
            room + "/{topic:\\d+}/{deed:[a-z]+}": self._deed,
        }
        return [
            *(web.get(path, guarded(handler)) for path, handler in gets.items()),
            *(web.post(path, guarded(handler)) for path, handler in posts.items()),
        ]

    async def _entrance(self, request: web.Request) -> web.Response:
        person = self._first()
        if person is None:
            return self._html(request, "empty", {"words": BY_LANGUAGE[self._language(request)]})
        raise web.HTTPSeeOther(self._screen.rooms.of(person)[0].room.path)

    async def _list(self, request: web.Request) -> web.Response:
        """The list of rooms: on a phone all there is, on a desk beside the room the person was last told in."""
        person = self._person(request)
        return self._page(request, self._screen.rooms.of(person)[0].room, in_room=False)

    async def _room(self, request: web.Request) -> web.Response:
        room = self._find(request)
        self._screen.rooms.read(room)
        return self._page(request, room, in_room=True)

    def _page(self, request: web.Request, room: Room, *, in_room: bool) -> web.Response:
        tab = Tab(room=room, language=self._language(request), oldest=_number(request, "from"))
        if "older" in request.query and tab.oldest is not None:
            shown, older = self._screen.before(tab, tab.oldest)
            if is_scripted(request):
                html = [self._screen.bubble(bubble, tab) for bubble in shown]
                return web.json_response({"bubbles": html, "older": older})
        else:
            shown, older = self._screen.shown(tab)
        parts = {name: self._screen.part(name, tab) for name in PARTS}
        values = self._screen.values(tab) | {
            "in_room": in_room, "shown": shown, "older": older, "parts": parts, "faces": FACES,
            "rendered": [self._screen.bubble(bubble, tab) for bubble in shown],
            "places": PLACES,
            "about": self._about(request, room), "composer": self._screen.composer(tab),
            "flash": self._flashes.pop(room.person.id, ""),
        }  # fmt: skip
        return self._html(request, "page", values)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        tab = Tab(room=self._find(request), language=self._language(request), oldest=_number(request, "from"))
        return await Live(self._world, self._screen, tab).stream(request)

    async def _deed(self, request: web.Request) -> web.StreamResponse:
        """Do what a form asks for; what Telegram's app would not allow is said on the page."""
        person, deed = self._person(request), request.match_info["deed"]
        words = BY_LANGUAGE[self._language(request)]
        place, answer = f"/as/{person.id}/{request.match_info['chat']}", {}
        try:
            if deed == "join":
                self._join(person, int(request.match_info["chat"]))
            else:
                room = self._find(request)
                place = room.path
                answer = await self._do(deed, room, request)
        except tuple(REFUSALS) as refused:
            answer = {
                "error": words[next(key for kind, key in REFUSALS.items() if isinstance(refused, kind))]
            }
        return self._answered(request, person, place, answer)

    async def _do(self, deed: str, room: Room, request: web.Request) -> dict[str, Any]:
        if deed == "seen":
            self._screen.rooms.read(room)
            return {}
        form = await request.post()
        if deed == "clock":
            await self._desk.move(self._desk.target(str(form["to"])))
            return {}
        deeds = self._doing.deeds()
        if deed not in deeds:
            raise web.HTTPNotFound
        return await deeds[deed](room, form)

    def _answered(
        self, request: web.Request, person: Person, place: str, answer: dict[str, Any]
    ) -> web.StreamResponse:
        if is_scripted(request):
            return web.json_response(answer, status=409 if "error" in answer else 200)
        self._flashes[person.id] = answer.get("error") or answer.get("text") or ""
        raise web.HTTPSeeOther(place)

    def _join(self, person: Person, chat_id: int) -> None:
        chat = self._world.state.chats[chat_id]
        if chat not in self._screen.rooms.beyond(person):
            raise PermissionError(f"{person.name} cannot join {chat.title}")
        self._world.members.join(chat, person)

    async def _newcomer(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        name = str(form.get("name", "")).strip()
        if not name:
            raise web.HTTPBadRequest(text="a name is needed")
        person = self._world.user(
            name, language=self._language(request), note=str(form.get("note", "")).strip()
        )
        raise web.HTTPSeeOther(f"/as/{person.id}/{person.id}")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in STATIC:
            raise web.HTTPNotFound
        body = (resources.files("sandbox.pages") / "static" / name).read_bytes()
        return web.Response(
            body=body, content_type=STATIC[name], charset="utf-8", headers={"Cache-Control": "no-cache"}
        )

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.state.files.at(request.match_info["path"])
        if file is None:
            raise web.HTTPNotFound
        return attachments.served(file)

    def _about(self, request: web.Request, room: Room) -> dict[str, str] | None:
        """Say which message the composer answers or edits, where the page was asked for so without a script."""
        words = BY_LANGUAGE[self._language(request)]
        shown = {key_of(message): message for message in self._screen.rooms.messages(room)}
        if (
            message := shown.get(request.query.get("edit", ""))
        ) is not None and message.author is room.person:
            return {
                "field": "edit", "key": key_of(message), "title": words["editing"], "text": glimpse(message, words),
                "value": message.text,
            }  # fmt: skip
        if (message := shown.get(request.query.get("reply", ""))) is not None:
            name = message.sender.name if message.sender else message.chat.title or ""
            return {
                "field": "reply_to", "key": key_of(message), "title": words["replying"].format(name=name),
                "text": glimpse(message, words), "value": "",
            }  # fmt: skip
        return None

    def _first(self) -> Person | None:
        """Return whom a visitor plays until they choose."""
        return next(
            (u for u in self._world.state.users.values() if isinstance(u, Person) and not u.is_bot), None
        )

    def _language(self, request: web.Request) -> str:
        """Return the language the visitor has chosen; before that the one the world's people speak."""
        first = self._first()
        code = first.language_code if first is not None else None
        spoken = (code or "").split("-")[0]  # phones say zh-hans
        for wanted in (request.query.get("lang"), request.cookies.get("sandbox_lang"), spoken):
            if wanted in LANGUAGES:
                return wanted
        return DEFAULT

    def _person(self, request: web.Request) -> Person:
        person = self._world.state.users.get(int(request.match_info["person"]))
        if not isinstance(person, Person):
            raise web.HTTPSeeOther("/")
        return person

    def _find(self, request: web.Request) -> Room:
        """Return the room of an address; where the person is no member (any more), go to their list."""
        person, topic = self._person(request), request.match_info.get("topic")
        try:
            return self._screen.rooms.find(
                person.id, int(request.match_info["chat"]), int(topic) if topic else None
            )
        except LookupError:
            raise web.HTTPSeeOther(f"/as/{person.id}") from None

    def _html(self, request: web.Request, name: str, values: dict[str, Any]) -> web.Response:
        language, theme = self._language(request), _theme(request)
        page = self._screen.render(
            name,
            **values
            | {"language": language, "languages": LANGUAGES, "theme": theme, "next_theme": THEMES[theme]},
        )
        response = web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})
        for cookie, value in (("lang", language), ("theme", theme)):
            if cookie in request.query:
                response.set_cookie(
                    f"sandbox_{cookie}", value, max_age=A_YEAR, samesite="Strict", httponly=True
                )
        return response


def _theme(request: web.Request) -> str:
    wanted = request.query.get("theme") or request.cookies.get("sandbox_theme", "")
    return wanted if wanted in THEMES else "auto"


def _number(request: web.Request, name: str) -> int | None:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else None
