"""Everything one tab shows: a person's rooms, one of them open, the clock; rendered in parts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sandbox.model import Message
from sandbox.pages.bubbles import COLOURS, Bubble, Reader, bubbles, key_of
from sandbox.pages.clock_desk import ClockDesk
from sandbox.pages.keys import Composer, composer_of
from sandbox.pages.moments import Moments
from sandbox.pages.rooms import Line, Room, Rooms
from sandbox.pages.service_lines import glimpse
from sandbox.pages.words import BY_LANGUAGE
from sandbox.people import Person
from sandbox.world import World

PAGE = 200
TYPING_LASTS = 5.0
PARTS = ("people", "rooms", "heading", "pins", "keyboard", "commands", "clock", "happened")


@dataclass(frozen=True, kw_only=True)
class Tab:
    """What one open page looks at. ``oldest`` is the order of the first message it shows, if it goes back that far."""

    room: Room
    language: str
    oldest: int | None = None


class Screen:
    def __init__(self, world: World, desk: ClockDesk) -> None:
        self.rooms = Rooms(world)
        self.desk = desk
        self._world = world
        self._pages = Environment(
            loader=PackageLoader("sandbox.pages"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def render(self, name: str, **values: Any) -> str:
        return self._pages.get_template(f"{name}.html").render(**values)

    def reader(self, tab: Tab) -> Reader:
        clock = self.desk.clock
        moments = Moments(language=tab.language, zone=clock.zone, now=clock.now())
        return Reader(
            person=tab.room.person, bot=self._world.bot, words=BY_LANGUAGE[tab.language], moments=moments
        )

    def shown(self, tab: Tab) -> tuple[list[Bubble], bool]:
        """Return the open room's bubbles, and whether there are older ones."""
        messages = self.rooms.messages(tab.room)
        first = max(0, len(messages) - PAGE)
        if tab.oldest is not None:
            older = (place for place, message in enumerate(messages) if message.order >= tab.oldest)
            first = min(first, next(older, first))
        return list(bubbles(messages[first:], self.reader(tab))), first > 0

    def before(self, tab: Tab, order: int) -> tuple[list[Bubble], bool]:
        """Return the page of bubbles that comes before a message."""
        messages = [m for m in self.rooms.messages(tab.room) if m.order < order]
        return list(bubbles(messages[-PAGE:], self.reader(tab))), len(messages) > PAGE

    def bubble(self, bubble: Bubble, tab: Tab) -> str:
        return self.render(
            "bubble", bubble=bubble, rev=bubble.revision, words=BY_LANGUAGE[tab.language], room=tab.room
        )

    def part(self, name: str, tab: Tab) -> str:
        """Render one of PARTS."""
        return self.render(name, **self.values(tab), **getattr(self, f"_{name}")(tab))

    def values(self, tab: Tab) -> dict[str, Any]:
        """Return what every template may speak of."""
        reader = self.reader(tab)
        return {
            "words": reader.words, "moments": reader.moments, "person": tab.room.person, "room": tab.room,
            "bot": self._world.bot, "language": tab.language, "colour": colour, "initials": initials,
        }  # fmt: skip

    def typing(self, tab: Tab) -> bool:
        """Say whether the bot is writing here: a few seconds from its chat action, or until it has spoken."""
        _, chat, topic = tab.room.key
        at = self._world.state.typing.get((chat, topic if topic != 1 else 0))
        if at is None or time.monotonic() - at > TYPING_LASTS or tab.room.chat is None:
            return False
        return not any(m.born > at for m in self.rooms.messages(tab.room) if m.author is self._world.bot)

    def _people(self, tab: Tab) -> dict[str, Any]:
        others = BY_LANGUAGE[tab.language]["others"]
        people = [u for u in self._world.state.users.values() if isinstance(u, Person) and not u.is_bot]
        groups: dict[str, list[tuple[Person, str, int, str]]] = {}
        for person in people:
            department, _, role = person.note.partition(" · ")
            place = self.same_room(tab.room, person)
            row = person, role, self.rooms.unread_in_private(person), place.path
            groups.setdefault(department or others, []).append(row)
        return {"groups": groups}

    def same_room(self, room: Room, person: Person) -> Room:
        """Return the room another person would look at: the same group where they are in it, else their own chat."""
        try:
            if not room.private:
                return self.rooms.find(person.id, room.chat_id, room.key[2] or None)
        except LookupError:
            pass
        return self.rooms.find(person.id, person.id)

    def _rooms(self, tab: Tab) -> dict[str, Any]:
        reader = self.reader(tab)
        lines = self.rooms.of(tab.room.person)
        by_chat = groupby(lines, key=lambda line: line.room.chat_id)
        return {
            "chats": [list(together) for _, together in by_chat],
            "glimpse": lambda line: _last(line, reader),
            "beyond": self.rooms.beyond(tab.room.person),
        }

    def _heading(self, tab: Tab) -> dict[str, Any]:
        chat = tab.room.chat
        people = [m.user for m in chat.members.values() if m.present] if chat is not None else []
        return {"people": people, "typing": self.typing(tab)}

    def _pins(self, tab: Tab) -> dict[str, Any]:
        chat, words = tab.room.chat, BY_LANGUAGE[tab.language]
        topic = tab.room.topic
        pinned = [m for m in chat.pinned if not m.deleted] if chat is not None else []
        here = [m for m in pinned if topic is None or (m.topic.id if m.topic else 1) == topic.id]
        return {"pins": [(key_of(m), glimpse(m, words)) for m in here]}

    def composer(self, tab: Tab) -> Composer:
        return composer_of(tab.room, self.rooms.messages(tab.room))

    def _keyboard(self, tab: Tab) -> dict[str, Any]:
        return {"composer": self.composer(tab)}

    def _commands(self, tab: Tab) -> dict[str, Any]:
        chat = tab.room.chat
        return {"commands": self._world.state.profile.menu(chat, tab.room.person) if chat is not None else []}

    def _clock(self, tab: Tab) -> dict[str, Any]:
        moments, desk = self.reader(tab).moments, self.desk
        return {
            "now": moments.now, "opening": moments.clock(desk.opening), "evening": moments.clock(desk.evening),
            "moving": desk.moving, "journey": desk.journey,
        }  # fmt: skip

    def _happened(self, tab: Tab) -> dict[str, Any]:
        return {
            "journey": self.desk.journey,
            "news": [self._news(m, tab) for m in self.desk.said()],
            "moving": self.desk.moving,
        }

    def _news(self, message: Message, tab: Tab) -> Mapping[str, Any]:
        """Say who can look at a message the bot has sent, preferably the person who is looking anyway."""
        chat, words, person = message.chat, BY_LANGUAGE[tab.language], tab.room.person
        seen_by = person if person.sees(message) else next(self._witnesses(message), None)
        topic = message.topic.id if message.topic else (1 if chat.is_forum else None)
        room = self.rooms.find(seen_by.id, chat.id, topic) if seen_by else None
        return {
            "title": chat.title or (chat.peer.name if chat.peer else ""),
            "private": chat.private,
            "topic": message.topic.name if message.topic else "",
            "text": glimpse(message, words),
            "hour": self.reader(tab).moments.clock(self.reader(tab).moments.local(message.date)),
            "person": None if seen_by is person else seen_by,
            "href": f"{room.path}#{key_of(message)}" if room else "",
        }

    def _witnesses(self, message: Message) -> Any:
        users: Sequence[Any] = list(self._world.state.users.values())
        return (user for user in users if isinstance(user, Person) and user.sees(message))


def colour(number: int) -> int:
    return abs(number) % COLOURS


def initials(name: str) -> str:
    """Return the letters in a person's or group's disc; Vietnamese people go by their last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:1]).upper()


def _last(line: Line, reader: Reader) -> dict[str, str]:
    """Return who spoke last in a room, what, and when."""
    message = line.last
    if message is None:
        return {"who": "", "text": "", "at": ""}
    who = ""
    if not message.service and not line.room.private:
        own = message.author is reader.person
        who = reader.words["you"] if own else (message.sender.name if message.sender else "")
    return {"who": who, "text": glimpse(message, reader.words), "at": reader.moments.short(message.date)}
