"""Which rooms a person has: the private chat, groups, and a forum's topics; what is unread in each."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.model import Chat, Message, Topic
from sandbox.people import Person
from sandbox.world import World


@dataclass(frozen=True, kw_only=True)
class Room:
    """One person's window on one chat or topic. ``chat`` is missing until they have started the bot."""

    person: Person
    chat: Chat | None
    topic: Topic | None = None

    @property
    def chat_id(self) -> int:
        return self.chat.id if self.chat is not None else self.person.id

    @property
    def path(self) -> str:
        """The address of the room's page."""
        place = f"/as/{self.person.id}/{self.chat_id}"
        return f"{place}/{self.topic.id}" if self.topic is not None else place

    @property
    def key(self) -> tuple[int, int, int]:
        return self.person.id, self.chat_id, self.topic.id if self.topic is not None else 0

    @property
    def private(self) -> bool:
        return self.chat is None or self.chat.private


@dataclass(frozen=True, kw_only=True)
class Line:
    """A room in the list: its last message, and how many the person has not read."""

    room: Room
    last: Message | None
    unread: int


class Rooms:
    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, person_id: int, chat_id: int, topic_id: int | None = None) -> Room:
        """Return a room the person may look into, or raise LookupError."""
        person = self._world.person(person_id)
        if chat_id == person_id and person_id not in self._world.state.chats:
            return Room(person=person, chat=None)
        chat = self._world.state.chats[chat_id]
        if not open_to(chat, person):
            raise LookupError(f"{person.name} is not in {chat.title}")
        if not chat.is_forum:
            return Room(person=person, chat=chat)
        return Room(person=person, chat=chat, topic=chat.topics[topic_id or chat.general.id])

    def of(self, person: Person) -> list[Line]:
        """List a person's rooms: the private chat, then groups as they were last spoken in, topics together."""
        state = self._world.state
        private = Room(person=person, chat=state.chats.get(person.id))
        groups = [chat for chat in state.chats.values() if not chat.private and open_to(chat, person)]
        lists = [list(self._lines(person, chat)) for chat in groups]
        lists.sort(key=lambda lines: -max(_age(line) for line in lines))
        first = [self._line(private, self.messages(private))]
        return [*first, *(line for lines in lists for line in lines)]

    def beyond(self, person: Person) -> list[Chat]:
        """Return the groups a person could still join."""
        chats = self._world.state.chats.values()
        gone = [chat for chat in chats if chat.deleted or chat.migrated_to is not None]
        return [chat for chat in chats if chat.grouped and chat not in gone and not chat.here(person)]

    def messages(self, room: Room) -> list[Message]:
        if room.chat is None:
            return []
        return self._world.messages(room.chat, thread=room.topic, to=room.person)

    def unread_in_private(self, person: Person) -> int:
        room = Room(person=person, chat=self._world.state.chats.get(person.id))
        return self._line(room, self.messages(room)).unread

    def read(self, room: Room) -> None:
        """Note that the person has seen all there is in a room."""
        shown = self.messages(room)
        marks, newest = self._world.state.read_marks, shown[-1].order if shown else 0
        if newest > marks.get(room.key, 0):
            marks[room.key] = newest
            self._world.state.changes.happened()

    def read_all(self) -> None:
        """Let everybody have seen what there is: where a story has been told, what is new begins after it."""
        for user in list(self._world.state.users.values()):
            if isinstance(user, Person) and not user.is_bot:
                for line in self.of(user):
                    self.read(line.room)

    def _lines(self, person: Person, chat: Chat) -> Iterator[Line]:
        shown = self._world.messages(chat, to=person)
        if not chat.is_forum:
            yield self._line(Room(person=person, chat=chat), shown)
            return
        by_topic: dict[int, list[Message]] = {}
        for message in shown:
            by_topic.setdefault(message.topic.id if message.topic else chat.general.id, []).append(message)
        for topic in chat.topics.values():
            if not topic.hidden:
                room = Room(person=person, chat=chat, topic=topic)
                yield self._line(room, by_topic.get(topic.id, []))

    def _line(self, room: Room, shown: list[Message]) -> Line:
        mark = self._world.state.read_marks.get(room.key, 0)
        new = [m for m in shown if m.order > mark and m.author is not room.person and not m.service]
        return Line(room=room, last=shown[-1] if shown else None, unread=len(new))


def open_to(chat: Chat, person: Person) -> bool:
    return chat.here(person) and not chat.deleted and chat.migrated_to is None


def _age(line: Line) -> int:
    return line.last.order if line.last is not None else 0
